"""Client endpoints: what existing snippets and SDKs speak to by a changed host name, and our own."""
