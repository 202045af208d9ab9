"""Countries as accounts and signals write them, as ISO 3166-1 alpha-2 codes."""

from streams.word_lists import sections
from streams.words import words


def _read() -> dict[str, str]:
    codes: dict[str, str] = {}
    for line in sections("countries.txt")["countries"]:
        code, _, names = line.partition(": ")
        codes |= dict.fromkeys((code.lower(), *names.split(", ")), code)
    return codes


_CODES = _read()


def country_code(text: str | None) -> str | None:
    """The code of a country's name or code in English or its own language; any two letters are taken for a code.

    None where the text is missing or names no country known here, so that it neither agrees nor disagrees.
    """
    if not text:
        return None
    spelled = " ".join(words(text))
    if known := _CODES.get(spelled):
        return known
    return spelled.upper() if len(spelled) == 2 and spelled.isalpha() else None
