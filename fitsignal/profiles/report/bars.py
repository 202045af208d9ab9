"""Bars as HTML: widths and heights in per cent, so that they print and need no script. Each says its numbers too."""

from collections.abc import Sequence
from html import escape

from icp.learning.beta import Interval
from icp.reporting import STEP, TIERS, Bar


def histogram(bars: Sequence[Bar]) -> str:
    """Accounts by points, stacked by tier, with a legend."""
    most = max((sum(bar.counts) for bar in bars), default=0) or 1
    legend = "".join(f'<span class="key {tier}">{"out" if tier == "out" else f"tier {tier}"}</span>' for tier in TIERS)
    return f'<div class="histogram">{"".join(_column(bar, most) for bar in bars)}</div><p>{legend}</p>'


def _column(bar: Bar, most: int) -> str:
    total = sum(bar.counts)
    parts = "".join(
        f'<i class="{tier}" style="height:{count / most:.2%}"></i>'
        for tier, count in zip(TIERS, bar.counts, strict=True)
        if count
    )
    told = f"{bar.low} to {bar.low + STEP} points: {total:,}"
    return f'<div class="column" title="{escape(told)}"><div class="stack">{parts}</div><span>{bar.low}</span></div>'


def whisker(lift: Interval, most: float) -> str:
    """A lift as a bar with its interval, on a scale to `most`, and a line at 1."""
    value, low, high, one = (min(each / most, 1.0) for each in (*lift, 1.0))
    return (
        f'<div class="scale"><i class="bar" style="width:{value:.1%}"></i>'
        f'<i class="range" style="left:{low:.1%};width:{max(high - low, 0.002):.1%}"></i>'
        f'<i class="one" style="left:{one:.1%}"></i><b>{lift.value:.1f}×</b></div>'
    )


def filled(known: float, met: float) -> str:
    """A share that is known, and within it the one that meets."""
    return (
        f'<div class="scale"><i class="known" style="width:{known:.1%}"></i>'
        f'<i class="bar" style="width:{met:.1%}"></i></div>'
    )
