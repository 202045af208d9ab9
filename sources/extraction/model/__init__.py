"""The learned half of extraction: how the words of a title and its lead speak of each kind of event."""
