"""Whom a title is about, where no verb of the rules' lists says it, and whose news a lead tells."""

import re
from collections.abc import Iterator

from sources.extraction.people import people, roles
from sources.extraction.text import companies, openings
from sources.extraction.text.companies import Name
from sources.extraction.text.item import Item
from sources.extraction.text.names import DESCRIBING, bare, first_run, is_name, is_word_of_name, unowned
from sources.extraction.text.tables import either, words

_LABELLED = re.compile(r"^(?P<who>[A-Za-z0-9][\w.&' -]{1,40}?):\s")
_OWNED = re.compile(r"^(?P<who>(?:[\w.&-]+\s){0,5}?[A-Z0-9][\w.&-]*)(?:'s|(?<=s)')\s(?=\S)")
_AT = re.compile(r"\b(?i:at|joins)\s(?P<who>[A-Z0-9][\w.&'-]*(?:\s[A-Z0-9&][\w.&'-]*){0,4})")
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
_BEING = frozenset(("is", "are", "has", "have", "was", "will", "to"))
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


def phrases(title: str) -> Iterator[str]:
    """The phrases that may name whom the title is about: its label, what stands before its verb, its owner."""
    label = _LABELLED.match(title)
    if label and first_run(label["who"].split()) == label["who"]:
        yield label["who"]
    spelled = title[label.end() if label else 0 :].split()
    around = zip(spelled, spelled[1:], [*spelled[2:], ""], strict=False)
    verb = next((i for i, (before, token, after) in enumerate(around, 1) if _is_verb(token, before, after)), None)
    if verb:
        yield " ".join(spelled[:verb])
    if owned := _OWNED.match(title):
        yield owned["who"]
    if at := _AT.search(title):
        yield at["who"]


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
    spelled = (_unheld(phrase) for phrase in phrases(item.title))
    named = (companies.company(phrase, item) or companies.company(_begun(phrase), item) for phrase in spelled)
    found = next((name for name in named if name and not _is_person(name.text, item)), None)
    return Name(unowned(found.text), found.certainty) if found else None


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
