"""What became of deals, as a table: figures of both groups, the effect with its interval, the marks, the warnings."""

from collections.abc import Sequence
from html import escape

from icp.learning.wording import number
from icp.outcomes.comparison import Group, Measure

_WORDS = {"days": ("longer", "shorter")}


def outcome_rows(measures: Sequence[Measure]) -> str:
    """The table."""
    head = '<tr><th></th><th class="n">ICP</th><th class="n">Others</th><th>Effect</th><th>Mark</th></tr>'
    note = "Intervals hold nine times in ten. A mark that only the middle reaches, not the interval, is in brackets."
    told = [each for each in measures if each.icp.value is not None or each.other.value is not None]
    silent = [each.name.lower() for each in measures if each not in told]
    nothing = f'<p class="small">The deals say nothing of {_listed(silent)}.</p>' if silent else ""
    table = f'<div class="slides"><table>{head}{"".join(map(_row, told))}</table></div>' if told else ""
    return f'{table}<p class="small">{note}</p>{nothing}' if told else nothing


def _row(measure: Measure) -> str:
    warning = f'<br><span class="warn">{escape(measure.warning)}</span>' if measure.warning else ""
    return (
        f'<tr><td class="label">{measure.name}</td><td class="n">{_group(measure, measure.icp)}</td>'
        f'<td class="n">{_group(measure, measure.other)}</td><td>{effect_in_words(measure)}{warning}</td>'
        f"<td>{mark_in_words(measure)}</td></tr>"
    )


def _group(measure: Measure, group: Group) -> str:
    if group.value is None:
        return "?"
    share = f"{group.value:.0%}".replace("%", " %")
    shown = share if measure.unit == "share" else f"{number(round(group.value))} {measure.unit}".strip()
    return f'{shown}<br><span class="small">{group.deals:,} {measure.of}</span>'


def effect_in_words(measure: Measure) -> str:
    """ "2.4 times (1.6 to 3.5)", "22 % lower (35 % lower to 6 % lower)", "+18 points (4 to 32)"."""
    if measure.effect is None:
        return ""
    value, low, high = measure.effect
    if measure.points:
        return f"{value * 100:+.0f} points ({low * 100:+.0f} to {high * 100:+.0f})"
    if measure.marks and measure.marks[0] >= 2:
        return f"{value:.1f} times ({low:.1f} to {high:.1f})"
    more, less = _WORDS.get(measure.unit, ("higher", "lower"))
    return f"{_change(value, more, less)} ({_change(low, more, less)} to {_change(high, more, less)})"


def mark_in_words(measure: Measure) -> str:
    """The best mark reached; in brackets where the interval does not hold it; nothing where counts are too small."""
    if measure.warning:
        return ""
    if measure.reached is None:
        return "none" if measure.marks and measure.effect else ""
    told = _mark(measure, measure.reached)
    return told if measure.sure == measure.reached else f"({told})"


def _mark(measure: Measure, mark: float) -> str:
    if measure.points:
        return f"{mark * 100:.0f} points"
    return f"{mark:g} times" if measure.marks[0] >= 2 else _change(mark, *_WORDS.get(measure.unit, ("higher", "lower")))


def _change(ratio: float, more: str, less: str) -> str:
    return f"{abs(ratio - 1):.0%}".replace("%", " %") + f" {more if ratio >= 1 else less}"


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
