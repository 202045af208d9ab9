"""How text writes currencies: signs, codes and words, each as a pattern, and the ISO 4217 code that each means."""

import re
from functools import cache

from sources.extraction.text.tables import either, pattern, table

_MONEY = table("money")
_SIGNS: dict[str, str] = _MONEY["signs"]
_LETTERS: dict[str, str] = _MONEY["letters"]
_CODES: dict[str, str] = {code: code for code in _MONEY["codes"]["list"]} | _MONEY["codes"]["others"]
_WORDS: dict[str, str] = _MONEY["words"]
_DOLLARS: dict[str, str] = _MONEY["dollars"]
_CROWNS = {code: pattern(names) for code, names in _MONEY["crowns"].items()}
_CODE_GROUPS = ("code", "code_after", "scaled_code", "scaled_code_after")
_DOLLAR_CODES = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN")


def _sign(sign: str) -> str:
    """The sign as a pattern: letters before "$" may stand apart from it, but "a $5 million round" is no "A$"."""
    return re.escape(sign).replace(r"\$", r"\s?\$" if len(sign) > 2 else r"\$")


_LONGEST_FIRST = sorted(_SIGNS, key=lambda sign: (-len(sign), sign))
_ANY_SIGN = "|".join(map(_sign, _LONGEST_FIRST))
_ANY_CODE = f"(?-i:{either(_CODES)})|{either(_MONEY['codes']['small'])}"
_BEHIND = "|".join(re.escape(sign) for sign in _LONGEST_FIRST if len(sign) == 1 or sign in ("zł", "Kč"))

SIGN = "[$€£]"
"""A sign that is written again at the upper end of a range."""
BEFORE = (
    rf"(?:(?<![\w-])(?P<in_scale>[MKTmkt])(?P<scaled_code>(?-i:{either(_CODES)}))|(?P<sign>{_ANY_SIGN})"
    rf"|\b(?P<code>{_ANY_CODE})(?:\s?[$€£¥₹])?|\b(?P<letter>(?-i:{'|'.join(_LETTERS)}))(?=\s?\d)|(?P<crown>\bkr))\.?\s?"
)
"""What stands before the number: "€", "US$", "EUR", "CAD $", "MSEK", "R", "kr"."""
AFTER = (
    rf"[\s-]?(?:(?P<word>(?:{either(_WORDS)})\b)|(?P<scale_after>[MKTmkt])(?P<scaled_code_after>(?-i:{either(_CODES)}))\b"
    rf"|(?P<code_after>{_ANY_CODE})\b|(?P<crown_after>m?kr\b)|(?P<sign_after>{_BEHIND})(?!\s?\d))"
)
"""What stands behind it: "euros", "EUR", "MSEK", "kr", "€"."""
WHOSE = rf"(?:\s?\(?(?P<whose>(?-i:{'|'.join(_DOLLAR_CODES)})|{either(_DOLLARS)})(?:\s+dollars)?\b)?"
"""Behind a sum in "$": whose dollars they are."""


def currency(groups: dict[str, str | None], text: str) -> str | None:
    """The currency of a match of the patterns above; "kr" takes its country from the text, and is "" without one."""
    if sign := groups.get("sign") or groups.get("sign_after"):
        whose = groups.get("whose")
        return _of_dollars(whose) if whose and sign == "$" else _of_sign(sign)
    if (
        code := groups.get("code")
        or groups.get("code_after")
        or groups.get("scaled_code")
        or groups.get("scaled_code_after")
    ):
        return _CODES.get(code) or _CODES.get(code.upper())
    if letter := groups.get("letter"):
        return _LETTERS[letter]
    if word := groups.get("word"):
        return _WORDS[re.sub(r"\s+", " ", word.lower())]
    return next((code for code, names in _CROWNS.items() if names.search(text)), "")


def spelled(word: str) -> str:
    """The currency of a word such as "euros"."""
    return _WORDS[re.sub(r"\s+", " ", word.lower())]


WORD = either(_WORDS)


@cache
def _of_sign(sign: str) -> str | None:
    plain = re.sub(r"\s", "", sign).lower()
    return next((code for known, code in _SIGNS.items() if known.lower() == plain), None)


def _of_dollars(whose: str) -> str:
    return _DOLLARS.get(re.sub(r"\s+", " ", whose.lower())) or whose.upper()
