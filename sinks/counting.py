"""Counts in words: 1 company, 1,204 companies."""


def counted(number: int, one: str, many: str = "") -> str:
    """The number with its noun in the right number; without `many`, the plural is `one` and an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
