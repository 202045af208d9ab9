"""Which columns of a file fill which known column, in the order in which they are trusted."""

from typing import NamedTuple

from icp.headers import KNOWN, attribute_key, is_location, ranks, weak_domain_rank

_MAILS = ("email", "mail")


class Layout(NamedTuple):
    """Places of columns: the sources of each known column, those with a location, and those that become attributes."""

    sources: dict[str, tuple[int, ...]]
    locations: tuple[int, ...]
    others: tuple[tuple[int, str], ...]


def lay_out(columns: tuple[str, ...]) -> Layout:
    """The layout of a file with these headers."""
    sources = {known: _sources(columns, known) for known in KNOWN}
    sources["domain"] += _weak_domains(columns, strong=bool(sources["domain"]))
    first = {places[0] for places in sources.values() if places}
    others = ((place, attribute_key(header)) for place, header in enumerate(columns) if place not in first)
    return Layout(
        sources={known: places for known, places in sources.items() if places},
        locations=tuple(place for place, header in enumerate(columns) if is_location(header)),
        others=tuple((place, key) for place, key in others if key and key not in KNOWN),
    )


def _sources(columns: tuple[str, ...], known: str) -> tuple[int, ...]:
    found = [(ranks(header)[known], place) for place, header in enumerate(columns) if known in ranks(header)]
    return tuple(place for _, place in sorted(found))


def _weak_domains(columns: tuple[str, ...], *, strong: bool) -> tuple[int, ...]:
    """Mail addresses stand in for a missing domain row by row; links only where the file has no better column."""
    found = [(weak_domain_rank(header), place) for place, header in enumerate(columns)]
    usable = [(rank, place) for rank, place in found if rank is not None]
    return tuple(place for _, place in sorted(usable) if not strong or attribute_key(columns[place]).endswith(_MAILS))
