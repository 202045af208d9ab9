"""Several profiles on one page: what they let in together, then each as on a page of its own."""

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

from fitsignal.profiles.report.page import outcomes, parts_of, section, shell, title_of
from icp.proof.finding import percent
from icp.reporting import Report
from icp.together import Part, Together

_HEADS = ("Profile", "Qualify", "Best fit by it", "Customers that qualify")


def page_of_several(whole: Together, reports: Sequence[Report], day: date) -> str:
    """The whole page; the reports in the order of the profiles."""
    title = f"{len(reports)} ideal customer profiles"
    told = f"{whole.accounts:,} accounts, {whole.customers:,} of them customers · {day:%d %B %Y}"
    head = f'<header><h1>{title}</h1><p class="small">{escape(told)}</p></header>'
    return shell(
        title, head, _cards(whole), _table(whole), outcomes(whole.measures, whole.strangers), *map(_chapter, reports)
    )


def _chapter(report: Report) -> str:
    summary = report.profile.document.summary
    lead = f'<p class="lead">{escape(summary)}</p>' if summary else ""
    return f"<article><h1>{escape(title_of(report.profile))}</h1>{lead}{''.join(parts_of(report))}</article>"


def _cards(whole: Together) -> str:
    made = "".join(f'<div class="card"><b>{figure}</b><span>{escape(told)}</span></div>' for figure, told in _of(whole))
    return f'<div class="cards">{made}</div>'


def _of(whole: Together) -> Iterator[tuple[str, str]]:
    inside = percent(whole.qualify / max(whole.accounts, 1))
    yield inside, f"of the list qualify by one of them: {whole.qualify:,} accounts"
    if whole.customers:
        yield percent(whole.customers_qualify / whole.customers), f"of {whole.customers:,} customers do"


def _table(whole: Together) -> str:
    heads = "".join(f"<th{' class=n' if place else ''}>{name}</th>" for place, name in enumerate(_HEADS))
    note = "An account is told under the profile that it fits best; one that qualifies by several is counted by each."
    rows = "".join(_row(part) for part in whole.parts)
    return section("Who is whose", f"<table><tr>{heads}</tr>{rows}</table>", f'<p class="small">{note}</p>')


def _row(part: Part) -> str:
    figures = "".join(f'<td class="n">{figure:,}</td>' for figure in (part.qualify, part.own, part.customers))
    return f'<tr><td class="label">{escape(part.name)}</td>{figures}</tr>'
