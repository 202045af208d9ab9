"""Whether a confidence is what it says: of those at 0.9, nine in ten are right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BINS = 10
_SIZE, _LEFT, _TOP = 260, 46, 14
"""Of the plot: its side, and the room for the axes."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Events of about the same confidence."""

    count: int
    said: float
    """Their mean confidence."""
    right: float
    """The share of them that is right."""


def bins(answers: Iterable[tuple[float, bool]]) -> list[Bin]:
    """The events in ten bins of equal width by confidence, those without any left out. An answer: how sure, right?"""
    piles: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in answers:
        piles[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    return [_bin(pile) for pile in piles if pile]


def expected_error(answers: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error: how far confidence is from the share that is right, over the bins; 0 for none."""
    return sum(each.count * abs(each.said - each.right) for each in bins(answers)) / max(1, len(answers))


def plot(answers: Sequence[tuple[float, bool]], title: str) -> str:
    """The reliability plot as SVG: a point a bin, its area by its count, against the diagonal of perfect words."""
    most = max((each.count for each in bins(answers)), default=1)
    points = "".join(
        f'<circle cx="{_x(each.said):.1f}" cy="{_y(each.right):.1f}" r="{3 + 9 * (each.count / most) ** 0.5:.1f}" '
        f'fill="#00897b" fill-opacity="0.7"><title>{each.count} events: said {each.said:.2f}, '
        f"right {each.right:.2f}</title></circle>"
        for each in bins(answers)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE + 2 * _LEFT} {_SIZE + _TOP + _LEFT}" '
        f'width="{_SIZE + 2 * _LEFT}" font-family="sans-serif" font-size="11" fill="#607d8b">\n'
        f"<title>{title}</title>\n{_axes()}\n{points}\n</svg>\n"
    )


def _bin(pile: list[tuple[float, bool]]) -> Bin:
    return Bin(len(pile), sum(said for said, _ in pile) / len(pile), sum(right for _, right in pile) / len(pile))


def _axes() -> str:
    lines = [
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#b0bec5" stroke-dasharray="4 3"/>',
        f'<path d="M{_x(0)} {_y(1)}V{_y(0)}H{_x(1)}" fill="none" stroke="#b0bec5"/>',
        f'<text x="{_x(0.5)}" y="{_y(0) + 34}" text-anchor="middle">confidence</text>',
        f'<text transform="translate(12 {_y(0.5)}) rotate(-90)" text-anchor="middle">share that is right</text>',
    ]
    for tick in (0, 0.2, 0.4, 0.6, 0.8, 1):
        lines.append(f'<text x="{_x(tick):.1f}" y="{_y(0) + 16}" text-anchor="middle">{tick:g}</text>')
        lines.append(f'<text x="{_x(0) - 6}" y="{_y(tick) + 4:.1f}" text-anchor="end">{tick:g}</text>')
    return "\n".join(lines)


def _x(share: float) -> float:
    return _LEFT + share * _SIZE


def _y(share: float) -> float:
    return _TOP + (1 - share) * _SIZE
