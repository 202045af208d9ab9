"""Names of companies: which words of a phrase are the name as sold."""

import re
from dataclasses import dataclass

from . import people
from .clauses import until_verb
from .item import Item
from .tables import either, words
from .text import fold

_SUFFIXES = frozenset(fold(s) for s in words("names", "suffixes"))
_STRONG = frozenset(words("names", "strong"))
_WEAK = frozenset(words("names", "weak"))
_GENERIC = frozenset(words("names", "generic"))
_PREPOSITIONS = frozenset(("on", "with", "in", "for", "of", "at", "by", "to", "from", "into", "over", "than"))
_PLACES = frozenset(words("names", "places"))
_CONNECTORS = frozenset(words("names", "connectors"))
_APOSTROPHES = frozenset(words("names", "apostrophes"))
_STATE = re.compile(rf"(?<!\w)(?:{either(words('names', 'state'))})(?!\w)", re.IGNORECASE)
_COMPOUND = re.compile(rf"\w-(?:{either(words('names', 'compounds'))})$|\w-maker$", re.IGNORECASE)
_BREAK = re.compile(
    r":\s|\s[–—-]\s|\s[|/]+\s|;\s|[?!]\s|\.\s(?=[A-Z])(?<!Inc\.\s)(?<!Ltd\.\s)(?<!Corp\.\s)(?<!Co\.\s)(?<!St\.\s)(?<!\b[A-Z]\.\s)"
)
_SUFFIX_TAIL = re.compile(rf",\s*((?:{either(words('names', 'suffixes'))})\b\.?(?:\s*[A-Z]\.)*)", re.IGNORECASE)
_FOLLOWS = re.compile(
    r"\s*(?:,|\(|\s(?:today|has|have|is|are|was|announce[sd]?|announcing|raise[sd]?|close[sd]?|secure[sd]?|complete[sd]?|receive[sd]?|appoint(?:s|ed)|name[sd]?"
    r"|hire[sd]?|add(?:s|ed)|welcome[sd]?|promote[sd]?|acquire[sd]?|launche[sd]|will|said|(?:proudly|recently|successfully)\s))"
)
_NO_NAME = re.compile(
    r"[$€£%]|^\d+$|\b(?:Raises|Appoints|How|Why|What|Best|Stocks)\b|\b(?:Officer|President|CEO|CFO|Chairman|Director|IPO)$"
    r"|^\d{4}\b|\b(?:Innovator|Startup|Maker|Provider|Manufacturer|Specialist|Unicorn|Pioneer|Leader)$|^(?:Investment|Funding|Financing|Capital|Round|Chair|Board|Directors|Partner|Growth)$"
)
_SUFFIX_WORD = re.compile(r"[A-Za-z]")
_DESCRIPTION = re.compile(rf"^.*\b(?:{either(words('names', 'phrases'))})\s+(?=\S)", re.IGNORECASE)
_ADVERBIAL = re.compile(
    r"^(?:amid|after|with|as|in|on|following|despite|fueled by|backed by|led by|for|at|from|once|having|under)\b.*,\s+",
    re.IGNORECASE,
)
_BOARD_TAIL = re.compile(
    r"(?:'s)?\s+(?:supervisory |management |executive )?board(?: of (?:directors|trustees|governors))?$", re.IGNORECASE
)
LONGEST = 7
"""Words of a name at most, unless the lead opens with it."""


@dataclass(frozen=True, slots=True)
class Name:
    """A company's name as the text writes it, and how sure it is that these words and no others are it."""

    text: str
    certainty: float


def company(phrase: str, item: Item) -> Name | None:
    """The company that the phrase names, checked against the opening of the lead; None where no name is certain enough."""
    part = _ADVERBIAL.sub("", _BREAK.split(phrase)[-1].replace('"', "").strip(" ,'*§"))
    part = _BOARD_TAIL.sub("", _DESCRIPTION.sub("", part))
    if _STATE.search(part):
        return None
    if known := _aligned(part, item):
        return known
    tokens, certainty = _undescribed(until_verb(_before_comma(part)).split())
    name = _trimmed(tokens)
    if not is_name(name) or not any(map(_name_like, name.split())) or (tokens and tokens[0] in _CONNECTORS - {"the"}):
        return None
    return _in_full(name, item) or Name(name, _seen(name, certainty, item))


def is_name(name: str) -> bool:
    """Whether these words can be the name of one company."""
    tokens = name.split()
    if not tokens or len(tokens) > LONGEST or len(bare(name)) < 2 or _STATE.search(name):
        return False
    if name.casefold() in _PLACES:
        return False
    if tokens[0].lower().removesuffix("'s").strip(",") in _GENERIC - {"the", "new", "best", "daily", "top"} or (
        len(tokens) == 1 and tokens[0].lower() in _GENERIC | _STRONG | _WEAK
    ):
        return False
    return not _NO_NAME.search(name)


def opening(sentence: str) -> str | None:
    """The name that a sentence of a lead opens with: "Norrvik, an Oslo-based ...", "London-based lab Norrvik has ..."."""
    sentence = re.sub(
        r"^(?:(?:Today|Recently|On|In|At|After|Following|As)\b[^,]{0,80},\s+)?(?:[Tt]he\s+(?=[a-z]))?", "", sentence
    )
    based = re.match(r"^(?:(?!,\s(?:an?|the|one)\s).){2,60}?-(?:based|headquartered|backed)\s+", sentence)
    rest = sentence[based.end() :] if based else sentence
    run = _capital_run(rest.split()[:24])
    if run and based and not _name_like(rest.split()[0]):
        return run
    first = rest.split()[0].strip(",") if rest.split() else ""
    if run and rest.startswith(run):
        return run
    return (
        first
        if re.match(r"[\w.-]{3,}$", first) and _FOLLOWS.match(rest[len(first) :]) and first.lower() not in _GENERIC
        else None
    )


def openings(item: Item) -> list[str]:
    """The names that the first sentences of the lead open with."""
    return [name for sentence in item.sentences[:3] if (name := opening(sentence)) and is_name(name)]


def employer(item: Item) -> Name | None:
    """The organisation that announces: the name that the lead opens with."""
    return next((Name(name, 0.84) for name in openings(item) if not people.looks_like_person(name)), None)


def unowned(owner: str) -> str:
    """The name without the 's of an owner; brands that end so keep it."""
    return owner if owner.lower() in _APOSTROPHES else re.sub(r"'s?$", "", owner.strip())


def bare(name: str) -> str:
    """The name folded, without legal suffixes: equal for two spellings of one company."""
    tokens = [t for t in fold(name).split() if t not in _SUFFIXES]
    return " ".join(tokens)


def _before_comma(part: str) -> str:
    """The words before an apposition; a legal suffix behind a comma belongs to them."""
    head, comma, tail = part.partition(",")
    if comma and (suffix := _SUFFIX_TAIL.match(comma + tail)):
        return f"{head}, {suffix[1]}"
    return head.strip()


def _undescribed(tokens: list[str]) -> tuple[list[str], float]:
    """The words without an owner, a place or a kind of business before the name, and how sure the cut is."""
    certainty = 0.97
    lower_words = sum(t.isalpha() and t.islower() and t not in _CONNECTORS for t in tokens)
    cut = 0
    for i, token in enumerate(tokens[:-1]):
        word = token.lower().strip(",")
        describes = (
            word in _STRONG
            and (i > 0 or token.islower() or word.startswith(("start", "unicorn")))
            or (word in _WEAK and token.islower())
        )
        if _COMPOUND.search(word) or describes or _is_owner(tokens, i):
            cut = i + 1
    if cut:
        tokens, certainty = tokens[cut:], 0.93
    if lower_words and any(t.islower() and t.isalpha() and t not in _CONNECTORS for t in tokens):
        tokens, certainty = _capital_run_end(tokens), 0.88
    return tokens, certainty


def _is_owner(tokens: list[str], i: int) -> bool:
    """Whether the word is the owner of what follows: "Coby Adcock's Scout AI"."""
    word = tokens[i].lower()
    if not word.endswith(("'s", "s'")) or word in _APOSTROPHES or tokens[0].lower() == "the":
        return False
    return _name_like(tokens[i + 1])


def _trimmed(tokens: list[str]) -> str:
    """The words without connectors at either end, an ending 's, or a second company after "and"."""
    while tokens and tokens[0].lower() in _CONNECTORS - {"la", "le", "de", "x", "e"} and tokens[0] != "The":
        tokens = tokens[1:]
    while tokens and tokens[-1].lower() in _CONNECTORS - {"x"}:
        tokens = tokens[:-1]
    name = _BOARD_TAIL.sub("", re.sub(r"\([^()]*\)", " ", " ".join(tokens)))
    return re.sub(r"\s+", " ", name).strip(" ,-–'")


def _aligned(phrase: str, item: Item) -> Name | None:
    """The part of the phrase that is the name a sentence of the lead opens with, as the phrase writes it."""
    spelled = phrase.split()
    folded = [bare(t) for t in spelled]
    for opener in openings(item):
        wanted = bare(opener).split()
        size = len(wanted)
        for i in range(len(spelled) - 1, -1, -1):
            j = _match(spelled, folded, i, wanted)
            if size and j is not None and (end := _extent(spelled, i, j)):
                return Name(" ".join(spelled[i:end]).strip(" ,'"), 1.0 if end == j else 0.9)
    return None


def _extent(spelled: list[str], i: int, j: int) -> int:
    """Where a name ends that the lead has in the words i to j; 0 where the words around it name something else."""
    if j == len(spelled) or (i > 0 and _COMPOUND.search(spelled[i - 1])):
        return j
    if (
        _name_like(spelled[j])
        and not spelled[j - 1].endswith(",")
        and until_verb(" ".join(spelled[i : j + 1])) != " ".join(spelled[i:j])
    ):
        return 0
    if i > 0 and not spelled[i - 1].endswith(":") and not _COMPOUND.search(spelled[i - 1]):
        return 0
    if spelled[j].lower() in _CONNECTORS and not spelled[j - 1].endswith(","):
        return len(spelled) if len(spelled) <= 2 * LONGEST else 0
    return 0 if any(t.lower().strip(",") in _STRONG for t in spelled[j:]) and not spelled[j - 1].endswith(",") else j


def _match(spelled: list[str], folded: list[str], i: int, wanted: list[str]) -> int | None:
    """Where the wanted words end in the folded ones, if they begin at ``i``; words that fold to nothing are passed."""
    have: list[str] = []
    for j in range(i, len(folded)):
        have += folded[j].split()
        if have == wanted:
            while j + 1 < len(folded) and folded[j + 1] == "" and _SUFFIX_WORD.match(spelled[j + 1]):
                j += 1
            return j + 1
        if have != wanted[: len(have)]:
            return None
    return None


def _in_full(name: str, item: Item) -> Name | None:
    """The full name from the lead, where the title has its initials or (in an address line) its beginning."""
    for opener in openings(item):
        full = bare(opener).split()
        initials = "".join(word[0] for word in full)
        if len(full) > 1 and name.isupper() and 2 <= len(name) <= 5 and fold(name) == initials:
            return Name(opener, 0.95)
    return None


def _seen(name: str, certainty: float, item: Item) -> float:
    """The certainty, mended by the lead: a name it repeats is sure, one it never has is not."""
    if not item.sentences:
        return certainty
    lead = f" {fold(' '.join(item.sentences))} "
    return max(certainty, 0.96) if f" {bare(name)} " in lead and bare(name) else min(certainty, 0.86)


def _name_like(token: str) -> bool:
    token = token.strip("(,'\"")
    return bool(token) and (any(c.isupper() for c in token) or token[0].isdigit() or bool(re.search(r"\w\.\w", token)))


def _capital_run(tokens: list[str]) -> str:
    """The first run of capitalised words, joined with the small words within it, up to a comma or bracket."""
    start = next((i for i, t in enumerate(tokens) if _name_like(t)), None)
    if start is None:
        return ""
    run: list[str] = []
    for i, token in enumerate(tokens[start:], start):
        if token.startswith("("):
            break
        inner = (
            token.lower() in _CONNECTORS - {"in", "on", "at", "to", "by"}
            and i + 1 < len(tokens)
            and _name_like(tokens[i + 1])
            and tokens[i + 1][0] != "("
        )
        if not _name_like(token) and not inner:
            break
        run.append(token)
        if token.endswith((",", ";", ":")):
            break
    joined = " ".join(run)
    following = tokens[start + len(run)] if start + len(run) < len(tokens) else ""
    if joined.endswith(",") and fold(following) in _SUFFIXES and following[:1].isupper():
        joined = f"{joined} {following}"
    return joined.strip(" ,;:").removesuffix("'s")


def _capital_run_end(tokens: list[str]) -> list[str]:
    """The last run of capitalised words."""
    end = len(tokens)
    while end and not _name_like(tokens[end - 1]):
        end -= 1
    start = end
    while start and (
        _name_like(tokens[start - 1])
        or (
            tokens[start - 1].lower() in _CONNECTORS - {"in", "on", "at", "to", "by", "x", "and"}
            and start > 1
            and _name_like(tokens[start - 2])
        )
    ):
        start -= 1
    reached = start and tokens[start - 1].lower() in _PREPOSITIONS
    return tokens[start:] if end == len(tokens) and not reached else []
