"""One sentence a kind: what happened, told from a trigger's details, with the company as its unspoken subject.

What is not known drops out of the sentence; what is not a plain value is as good as not known.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from sinks.money import article, money
from sinks.plain import clip, plain, shown
from sinks.rounds import ROUNDS
from sinks.views import TriggerView

Details = Mapping[str, Any]
LIMIT = 200
_POURED = {"debt": ("took on", "debt"), "grant": ("received", "grants"), "growth": ("raised", "growth capital")}
_BODY = re.compile(
    r"(?:board|council|committee)(?: of (?:directors|trustees|advis[oe]rs|governors|managers|regents))?$", re.IGNORECASE
)
_LABELS = {
    "form_submitted": "forms", "visit": "visits", "funding_round": "funding", "leadership_hire": "hires",
    "champion_move": "champion", "job_posting": "postings", "hiring_surge": "hiring surge", "topic_surge": "topics",
    "review_intent": "reviews", "leadership_departure": "departures", "board_appointment": "board",
    "fund_close": "fund", "public_offering": "offering", "technology_change": "technology",
    "headcount_growth": "headcount", "product_launch": "launches", "acquisition": "acquisitions",
}  # fmt: skip


def sentence(kind: str, details: Details, page: str | None = None) -> str:
    """What happened, as "raised a €14M Series A"; at most 200 characters. `page`: the path of a visit, where known."""
    if kind == "visit":
        return clip(_visit(details, page), LIMIT)
    tell = _TELLERS.get(kind)
    return clip(tell(details) if tell else _custom(kind, details), LIMIT)


def trigger_sentence(view: TriggerView) -> str:
    """The sentence of a trigger, with the page that its evidence shows."""
    seen = view.evidence[0] if view.trigger.kind == "visit" and view.evidence else None
    page = (seen.page or seen.url) if seen else None
    return sentence(view.trigger.kind, view.trigger.details, page_path(page))


def trigger_phrase(view: TriggerView) -> str:
    """The same in a few words that begin with a thing where there is one: 'posting "Head of Sales"'."""
    told, details = trigger_sentence(view), view.trigger.details
    title = shown(details.get("title") or details.get("role"), 90)
    if view.trigger.kind == "job_posting" and title:
        place = shown(details.get("location"), 60)
        return f'posting "{title}"' + (f" in {place}" if place else "")
    return told


def kind_label(kind: str) -> str:
    """The kind as one short word in a sum: "funding", "visits"."""
    return _LABELS.get(kind) or clip(plain(kind.removeprefix("custom:").replace("_", " ")), 40)


def page_path(url: str | None) -> str | None:
    """The path of an address without query: "/pricing", "/" for the home page; None where there is no address."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    path = plain(parts.path).rstrip("/") or ("/" if parts.netloc or parts.path else "")
    return clip(path, 60) if path.startswith("/") else None


def _visit(details: Details, page: str | None) -> str:
    name = shown(details.get("page_class"), 40)
    path = page or (f"/{name}" if name not in (None, "other", "none") else None)
    where = "the home page" if path == "/" else path or "the website"
    return f"visited {where}{_people(details)}"


def _people(details: Details) -> str:
    people = _count(details.get("people"))
    return f" ({people} people)" if people and people > 1 else ""


def _count(value: object) -> int | None:
    number = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 10**9
    return int(value) if number else None  # type: ignore[call-overload]


def _funding(details: Details) -> str:
    name, total = shown(details.get("round"), 40), _sum(details)
    if name in _POURED:
        verb, what = _POURED[name]
        return f"{verb} {total} in {what}" if total else f"{verb} {what}"
    if name == "crowdfunding":
        return f"raised {total or 'money'} from a crowd"
    called = ROUNDS.get(name or "")
    if called is None:
        return f"raised {total}" if total else "raised a funding round"
    noun = f"{total} {called}" if total else called
    return f"raised {article(noun)} {noun}"


def _sum(details: Details) -> str | None:
    return money(details.get("amount"), details.get("currency"))


def _role(details: Details) -> str | None:
    return shown(details.get("role") or details.get("title"), 90)


def _person(verb: str, nobody: str) -> Callable[[Details], str]:
    def tell(details: Details) -> str:
        person, role = shown(details.get("person"), 60), _role(details)
        if person:
            return f"{verb} {person} as {role}" if role else f"{verb} {person}"
        return f"{verb} {f'a new {role}' if role else nobody}"

    return tell


def _board(details: Details) -> str:
    """A body is what a person joins ("to its Advisory Board"), a seat what a person is ("to its board as Chair")."""
    person, role = shown(details.get("person"), 60), _role(details) or "board"
    if _BODY.search(role):
        return f"appointed {person} to its {role}" if person else f"appointed its {role}"
    where = "" if "board" in role.lower() else " to its board"
    return f"appointed {person}{where} as {role}" if person else f"appointed a new {role}"


def _departure(details: Details) -> str:
    person, role = shown(details.get("person"), 60), _role(details)
    if person:
        return f"is losing {person}, {role}" if role else f"is losing {person}"
    return f"is losing its {role}" if role else "is losing a leader"


def _posting(details: Details) -> str:
    title, place = shown(details.get("title") or details.get("role"), 90), shown(details.get("location"), 60)
    where = f" ({place})" if place and title else ""
    return f"is hiring: {title}{where}" if title else "is hiring"


def _surge(details: Details) -> str:
    family, new = shown(details.get("family"), 40) or "", _count(details.get("new") or details.get("count"))
    words = [str(new) if new else "", "new", plain(family.replace("_", " ")), "postings"]
    return "is hiring fast: " + " ".join(filter(None, words))


def _acquisition(details: Details) -> str:
    target, total = shown(details.get("target"), 90), _sum(details)
    return f"is buying {target or 'a company'}" + (f" for {total}" if total else "")


def _with_sum(alone: str, before: str) -> Callable[[Details], str]:
    def tell(details: Details) -> str:
        total = _sum(details)
        return before.format(total) if total else alone

    return tell


def _named(field: str, alone: str, before: str) -> Callable[[Details], str]:
    def tell(details: Details) -> str:
        name = shown(details.get(field), 90)
        return f"{before} {name}" if name else alone

    return tell


def _form(details: Details) -> str:
    form, person = shown(details.get("form"), 60), shown(details.get("person"), 60)
    return f"submitted the {form} form" + (f" ({person})" if person else "") if form else "submitted a form"


def _review(details: Details) -> str:
    product, page = shown(details.get("product"), 60), shown(details.get("page"), 40)
    what = f"{product}'s reviews" if product else "reviews in your market"
    return f"read {what}" + (f" ({page} page)" if page else "")


def _technology(details: Details) -> str:
    name, change = shown(details.get("technology"), 60), shown(details.get("change"), 40)
    verbs = {"added": "started to use", "adopted": "started to use", "removed": "dropped", "dropped": "dropped"}
    return f"{verbs.get(change or '', 'changed')} {name or 'a technology'}"


def _headcount(details: Details) -> str:
    percent = _count(details.get("percent"))
    return f"grew its headcount by {percent} %" if percent else "grew its headcount"


def _layoffs(details: Details) -> str:
    people, percent = _count(details.get("people") or details.get("count")), _count(details.get("percent"))
    if people:
        return f"is laying off {people:,} people"
    return f"is laying off {percent} % of its people" if percent else "is laying off people"


def _custom(kind: str, details: Details) -> str:
    name, title = kind_label(kind), shown(details.get("title") or details.get("name"), 120)
    return f"{name}: {title}" if title else name


_TELLERS: Mapping[str, Callable[[Details], str]] = {
    "form_submitted": _form,
    "funding_round": _funding,
    "leadership_hire": _person("hired", "a leader"),
    "leadership_departure": _departure,
    "champion_move": _person("gained", "someone who knows you"),
    "board_appointment": _board,
    "job_posting": _posting,
    "hiring_surge": _surge,
    "topic_surge": _named("topic", "is reading up on your market", "is reading up on"),
    "review_intent": _review,
    "acquisition": _acquisition,
    "public_offering": _with_sum("is selling shares to the public", "is raising {} on the stock market"),
    "fund_close": _with_sum("closed a fund", "closed a fund of {}"),
    "technology_change": _technology,
    "headcount_growth": _headcount,
    "product_launch": _named("product", "launched a product", "launched"),
    "expansion": _named("place", "is expanding", "is expanding to"),
    "acquired": _named("buyer", "was acquired", "was acquired by"),
    "layoffs": _layoffs,
    "insolvency": _named("proceeding", "is insolvent", "is insolvent:"),
}
