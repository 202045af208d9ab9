"""Whom a title is about, where no verb of the rules' lists says it, and whose news a lead tells."""

import re
from collections.abc import Iterator

from sources.extraction.model.features import common
from sources.extraction.people import people, roles
from sources.extraction.text import companies, openings
from sources.extraction.text.companies import Name
from sources.extraction.text.item import Item
from sources.extraction.text.names import DESCRIBING, bare, first_run, is_name, is_word_of_name, unowned
from sources.extraction.text.tables import either, words
from sources.extraction.text.text import fold

_LABELLED = re.compile(r"^(?P<who>[A-Za-z0-9][\w.&' -]{1,60}?):\s")
_OWNED = re.compile(r"^(?P<who>(?:[\w.&-]+\s){0,5}?[A-Z0-9][\w.&-]*)(?:'s|(?<=s)')\s(?=\S)")
_AT = re.compile(
    r"\b(?i:at|joins|back to|to (?:fix|run|lead|save|rescue|revive|steer|head|chair)|goes to|moves to"
    r"|top of|helm of|charge of|boss of|chief of)\s"
    r"(?P<who>[A-Z0-9][\w.&'-]*(?:\s[A-Z0-9&][\w.&'-]*){0,4})"
)
_LAST = re.compile(
    r"(?::|\s[–—-]|\bmeet|\bwon|\bhanded|\bgave|(?:leaves|quits|trades|swaps|ditches)\s[A-Z].{1,40}?\sfor)\s"
    r"(?P<who>[A-Z0-9][\w.&'-]*(?:\s[A-Z0-9&][\w.&'-]*){0,2})(?=\s*$|\s[$€£])"
)
"""A name that ends a title, or stands right before its sum: "From stealth to $20M in a day: Norrvik"."""
_OF_KIND = re.compile(
    rf"\b(?:{either(words('names', 'strong'))})\s(?P<who>[A-Z0-9][\w.&'-]*(?:\s[A-Z0-9&][\w.&'-]*){{0,3}})"
)
"""A name right behind what its company is: "hotel tech startup Norrvik"."""
_VERBS = frozenset(
    verb.split()[0]
    for path in (
        ("verbs", "other", "finite"),
        ("verbs", "hire", "put"),
        ("verbs", "acquisition", "buy"),
        ("verbs", "acquisition", "have"),
        ("money_verbs", "funding", "raise"),
        ("money_verbs", "funding", "seize"),
        ("money_verbs", "funding", "take"),
        ("money_verbs", "funding", "give"),
    )
    for verb in words(*path)
) - {"to", "will", "with", "is", "are", "name", "back", "lead", "bet", "note"}
_VERBAL = re.compile(r"[a-z]{2,}(?:s|ed)$")
_NOBODY = frozenset(
    ("Back", "Big", "Good", "Bad", "More", "Less", "Out", "Up", "Down", "Off", "Next", "Out of", "Time")
)
"""Words that begin titles without a subject."""
_BEING = frozenset(("is", "are", "has", "have", "was", "will", "to"))
_LONG = 3
_LINKS = frozenset(
    ("with", "from", "into", "over", "upon", "amid", "than", "that", "after", "about", "while", "through", "without")
)
"""Words that a title in capitals writes small, too."""
_SMALL = frozenset(
    ("on", "up", "in", "to", "for", "at", "its", "the", "a", "an", "with", "out", "into", "over", "from")
)
_HOLDER = re.compile(r"(?:'s)?\s(?:co-?founders?|founders?|owners?|boss|chief)$", re.IGNORECASE)
_SAYS = re.compile(
    r",\s(?P<who>[A-Z0-9][\w.&'-]*(?:\s[A-Z0-9&][\w.&'-]*){0,3})\s(?:argues|says|said|reckons|claims|tells|told)\b"
)
_ACTS = re.compile(
    rf"'s\b|,|\s\(|\s(?:{either((*words('names', 'announcing'), *words('verbs', 'other', 'finite'), 'makes', 'sells'))}"
    r"|[a-z]+ed)\b"
)
_FIRM = re.compile(r"\bthe\s(?:[\w'-]+\s){0,4}?(?:company|firm|startup|start-up|group|maker|business)\b")
"""What a lead calls the title's company by."""
_CALLED = re.compile(r"^(?:The|Its|Their|Our|This|It|They|We|He|She|His|Her|A|An)\b")


def is_sentence(title: str) -> bool:
    """Whether the title is written as a sentence is, as the press of most countries does: its verbs and nouns small.

    Releases write all their words with capitals, and the rules know how those tell their news.
    """
    return any(word.islower() and len(word) > _LONG and word not in _LINKS for word in title.split())


def phrases(title: str) -> Iterator[str]:
    """The phrases that may name whom the title is about: its label, what stands before its verb, its owner."""
    label = _LABELLED.match(title)
    named = label is not None and first_run(label["who"].split()) == label["who"]
    if label and named:
        yield label["who"]
    owned = _OWNED.match(title)
    acting = _acting(title[label.end() :] if label else title)
    if owned and ((label and not named) or _is_small(acting)):
        yield owned["who"]
    if acting and acting not in _NOBODY:
        yield acting
    yield from (found["who"] for shape in (_OWNED, _AT, _OF_KIND, _LAST) if (found := shape.search(title)))


def _acting(title: str) -> str:
    """What stands before the verb; nothing where the title has none."""
    spelled = title.split()
    around = zip(spelled, spelled[1:], [*spelled[2:], ""], strict=False)
    verb = next((i for i, (before, token, after) in enumerate(around, 1) if _is_verb(token, before, after)), 0)
    return " ".join(spelled[:verb])


def _is_small(phrase: str) -> bool:
    """Whether the phrase ends in a small word that is no kind of business: "Norrvik's AI tutor"."""
    last = (phrase.split() or [""])[-1]
    return last.islower() and not _is_kind(last)


def _is_verb(token: str, before: str, after: str) -> bool:
    """Whether the word is a verb: of the lists, or written small like one behind a name or before a small word."""
    if token.lower() in _BEING:
        return True
    verbal = _VERBAL.match(token) and not _is_kind(token)
    return token.lower() in _VERBS or bool(verbal and (is_word_of_name(before) or after in _SMALL))


def _is_kind(token: str) -> bool:
    return token in DESCRIBING or token.removesuffix("s") in DESCRIBING


def subject(item: Item) -> Name | None:
    """The company that the title is about; None where it names none, or a person."""
    return next(candidates(item), None)


def of_kind(item: Item) -> Name | None:
    """The company right behind the word for what it is, if the title has one: "startup Norrvik"."""
    kind = _OF_KIND.search(item.title)
    return companies.company(kind["who"], item) if kind else None


def candidates(item: Item) -> Iterator[Name]:
    """The companies that the title may be about, the likeliest first."""
    spelled = (_unheld(phrase) for phrase in phrases(item.title))
    named = (companies.company(phrase, item) or companies.company(_begun(phrase), item) for phrase in spelled)
    for name in named:
        if name and not _is_person(name.text, item) and not people.describes(name.text):
            yield Name(unowned(name.text), name.certainty)


def is_plain(name: str, item: Item) -> bool:
    """Whether the name is one common word that the lead never has as a name: "Scanning", "Restaurants"."""
    return name.casefold() in common() and not re.search(rf"\w,?\s{re.escape(name)}\b", item.opening)


def person(item: Item, company: str = "") -> str | None:
    """The person whom the title names beside the company."""
    rest = item.title.replace(company, " ", 1) if company else item.title
    names = (people.person(found["name"]) for found in re.finditer(people.NAME, rest))
    return next((name for name in names if name and people.looks_like_person(name)), None)


def told_by_lead(item: Item) -> Name | None:
    """The company whose news the lead tells: who opens its sentences and acts there, or speaks in them."""
    said = [m["who"] for s in item.sentences[:2] if (m := _SAYS.search(s))]
    opens = [name for name in openings.openings(item) if _acts(name, item)]
    for name in (*opens, *said):
        if (
            is_name(name)
            and name[0].isalnum()
            and not _CALLED.match(name)
            and not _is_person(name, item)
            and not roles.find(name)
        ):
            return Name(name, 0.84)
    return None


def _acts(name: str, item: Item) -> bool:
    """Whether a verb or what describes it stands right behind the name: "Norrvik, which", "Norrvik has"."""
    return any(_ACTS.match(s.partition(name)[2]) for s in item.sentences[:3] if name in s)


def is_about(name: str, item: Item) -> bool:
    """Whether the lead, too, has the name's first word, or opens with no other company's."""
    first = (bare(name).split() or [""])[0]
    if f" {first} " in f" {bare(item.opening)} " or any(map(_CALLED.match, item.sentences[:2])):
        return True
    return not openings.openings(item) or bool(_FIRM.search(item.opening))


def _unheld(phrase: str) -> str:
    """The phrase before the role of whom it has: "Norrvik's next CEO" is Norrvik's."""
    phrase = _HOLDER.sub("", phrase)
    role = roles.find(phrase)
    return phrase[: role.start] if role and role.start else phrase


def _begun(phrase: str) -> str:
    """The name before small words that only say what it is: "Tarn magazine"."""
    run = first_run(phrase.split())
    return run if phrase.startswith(f"{run} ") and phrase[len(run) :].islower() else ""


def _is_person(name: str, item: Item) -> bool:
    """Whether the lead has the name as somebody's."""
    return people.looks_like_person(name) and bool(re.search(rf"\b{re.escape(name)},\s(?:who|\d\d)\b", item.opening))


def has_first(name: str, item: Item) -> bool:
    """Whether the title has the first word of the name."""
    return (bare(name).split() or [""])[0] in fold(item.title).split()
