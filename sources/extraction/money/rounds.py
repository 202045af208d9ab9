"""Names of funding rounds."""

import re
from collections.abc import Sequence

from sources.extraction.text.tables import either, pattern, table, words

_PRE_SEED = either(words("rounds", "seed", "pre_seed"))
_SEED = either(words("rounds", "seed", "seed"))
_NOT_SEED = either(words("rounds", "seed", "not_seed"))
_LETTERED = re.compile(
    rf"\bseries[\s-]+(?P<letter>[a-k])(?:[-\s]?[1-9]\b|\+|\b)(?!')|\b(?P<pre>{_PRE_SEED})\b"
    rf"|\b(?P<seed>{_SEED})\b(?![\s-](?:{_NOT_SEED}|and)\b)"
    r"|\b(?P<round>(?-i:[B-H]|(?<=rivate )A|(?<=illion )A|(?<=\dM )A|(?<=\dm )A|(?<=\dbn )A"
    r"|(?<=pre-)A|(?<=Pre-)A))\d?\+?[\s-]round\b(?!\s+of\b)",
    re.IGNORECASE,
)
_PAST = re.compile(rf"\b(?:{either(words('rounds', 'past', 'words'))})\W+(?:\S+\W+){{0,3}}$", re.IGNORECASE)
_TELLS = re.compile(
    r"\b(?:round|financing|investment|raise)\b.{0,60}\b(?:was|were)?\s?(?:led|co-led|backed|supported|joined)\b"
    r"|\b(?:series\s+[a-k]|seed)\s+(?:proceeds|financing|funding)\b(?!.*\b(?:total|earlier|20\d\d)\b)"
    r"|(?:^(?:The|Its|This|A|An)\s|\b(?:startup|company|firm|platform|business)'?s\s|'s\s)(?:[\w$€£.,-]+\s){0,3}?(?:series\s+[a-k]|(?:pre-)?seed)\b"
    r"(?!\s(?:investors?|backers?|startups?|companies|funds?|stage)\b)"
    r"|\b(?:led|co-led|backed)\s(?:the|its|a|an)\s(?:[\w$€£.,-]+\s){0,3}?(?:series\s+[a-k]|(?:pre-)?seed)\b"
    r"|\b(?:series\s+[a-k]|seed)\s(?:(?:round|extension|funding)\s)?(?:(?:was|is|being|were|co)[\s-]){0,2}led\b"
    r"|\b(?:after|with|in)\s(?:an?|its)\s(?:[\w$€£.,-]+\s){0,2}?(?:series\s+[a-k]|seed)\s(?:round\s)?led\b"
    r"|\b(?:investors?|backers?|participants|participation)\sin\sthe\s(?:series\s[a-k]|seed)\b"
    r"|\b(?:closed|raised|completed|announced|landed)\s(?:an?|its|the)\s(?:[\w$€£.,-]+\s){0,3}?(?:series\s+[a-k]|(?:pre-)?seed)\b"
    r"|\b(?:extends|extending|tops up)\b.{0,20}\b(?:series|seed)\b"
    r"|\b(?:secured|closed|raised|completed|announced|announces|announcing)\b.{0,60}\bround\b",
    re.IGNORECASE,
)
_NOT_PAST = re.compile(
    r"\b(?:after|following)\s(?=(?:an?|the|its)\s(?:[\w$€£.,-]+\s){0,3}(?:series\s[a-k]|seed)\b.*\bled\b)", re.I
)
"""Before a round that is told with its leader it is this one: "after a Series C led by Halden"."""
_BESIDE = re.compile(r",\swhile\s|;\s")
"""Before what another company raised."""
_SUM_SAID = re.compile(r"[$€£₹]\s?\d[\d.,]*")
_AND = re.compile(r"\sand\s(?=today\b|now\b|this\sweek\b|has\b)")
_USE = re.compile(r"\sfor\s(?![A-Z]{0,3}[$€£₹]?\s?\d)")
"""Before the use of the money; before a sum it is no use."""
_EQUITY = re.compile(r"\b(?:equity|shares)\b", re.IGNORECASE)
_EQUITY_LINE = re.compile(r"\bequity\s+lines?\s+of\s+credit\b", re.IGNORECASE)
_MIXED = re.compile(
    r"\bdebt(?:\s*[,/&+]\s*|\s+(?:and|plus)\s+)equity\b|\bequity(?:\s*[,/&+]\s*|\s+(?:and|plus)\s+)debt\b",
    re.IGNORECASE,
)
_ROUND_FIRST = re.compile(r"\b(?:funding|equity|financing|investment) round\b.*\b(?:debt|loan|credit)\b", re.IGNORECASE)
_BORROWED = re.compile(
    r"\b(?:agreed|secured|signed|closed|received|obtained|arranged|raised|through|via|is)\s(?:an?|the|its|new)\s(?:[\w-]+\s){0,3}?"
    r"(?:debt|credit|loan)\s(?:facility|financing|funding|line|agreement)\b",
    re.IGNORECASE,
)
_FACILITY = re.compile(r"(?:\d|illion|crore|\d[mk]|bn)\s+(?:financing\s+|funding\s+)?facility\b", re.IGNORECASE)
_FIRMS = r"(?!\s+(?:firm|firms|investor|investors|fund|funds|company|manager|platform|arm|specialist|partners))"
_LETTERS = {"a": "series_a", "b": "series_b", "c": "series_c"}
_OTHERS = [
    (entry["name"], re.compile(pattern(entry["words"]).pattern + _FIRMS, re.IGNORECASE))
    for entry in table("rounds")["round"]
]


def lettered(text: str) -> str | None:
    """The first letter or seed that the text gives to this round, not to one before it."""
    for match in _LETTERED.finditer(text):
        if _PAST.search(text[max(0, match.start() - 50) : match.start()]):
            continue
        if letter := match["letter"] or match["round"]:
            return _LETTERS.get(letter.lower(), "series_d_plus")
        return "pre_seed" if match["pre"] else "seed"
    return None


def beside(stated: str, sentence: str) -> str:
    """The part of the sentence that has the title's sum, where an earlier part tells of an earlier round."""
    parts = _AND.split(sentence)
    return next((part for part in parts[1:] if stated and stated in part), sentence)


def other(text: str) -> str | None:
    """The kind of money that the text names, where neither a letter nor a seed; debt and equity at once are none."""
    text = _EQUITY_LINE.sub("", text)
    found = next((name for name, named in _OTHERS if named.search(text)), None)
    if found == "debt" and (_MIXED.search(text) or _ROUND_FIRST.search(text)):
        return None
    return found or ("debt" if _FACILITY.search(text) else None)


def round_of(title: str, sentence: str, sentences: Sequence[str] = ()) -> str:
    """The round of an event that the title and one sentence of the lead state.

    A letter or seed in either wins, or in another sentence that tells of the round; and equity in the title wins over
    debt in the lead. What the title says behind "for" is the use of the money.
    """
    sentence = beside("".join(_SUM_SAID.findall(title)[:1]), _BESIDE.split(sentence)[0])
    named = lettered(title) or lettered(sentence) or other(_USE.split(title)[0])
    if named in (None, "growth"):
        told = (lettered(_NOT_PAST.sub(" ", _BESIDE.split(s)[0])) for s in sentences if _TELLS.search(s))
        named = next((letter for letter in told if letter), named)
    borrowed_too = named is None and other(sentence) == "debt" and _EQUITY.search(title)
    told_of = None if borrowed_too else other(sentence)
    if named is None and told_of is None and any(map(_BORROWED.search, sentences[1:3])):
        return "debt"
    crowd = bool(sentences) and other(sentences[0]) == "crowdfunding"
    return named or told_of or ("crowdfunding" if crowd else "venture_unspecified")
