"""How a signal was matched with its account, in a word or two."""

_WORDS = {"exact": "name", "alias": "another name", "fuzzy": "a similar name", "claim": "hand"}


def method_text(method: str) -> str:
    """The method as it reads after "matched by"."""
    return _WORDS.get(method, method)
