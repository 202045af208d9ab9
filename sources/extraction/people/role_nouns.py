"""The nouns of roles and the words of their areas, as patterns."""

import re

from sources.extraction.text.tables import either, words

_ABBREVIATIONS = "|".join(sorted(words("roles", "leader", "abbreviations"), key=len, reverse=True))
_CHIEF = (
    r"(?:co-?)?chief(?:\s+(?!(?:as|to|at|from|with|who|amid)\b)[\w&'-]+,?){1,6}?\s+officers?"
    rf"|(?:co-?)?chief\s+(?:[\w-]+\s+)?(?:{either(words('roles', 'leader', 'chief'))})"
)
_NOUNS = either(words("roles", "leader", "nouns"))
BOARD_NOUNS = either(words("roles", "board", "nouns"))
_ALONE = (
    r"(?:(?<=\b[Aa]s )|(?<=[A-Za-z] ))chief(?=\s+[A-Z])"
    rf"|(?i:chief)(?=\s*(?:$|[,;:.|])|\s+(?i:{either(words('roles', 'wording', 'after_chief'))})\b)"
    r"|(?i:top(?:\s[\w-]+)?\s(?:job|post|role))(?!\w)|(?i:leader)(?=\s+(?:of|for)\b)"
)
HEAD = re.compile(
    rf"(?<![\w-])(?:(?P<board>(?i:{BOARD_NOUNS})(?![\s-]+(?i:certif)))|(?P<chief>(?i:{_CHIEF}))"
    rf"|(?P<noun>(?i:{_NOUNS})|{_ALONE})"
    rf"|(?P<short>(?:[Cc]o-?)?(?:{_ABBREVIATIONS})s?|(?<!, )(?<!MD, )MD(?=[\s/]|$)))"
    r"(?:[\s-](?i:elect|designate))?(?![\w])"
)
AREAS = frozenset(words("roles", "areas", "units") + words("roles", "areas", "regions"))
MODIFIERS = frozenset(words("roles", "leader", "modifiers"))
_UNIT, _REGION = (either(words("roles", "areas", name)) for name in ("units", "regions"))
_LINK = r"(?:\s*[,/&]\s*(?:and\s+)?|\s+and\s+|\s+of\s+|\s+for\s+|\s[–—-]\s|\s+)(?:the\s+)?"
_BARE = r"(?:\s[–—-]\s|,\s+|\s+over\s+|\s+)(?:[A-Z]{2,4}\s+)?(?i:WORDS)(?![\w-])(?:(?i:LINK)(?i:WORDS)(?![\w-]))*"
UNITS, REGIONS = (
    re.compile(_BARE.replace("LINK", _LINK).replace("WORDS", f"(?:{area})")) for area in (f"{_UNIT}|{_REGION}", _REGION)
)
VICE = re.compile(r"(?:[se]|se|a|f)?vps?|(?:\w+\s+)*vice[\s-]presidents?", re.IGNORECASE)
HAS_UNIT = re.compile(rf"{VICE.pattern}|gm|(?:\w+\s+)*(?:director|head|president|general\s+manager)", re.IGNORECASE)
CAPITALS = re.compile(r"\s+[A-Z][\w&/-]*(?:\s+(?:[A-Z][\w/-]*|&|and(?=\s+[A-Z]))){0,4}(?=\s*(?:$|[.,;:!?(]|[–—]))")
_WORD = re.compile(r"[A-Za-z]+")
_NAMED = (("leader", "nouns"), ("board", "nouns"), ("leader", "abbreviations"))


def _beginnings(phrase: str) -> set[str]:
    """The words that a role's noun may begin with: in the plural, with "co", and its first two spelled together."""
    first, *others = re.split(r"[\s-]", phrase.lower())
    return {first, f"{first}s", f"co{first}", f"co{first}s", first + "".join(others[:1])}


_LISTED = [phrase for path in _NAMED for phrase in words("roles", *path)]
_FIRST = frozenset(word for phrase in (*_LISTED, "chief", "top", "leader", "co", "md") for word in _beginnings(phrase))


def first_head(text: str, at: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The first match of :data:`HEAD`, tried only at words that it may begin with: the same, many times faster."""
    limit = len(text) if end is None else end
    starts = (word.start() for word in _WORD.finditer(text, at, limit) if word[0].lower() in _FIRST)
    return next((head for start in starts if (head := HEAD.match(text, start, limit))), None)
