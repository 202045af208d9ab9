"""The words of a text, folded so that spellings of one word agree: no case, accents or punctuation, any script."""

import re
import unicodedata

from cleanco.non_nfkd_map import NON_NFKD_MAP  # type: ignore[import-untyped]

Words = tuple[str, ...]

_ACCENTS = re.compile("[\u0300-\u036f]")
_NON_NFKD = str.maketrans({char: plain for char, plain in NON_NFKD_MAP.items() if len(char) == 1})


class _Letters(dict[int, str | None]):
    """For `str.translate`: letters, digits and Asian vowel signs stay, marks vanish, all else parts words."""

    def __missing__(self, point: int) -> str | None:
        kind = unicodedata.category(chr(point))
        stays = kind[0] in "LN" or (kind[0] == "M" and 0x0900 <= point <= 0x1AFF) or point in (0x3099, 0x309A)
        self[point] = chr(point) if stays else None if kind in ("Mn", "Me", "Cf") else " "
        return self[point]


_LETTERS = _Letters(str.maketrans({"&": " and ", "+": " plus "} | dict.fromkeys("'`‘’ʼ")))
_ASCII = {point: _LETTERS[point] for point in range(128)}


def fold(text: str) -> str:
    """The text in lower case with spaces between its words; "and" for "&", "plus" for "+", no apostrophes."""
    if text.isascii():
        return text.lower().translate(_ASCII)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = _ACCENTS.sub("", plain).translate(_NON_NFKD).casefold()
    return unicodedata.normalize("NFC", plain).translate(_LETTERS)


def words(text: str) -> Words:
    """The folded words; letters that stand alone in a row are one word, so "S.p.A.", "S P A" and "SpA" agree."""
    joined: list[str] = []
    alone = False
    for word in fold(text).split():
        letter = len(word) == 1 and word.isalpha()
        if letter and alone:
            joined[-1] += word
        else:
            joined.append(word)
        alone = letter
    return tuple(joined)
