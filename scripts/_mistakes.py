"""What went wrong with a headline, how bad that is, and from what cause, as far as the two texts tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts._labelled import Headline
from scripts._scoring import FIELDS, SEVEN, same
from sources.extraction.text.text import fold

_WEIGHTS = {"false": 3.0, "kind": 2.5, "company": 2.0, "missed": 1.0}
_OTHER_FIELD = 0.5


@dataclass(frozen=True, slots=True)
class Mistake:
    """One wrong answer."""

    headline: Headline
    what: str
    """In words: what was wanted and what was given."""
    cause: str
    weight: float
    """How bad: a false event that is sure of itself is the worst, since it interrupts a person for nothing."""


def mistake(headline: Headline, answer: Mapping[str, Any], confidence: float) -> Mistake | None:
    """The worst that is wrong with an answer; None where all is right."""
    want, got = str(headline.label["kind"]), str(answer["kind"])
    if want not in SEVEN and got not in SEVEN:
        return None
    if want != got:
        return _of_kind(headline, want, got, answer, confidence)
    for name in FIELDS:
        wanted = headline.label.get(name)
        if wanted is not None and not same(name, wanted, answer.get(name)):
            weight = _WEIGHTS.get(name, _OTHER_FIELD) * (0.5 + confidence)
            what = f"{want}: {name} {_told(answer.get(name))}, not {_told(wanted)}"
            return Mistake(headline, what, _of_field(name, wanted, answer.get(name)), weight)
    return None


def _of_kind(headline: Headline, want: str, got: str, answer: Mapping[str, Any], confidence: float) -> Mistake:
    if want not in SEVEN:
        cause = "words of an event that tell none" if _in_title(headline, answer) else "the lead read as the news"
        return Mistake(headline, f"{got} where there is none", cause, _WEIGHTS["false"] * (0.5 + confidence))
    if got not in SEVEN:
        cause = "no rule for how the title says it" if _in_title(headline, headline.label) else "told by the lead alone"
        return Mistake(headline, f"{want} not seen", cause, _WEIGHTS["missed"])
    return Mistake(headline, f"{got}, not {want}", "two kinds are near", _WEIGHTS["kind"] * (0.5 + confidence))


def _in_title(headline: Headline, fields: Mapping[str, Any]) -> bool:
    """Whether the title names the company, so that it is the title that tells (or seems to tell) the event."""
    company = fold(str(fields.get("company") or "")).split()
    return bool(company) and company[0] in fold(headline.title)


def _of_field(name: str, want: object, got: object) -> str:
    if got is None:
        return f"{name} not read"
    a, b = fold(str(want)), fold(str(got))
    if name in ("company", "person", "role") and (a in b or b in a):
        return f"{name} cut too {'short' if b in a else 'long'}"
    return f"another {name} of the text"


def _told(value: object) -> str:
    if isinstance(value, int | float):
        return f"{value:,.0f}"
    return f"“{value}”" if value else "none"
