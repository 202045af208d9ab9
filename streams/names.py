"""Company names as keys: two spellings of one company's name have one key.

A key is the name without case, accents, punctuation, spaces, legal form, leading "the", registry tags ("/DE/"),
stock tickers and trademark signs. Names are never guessed at here: a key leaves out only what does not tell
companies apart. What might tell them apart ("Group", "Holdings") is left out of `CompanyName.loose` alone.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from cleanco.non_nfkd_map import NON_NFKD_MAP  # type: ignore[import-untyped]

from streams.common_words import COMMON_WORDS, HOLLOW_WORDS
from streams.legal_forms import LegalForms, Words, strip_affixes

MAX_LENGTH = 300
"""Characters; a longer text is no company's name and has no key."""

_SIGNS = re.compile(r"[™®©℠]|\((?:r|tm|sm|c)\)", re.I)
_TICKER = re.compile(
    r"[(\[]\s*(?:nasdaq|nyse|tsx|otc|cse|asx|lse|aim|neo|cboe|euronext|frankfurt|fse|fra|xetra|hkex|sehk|sgx|bse|nse|jse|six"
    r"|pink|nex|bit|epa|lon|etr|ticker|symbol)\w*\b[^)\]]*[)\]]?",
    re.I,
)
_OTHER_NAME = re.compile(
    r"[\s,;]*[(\[]?\s*(?<!\w)(?:formerly(?:\s+known\s+as)?|previously(?:\s+known\s+as)?|doing\s+business\s+as|also\s+known\s+as"
    r"|now\s+known\s+as|trading\s+as|[fdan]/?[kb]/?a)(?!\w)[\s:,]*",
    re.I,
)
_TAG = re.compile(r"\s*[/\\]\s*([^/\\]{2,20}?)\s*([/\\]?)\s*$|\s*[/\\]+\s*$")
_PLACES = frozenset(
    "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa pr ri sc sd tn"
    " tx ut vt va wa wv wi wy dc bc on qc ab mb ns nb sk can cda cn uk eng fi del cayman ci bvi bermuda hk new adr ads adr1 delaware"
    " nevada canada jersey israel switzerland".split()
) | {"cayman islands", "marshall islands", "new york", "british virgin islands"}
_BRACKETED = re.compile(r"\(([^()]*)\)")
_SIDE_NOTES = frozenset("holdings holding group international global cayman bvi bermuda".split())
_LOOSE = frozenset("group groupe gruppe gruppen grupo gruppo holding companies".split())
_LOOSE_PREFIXES = frozenset("ab pt groupe grupo gruppo gruppe".split())
_SAME_WORD = {
    "holdings": "holding",
    "hldg": "holding",
    "hldgs": "holding",
    "grp": "group",
    "intl": "international",
    "natl": "national",
    "mfg": "manufacturing",
    "svcs": "services",
    "bros": "brothers",
    "centre": "center",
    "labratories": "laboratories",
}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"})


class _Letters(dict[int, str | None]):
    """Characters for `str.translate`: letters, digits and the vowel signs of Asian scripts stay, all else parts words."""

    def __missing__(self, point: int) -> str | None:
        kind = unicodedata.category(chr(point))
        stays = kind[0] in "LN" or (kind[0] == "M" and 0x0900 <= point <= 0x1AFF) or point in (0x3099, 0x309A)
        self[point] = chr(point) if stays else None if kind in ("Mn", "Me", "Cf") else " "
        return self[point]


_LETTERS = _Letters({ord("'"): None, 0x2019: None, 0x2018: None, 0x02BC: None, ord("`"): None, ord("&"): " and ", ord("+"): " plus "})
_PLAIN = str.maketrans({point: _LETTERS[point] for point in range(128)})
_NON_NFKD = str.maketrans({char: plain for char, plain in NON_NFKD_MAP.items() if len(char) == 1})


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower().translate(_PLAIN)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(char for char in plain if not "\u0300" <= char <= "\u036f").translate(_NON_NFKD).casefold()
    return unicodedata.normalize("NFC", plain).translate(_LETTERS)


def words(text: str) -> Words:
    """The folded words of a text; letters that stand alone in a row are one word, so "S.p.A.", "S P A" and "SpA" agree."""
    joined: list[str] = []
    alone = False
    for word in _fold(text).split():
        letter = len(word) == 1 and word.isalpha()
        if letter and alone:
            joined[-1] += word
        else:
            joined.append(word)
        alone = letter
    return tuple(joined)


_FORMS = LegalForms(words)


@dataclass(frozen=True, slots=True)
class CompanyName:
    """What a text says of a company's name."""

    words: Words
    """The words that tell it apart; empty if there are none."""
    legal: bool
    """A legal form stood with it, so it is a company and not a word of prose."""
    key: str
    """The words as one; empty if there are none."""
    loose: str
    """The key without "Group", "Holdings" and the like; equal to `key` if there was none of them."""

    @property
    def hollow(self) -> bool:
        """True if every word is one that half of all companies use: it names nobody."""
        return not self.legal and len(self.words) < 3 and all(word in HOLLOW_WORDS for word in self.words)

    @property
    def weak(self) -> bool:
        """True if prose could mean something else by it: one common English word, up to three letters, or a bare number."""
        return not self.legal and (self.key in COMMON_WORDS or len(self.key) <= 3 or self.key.isdigit())


def _key(parts: Words) -> str:
    key = strip_affixes("".join(parts))
    return key if any(char.isalnum() for char in key) else ""


def _without_tag(text: str) -> str:
    while found := _TAG.search(text):
        tag = found.group(1)
        closed = bool(found.group(2))
        if not text[: found.start()].strip() or not (tag is None or closed or tag.casefold().strip(" .") in _PLACES):
            break
        text = text[: found.start()]
    return text


def _loose(parts: Words) -> Words:
    while len(parts) > 1 and parts[-1] in _LOOSE:
        parts = parts[:-1]
    return parts[1:] if len(parts) > 1 and parts[0] in _LOOSE_PREFIXES else parts


def _without_article(parts: Words) -> Words:
    if len(parts) > 1 and parts[0] == "the":
        parts = parts[1:]
    return parts[:-1] if len(parts) > 1 and parts[-1] == "the" else parts


def _parse(text: str) -> CompanyName:
    spelled = words(_without_tag(text))
    parts = _FORMS.strip(_without_article(spelled))
    legal = len(parts) < len(_without_article(spelled))
    if len(parts) > 1:
        parts = tuple(_SAME_WORD.get(word, word) for word in _without_article(parts))
    return CompanyName(parts, legal, _key(parts), _key(_loose(parts)))


_NOBODY = CompanyName((), False, "", "")


def _spelled(text: str) -> tuple[str, str]:
    """The name a text gives first, and the one it gives beside it ("formerly", "doing business as"), if any."""
    text = _TICKER.sub(" ", _SIGNS.sub("", text))
    parts = _OTHER_NAME.split(text, maxsplit=1)
    if len(parts) == 2 and words(parts[0]) and words(parts[1]):
        return parts[0], parts[1].rstrip(" )]")
    return text, ""


@lru_cache(maxsize=4096)
def company_name(text: str) -> CompanyName:
    """The name that a text gives. Any text is taken; one without letters, or longer than MAX_LENGTH, gives an empty key."""
    return _NOBODY if len(text) > MAX_LENGTH else _parse(_spelled(text)[0])


def name_key(text: str) -> str:
    """The key of the name that a text gives. The key of a key is itself."""
    return company_name(text).key


def other_names(text: str) -> tuple[str, ...]:
    """Further spellings that a text itself gives or implies, each to be read by `company_name`: the name it gives
    beside the first, letters of names with umlauts written out, initials that a registry put last, a side note left out."""
    if len(text) > MAX_LENGTH:
        return ()
    first, second = _spelled(text)
    found = (second, first.translate(_UMLAUTS), _initials_first(first), _without_side_note(first), _owner(first))
    return tuple(dict.fromkeys(name for name in found if name and name != first))


def _initials_first(name: str) -> str:
    parts = _fold(_without_tag(name)).split()
    letters = [word for word in parts[1:4] if len(word) == 1 and word.isalpha()]
    if len(letters) < 2 or len(parts[0]) < 3 or parts[1 : 1 + len(letters)] != letters:
        return ""
    return " ".join([*letters, parts[0], *parts[1 + len(letters) :]])


def _without_side_note(name: str) -> str:
    found = _BRACKETED.search(name)
    if not found or not (found.group(1).isupper() or found.group(1).casefold() in _SIDE_NOTES):
        return ""
    return (name[: found.start()] + " " + name[found.end() :]).strip()


def _owner(name: str) -> str:
    return name[:-2] if name.endswith(("'s", "’s")) else ""
