"""The receiver: a source whose fetching is done by others. It keeps each request, then answers; the drain reads it."""
