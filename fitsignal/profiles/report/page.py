"""The report as one HTML page that needs nothing else: no script, no font, no image. All that lists say is escaped."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from importlib import resources

from fitsignal.profiles.report.bars import filled, histogram, whisker
from fitsignal.profiles.report.cards import cards
from fitsignal.profiles.report.criteria import criteria_table, rule
from fitsignal.profiles.report.outcomes import outcome_rows
from icp.outcomes.comparison import Measure
from icp.profile_model import Profile
from icp.proof.finding import percent as _percent
from icp.reporting import Moves, Report, Told

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_NOTES = ("pains", "value", "stakeholders", "examples", "near_misses")
_VERBS = {"qualifies": "qualify", "possible": "may qualify, once more is known", "out": "do not"}
_ALL = 0.995
"""From this share on a criterion is called known of every account."""
_FEW = 10
"""Customers of whom a list says little."""


def page_of(report: Report, day: date) -> str:
    """The whole page."""
    title = title_of(report.profile)
    return shell(title, _head(report, title, day), *parts_of(report))


def title_of(profile: Profile) -> str:
    """The heading of what is told of a profile."""
    return f"Ideal customer profile: {profile.document.name or profile.name}"


def parts_of(report: Report) -> tuple[str, ...]:
    """All that a page tells of one profile, below its heading."""
    return (
        cards(report),
        section(
            "Who we sell to", criteria_table(report.profile), f"<p>{escape(rule(report.profile))}</p>", _notes(report)
        ),
        section("How the list scores", histogram(report.bars), _verdicts(report)),
        section("What customers say of each criterion", *_lifts(report)),
        section("How much is known", _coverage(report.criteria)),
        section("Who would enter and leave", *_moves(report.moves)) if report.moves else "",
        outcomes(report.measures, report.strangers),
    )


def outcomes(measures: Sequence[Measure], strangers: int) -> str:
    """What became of deals; nothing where none were given."""
    return section("What became of deals", outcome_rows(measures), _strangers(strangers)) if measures else ""


def shell(title: str, *parts: str) -> str:
    """A page of these parts, with all that it needs."""
    style = (resources.files(__package__) / "style.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _head(report: Report, title: str, day: date) -> str:
    summary = report.profile.document.summary
    told = f"{report.accounts:,} accounts, {report.customers:,} of them customers · {day:%d %B %Y}"
    lead = f'<p class="lead">{escape(summary)}</p>' if summary else ""
    version = f'<p class="small">{escape(told)} · version {report.profile.version[:8]}</p>'
    return f"<header><h1>{escape(title)}</h1>{lead}{version}</header>"


def _strangers(count: int) -> str:
    left = (
        "deal is left out: the list does not have its company"
        if count == 1
        else ("deals are left out: the list does not have their companies")
    )
    return f'<p class="small">{count:,} {left}.</p>' if count else ""


def _notes(report: Report) -> str:
    document = report.profile.document
    given = [(name, getattr(document, name)) for name in _NOTES] + [*document.notes.items()]
    if not document.examples and report.examples:
        given.insert(_NOTES.index("examples"), ("customers_that_fit_best", report.examples))
    blocks = (
        f"<div><h3>{escape(name.replace('_', ' ').capitalize())}</h3>{_list(lines)}</div>"
        for name, lines in given
        if lines
    )
    return f'<div class="notes">{"".join(blocks)}</div>'


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _verdicts(report: Report) -> str:
    whole = max(report.accounts, 1)
    told = ", ".join(
        f"{report.verdicts[name]:,} {verb} ({_percent(report.verdicts[name] / whole)})" for name, verb in _VERBS.items()
    )
    customers = (
        f" Of {report.customers:,} customers {report.customers_qualify:,} qualify "
        f"({_percent(report.customers_qualify / report.customers)})."
        if report.customers
        else ""
    )
    return f"<p>{escape(told.capitalize())}.{escape(customers)}</p>"


def _lifts(report: Report) -> Sequence[str]:
    told = [each for each in report.criteria if each.evidence]
    if not told:
        return ("<p>No account of the list is a customer, so nothing can be told of them.</p>",)
    most = max(2.0, *(each.evidence.lift.high for each in told if each.evidence))
    rows = (
        f'<tr><td class="label">{escape(each.criterion.name)}</td><td>{whisker(each.evidence.lift, most)}</td>'
        f'<td class="small">{escape(each.words)}</td></tr>'
        for each in told
        if each.evidence
    )
    note = "Bars: times as common among customers as in the rest of the list, with nine chances in ten. The line is 1."
    few = (
        f'<p class="warn">Only {report.customers} customers: too few to be sure.</p>' if report.customers < _FEW else ""
    )
    return (f'<table class="told">{"".join(rows)}</table>', f'<p class="small">{note}</p>', few)


def _coverage(criteria: Sequence[Told]) -> str:
    """A row for each criterion that is not known of all; of the others only how many they are."""
    part = [each for each in criteria if each.known < _ALL]
    rows = (
        f'<tr><td class="label">{escape(each.criterion.name)}</td><td>{filled(each.known, each.met)}</td>'
        f'<td class="n">{_percent(each.known)} known, {_percent(each.met)} meet it</td></tr>'
        for each in part
    )
    whole = len(criteria) - len(part)
    asked = f"what the other {whole} ask for" if part else "what each criterion asks for"
    table = f'<table class="told">{"".join(rows)}</table>' if part else ""
    return f'{table}<p class="small">Of every account it is known {asked}.</p>' if whole else table


def _moves(moves: Moves) -> Sequence[str]:
    sides = (("enter", moves.enter, moves.entering), ("leave", moves.leave, moves.leaving))
    return tuple(
        f'<h3>{count:,} {what}</h3><div class="names">{_list(_named(names, count))}</div>'
        for what, count, names in sides
    )


def _named(names: Sequence[str], count: int) -> Sequence[str]:
    return [*names, f"and {count - len(names):,} more"] if count > len(names) else names


def section(title: str, *parts: str) -> str:
    """A part of the page under a heading of its own."""
    return f"<section><h2>{escape(title)}</h2>{''.join(parts)}</section>"
