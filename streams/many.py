"""A key to all that has it, small where it is one thing and quick to change where it is thousands."""

from heapq import nsmallest

LISTED = 20
"""How many are named at most where a key has more."""


class Many:
    """Texts by key. `add` and `drop` cost the same whatever the number of texts that share a key."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[str, str | set[str]] = {}

    def __len__(self) -> int:
        return len(self._held)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Many) and self._held == other._held

    __hash__ = None  # type: ignore[assignment]

    def add(self, key: str, text: str) -> None:
        held = self._held.get(key)
        if held is None:
            self._held[key] = text
        elif isinstance(held, set):
            held.add(text)
        elif held != text:
            self._held[key] = {held, text}

    def drop(self, key: str, text: str) -> None:
        """Forgets the text there; one that is not there is no error."""
        held = self._held.get(key)
        if held == text:
            del self._held[key]
        elif isinstance(held, set):
            held.discard(text)
            if len(held) == 1:
                self._held[key] = held.pop()

    def count(self, key: str) -> int:
        held = self._held.get(key)
        return 0 if held is None else 1 if isinstance(held, str) else len(held)

    def first(self, key: str) -> tuple[str, ...]:
        """The texts of a key, sorted; of more than `LISTED`, the first so many."""
        held = self._held.get(key)
        if held is None:
            return ()
        return (held,) if isinstance(held, str) else tuple(nsmallest(LISTED, held))
