"""The figures that a page begins with: how many the profile lets in, whom it would have missed, what it is worth."""

from collections.abc import Iterator
from html import escape

from icp.proof.finding import percent
from icp.proof.reach import PERMISSIVE, STRICT
from icp.reporting import Report

_FLATTERS = (
    '<p class="small">The profile was learned. Customers that it was learned from look better here than new ones will: '
    "what it promises of those stands at the head of its file.</p>"
)


def cards(report: Report) -> str:
    """Three or four figures, each with what it means."""
    made = "".join(
        f'<div class="card"><b>{escape(figure)}</b><span>{escape(meaning)}</span></div>'
        for figure, meaning in _figures(report)
    )
    note = _FLATTERS if report.learned and report.customers else ""
    return f'<div class="cards">{made}</div>{note}'


def _figures(report: Report) -> Iterator[tuple[str, str]]:
    inside = report.verdicts["qualifies"] / max(report.accounts, 1)
    yield percent(inside), f"of the list qualify: {report.verdicts['qualifies']:,} accounts{_bar(inside)}"
    if report.customers:
        share = report.customers_qualify / report.customers
        yield percent(share), f"of {report.customers:,} customers qualify: {_missed(share)}"
    if report.front and report.front.value is not None and report.front.interval:
        low, high = report.front.interval.low, report.front.interval.high
        yield f"{report.front.value:.1f}×", f"as many customers in the top fifth as by chance ({low:.1f} to {high:.1f})"
    for measure in report.measures[:1]:
        if measure.effect and not measure.warning:
            value, low, high = measure.effect
            yield f"{value:.1f}×", f"as often won as deals with others ({low:.1f} to {high:.1f})"


def _bar(inside: float) -> str:
    return "; too permissive" if inside > PERMISSIVE else "; too strict" if inside < STRICT else ""


def _missed(share: float) -> str:
    return "the profile would have missed most of them" if share < 0.5 else f"{percent(1 - share)} would be missed"
