"""Names of people: which words of a phrase are the name."""

import re

from sources.extraction.text.tables import words
from sources.extraction.text.text import fold

_HONORIFICS = frozenset(words("people", "honorifics"))
_PARTICLES = frozenset(words("people", "particles"))
_SUFFIXES = frozenset(words("people", "suffixes"))
_DEGREES = frozenset(words("people", "degrees"))
_DESCRIPTORS = frozenset(words("people", "descriptors"))
_TRADES = frozenset(words("people", "trades"))
_NEVER = frozenset(words("people", "never"))
_AREAS = frozenset(words("roles", "areas", "units") + words("roles", "areas", "regions"))
_MOVING = frozenset(("joining", "returning", "serving"))
_FIRM = re.compile(r"(?:company|co|partners|associates|sons|daughters)\b", re.IGNORECASE)
_SMALL = re.compile(r"(?:of|for|at|in|to|and|with|from|as|by|on)$", re.IGNORECASE)
_WORD = re.compile(r"^[^\W\d_][\w.'\-]*$")
_BRACKETS = re.compile(r"\([^()]*\d[^()]*\)")
LONGEST = 5
"""Words of a name at most; more are a description."""

NAME = (
    r"(?:(?:Dr|Mr|Ms|Mrs|Prof)\.?\s+)?(?P<name>[A-Z][\w.'-]*"
    r"(?:\s+(?:\(?[\"']?[A-Z][\w.'-]*[\"']?\)?|(?:de|da|del|du|le|ter|van|von|der|den|bin|al|la|di|dos)\b)){1,4})"
)
"""Pattern of a full name in running text: its group ``name``."""


def person(phrase: str, lead: str = "") -> str | None:
    """The name that ends the phrase, without titles, degrees and what the person was before; None where it holds none.

    The lead, where it has the same surname, settles how many words the name has.
    """
    first, *others = re.split(r"\s(?:and|&)\s", phrase, maxsplit=1)
    if others and "," not in first and _FIRM.match(others[0]):
        return None
    if others and is_full(person(first)):
        phrase = first
    tokens = undegreed(phrase)
    cut = _described(tokens)
    if tokens[cut : cut + 1] in (["of"], ["for"]) and len(tokens) - cut < 3:
        return None
    tokens = _capital_run([t for t in tokens[cut:] if t.lower() not in _HONORIFICS | _MOVING])
    if not tokens or len(tokens) > LONGEST or any(_is_never(t) for t in tokens):
        tokens = _known(tokens, lead)
    elif len(tokens) > 2:
        known = _known(tokens, lead)
        tokens = known if known and not _is_middle(tokens, known, lead) else tokens
    name = " ".join(tokens).strip(" ,'\"")
    return (name if name.lower().endswith((" jr.", " sr.")) else name.rstrip(".")) or None


def _described(tokens: list[str]) -> int:
    """Where what describes the person ends: with a role's area where one follows, as in "former VP Sales Ann Doe"."""
    cut = max((i + 1 for i, t in enumerate(tokens) if describes(t) and not _is_surname(tokens, i)), default=0)
    while cut and len(tokens) > cut + 2 and tokens[cut].lower() in _AREAS:
        cut += 1
    return cut


def is_full(name: str | None) -> bool:
    """Whether the name has at least two words."""
    return name is not None and len(name.split()) > 1


def looks_like_person(phrase: str) -> bool:
    """Whether the whole phrase could be one person's name."""
    tokens = plain(phrase)
    return (
        2 <= len(tokens) <= LONGEST
        and _capital_run(tokens) == tokens
        and not any(
            _is_never(t) or (t.lower().strip(".") in _DESCRIPTORS and not _is_surname(tokens, i))
            for i, t in enumerate(tokens)
        )
    )


def plain(phrase: str) -> list[str]:
    """The words of the phrase without honorifics, degrees and what follows a comma."""
    return [t for t in undegreed(phrase) if t.lower() not in _HONORIFICS]


def undegreed(phrase: str) -> list[str]:
    """The words of the phrase up to its first comma that does not precede "Jr" or a degree."""
    phrase = _BRACKETS.sub(" ", phrase).replace('"', " ")
    head, *rest = re.split(r",\s*", phrase.strip(" ,"))
    suffix = [r.split()[0] for r in rest[:1] if r and r.split()[0].lower() in _SUFFIXES]
    return [t for t in head.split() + suffix if t.lower() not in _DEGREES]


def is_described(phrase: str) -> bool:
    """Whether the phrase says what a person is or was right before the name: "former Halden chief Ann Doe"."""
    tokens = phrase.split()
    last = max((i for i, token in enumerate(tokens) if describes(token)), default=len(tokens))
    following = tokens[last + 1 : last + 2]
    return bool(following) and following[0][0].isupper() and not _SMALL.match(following[0]) and tokens[-1][0].isupper()


def surname(name: str) -> str:
    """The last word of the name that is no "Jr"."""
    return next((t for t in reversed(name.split()) if t.lower() not in _SUFFIXES), name)


def _is_surname(tokens: list[str], i: int) -> bool:
    """Whether a word for a trade is the surname of one: "Ann Farmer"."""
    before = tokens[i - 1] if i else ""
    last = i > 0 and i == len(tokens) - 1 and tokens[i].lower() in _TRADES
    return last and tokens[i][:1].isupper() and before[:1].isupper() and not before.isupper() and not describes(before)


def describes(token: str) -> bool:
    """Whether the word says what a person is or was, as "veteran" does."""
    lower = token.lower().removesuffix("'s").strip(".,")
    return (
        lower in _DESCRIPTORS
        or lower.startswith("ex-")
        or lower.removesuffix("s") in _DESCRIPTORS
        or token.endswith(("'s", "s'"))
        or lower.endswith(("-based", "-born", "-turned"))
    )


def _capital_run(tokens: list[str]) -> list[str]:
    """The last run of words that can be a name."""
    run: list[str] = []
    for token in reversed(tokens):
        if not _name_like(token):
            if run:
                break
            return []
        run.insert(0, token)
    while run and run[0].lower() in _PARTICLES and run[0].islower():
        run.pop(0)
    return run


def _name_like(token: str) -> bool:
    bare = token.strip("()'\"")
    return bool(_WORD.match(bare)) and (bare[0].isupper() or bare.lower() in _PARTICLES or bare.startswith("d'"))


def _known(tokens: list[str], lead: str) -> list[str]:
    """The longest end of the words that the lead has as a name of its own, in mixed case."""
    folded = f" {fold(lead)} "
    whole = fold(" ".join(tokens))
    if whole and f" {whole} " in folded and len(tokens) <= LONGEST and not any(map(_is_never, tokens)):
        return tokens
    for size in range(min(len(tokens) - 1, LONGEST), 1, -1):
        end = tokens[-size:]
        if f" {fold(' '.join(end))} " in folded and not any(map(_is_never, end)):
            return end
    return []


def _is_never(token: str) -> bool:
    """Whether the word is never part of a name; the initial "A." is no article."""
    return (token.lower().strip(".") if len(token) > 2 else token.lower()) in _NEVER


def _is_middle(tokens: list[str], known: list[str], lead: str) -> bool:
    """Whether the lead has the name with a word more after its first: "Ann (Annie) Lee Doe"."""
    if len(known) == len(tokens) or tokens[0] not in lead:
        return False
    form = rf"\b{re.escape(tokens[0])}\b(?:\W+[\w'.-]+){{0,2}}\W+{re.escape(' '.join(known))}\b"
    return bool(re.search(form, lead))
