"""What to say: a sentence for a first call or message, by kind and profile, filled from the trigger alone.

Never a visitor's name, nor the page that was seen: of a visit nothing but the company's own name is offered to a
template. A sentence with a field that is not known is dropped; of several for one kind the first that is whole stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from sinks.money import money
from sinks.plain import clip, plain, shown
from sinks.rounds import ROUNDS

LIMIT = 300
"""Characters of a sentence."""
_EVERYWHERE = frozenset({"company"})
_FIELDS: Mapping[str, frozenset[str]] = {
    "funding_round": frozenset({"sum", "round"}),
    "leadership_hire": frozenset({"person", "role"}),
    "leadership_departure": frozenset({"role"}),
    "board_appointment": frozenset({"person", "role"}),
    "champion_move": frozenset({"person", "role"}),
    "job_posting": frozenset({"title", "location"}),
    "hiring_surge": frozenset({"count", "family"}),
    "acquisition": frozenset({"target", "sum"}),
    "acquired": frozenset({"buyer"}),
    "public_offering": frozenset({"sum"}),
    "fund_close": frozenset({"sum"}),
    "technology_change": frozenset({"technology"}),
    "headcount_growth": frozenset({"percent"}),
    "product_launch": frozenset({"product"}),
    "expansion": frozenset({"place"}),
    "topic_surge": frozenset({"topic"}),
    "form_submitted": frozenset({"form"}),
}
"""The fields that a kind's sentences may name, beside `company`."""
DEFAULTS: Mapping[str, tuple[str, ...]] = {
    "funding_round": ("Saw the {sum} round. Teams at your size usually build outbound next: worth 15 minutes?",),
    "leadership_hire": ("Saw your new {role}. Tools get chosen in the first quarter: worth 15 minutes?",),
    "champion_move": ("{person} knows us from before. Shall we pick up where we left off?",),
    "leadership_departure": ("Until the next {role} starts, the team still has its numbers: worth 15 minutes?",),
    "job_posting": ("Saw that you are hiring: {title}. Shall I show how others get that seat productive sooner?",),
    "hiring_surge": ("Saw that your {family} team is growing. Worth 15 minutes on how others onboard that many?",),
    "acquisition": ("Saw the deal with {target}. Two stacks become one: worth 15 minutes?",),
    "public_offering": ("Saw the offering of {sum}. Worth 15 minutes on what usually comes after it?",),
    "expansion": ("Saw that you are coming to {place}. Worth 15 minutes on how others started there?",),
    "product_launch": ("Congratulations on {product}. Worth 15 minutes on bringing it to market?",),
    "headcount_growth": ("{company} grew by {percent} %. Worth 15 minutes on what usually breaks first?",),
    "topic_surge": ("Many teams look into {topic} just now. Shall I send what the others found?",),
    "form_submitted": ("Thank you for asking. Which day suits you for 15 minutes?",),
    "visit": ("Companies like {company} ask us the same few questions at this point: worth 15 minutes?",),
    "review_intent": ("Comparing tools in our market? I can send what others asked before they chose.",),
}
"""One for each kind, made for who sells to sales and marketing."""
_FORMATTER = Formatter()


@dataclass(frozen=True, slots=True)
class Templates:
    """A workspace's own sentences: by kind, and by profile and kind. What is not told is the default's."""

    kinds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    profiles: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)

    def of(self, kind: str, profile: str) -> Sequence[str]:
        """The sentences of a kind, in the order they are tried; one that is empty silences the kind."""
        for table in (self.profiles.get(profile, {}), self.kinds, DEFAULTS):
            if kind in table:
                return table[kind]
        return ()


NONE = Templates()


def say(kind: str, details: Mapping[str, Any], company: str, sentences: Sequence[str]) -> str | None:
    """The first sentence all of whose fields are known; None where there is none."""
    for sentence in sentences:
        try:
            return clip(_filled(sentence, kind, details, company), LIMIT) or None
        except KeyError:
            continue
    return None


def fields_of(kind: str) -> frozenset[str]:
    """What a kind's sentences may name."""
    return _EVERYWHERE | _FIELDS.get(kind, frozenset())


def mistake(kind: str, sentence: str) -> str | None:
    """What is wrong with a sentence, as it follows "found"; None where nothing is."""
    try:
        parts = list(_FORMATTER.parse(sentence))
    except ValueError:
        return "a brace that stands alone: write {{ for a brace that is meant"
    for _, name, spec, conversion in parts:
        if name is not None and (spec or conversion or name not in fields_of(kind)):
            known = ", ".join(f"{{{each}}}" for each in sorted(fields_of(kind)))
            return f"{{{name}}}, expected one of {known}"
    return f"{len(sentence)} characters, expected {LIMIT} at most" if len(sentence) > LIMIT else None


def _filled(sentence: str, kind: str, details: Mapping[str, Any], company: str) -> str:
    """Raises KeyError where a field is not known."""
    text = ""
    for literal, name, _, _ in _FORMATTER.parse(sentence):
        text += literal
        if name is not None:
            text += _value(name, kind, details, company)
    return plain(text)


def _value(name: str, kind: str, details: Mapping[str, Any], company: str) -> str:
    if name not in fields_of(kind):
        raise KeyError(name)
    if name == "company":
        found: str | None = company
    elif name == "sum":
        found = money(details.get("amount"), details.get("currency"))
    elif name == "round":
        found = ROUNDS.get(str(details.get("round")))
    else:
        found = shown(details.get(_OTHERS.get(name, name)) or details.get(name), 90)
    if found and name == "family":
        found = plain(found.replace("_", " "))
    if not found:
        raise KeyError(name)
    return found


_OTHERS = {"count": "new"}
"""Fields that trackers and job boards name otherwise."""
