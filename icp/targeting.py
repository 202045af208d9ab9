"""A profile as filters of the tools that lists of companies are bought from: LinkedIn Sales Navigator and Apollo.

What a tool cannot ask is told too: a criterion that is left out makes the list longer, never shorter.
"""

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from icp.conditions import Between, Contains, OneOf
from icp.headers import known_column
from icp.profile import Criterion, Profile
from icp.stages import fold_funding_stage

Tool = Literal["sales-navigator", "apollo"]
_SIZES = ((1, 10), (11, 50), (51, 200), (201, 500), (501, 1_000), (1_001, 5_000), (5_001, 10_000), (10_001, None))
"""The headcounts that Sales Navigator knows."""
_APOLLO_STAGES = {
    "pre_seed": "0", "seed": "0", "angel": "1", "venture_unspecified": "10", "series_a": "2", "series_b": "3",
    "series_c": "4", "series_d": "5", "series_e": "6", "series_f": "7", "debt": "13",
}  # fmt: skip
"""Apollo's codes of the latest funding."""


class Filter(NamedTuple):
    """A filter of a tool: its name there, its values, whether they are left out instead, and what a person should know.

    `field` is empty where the tool cannot ask it.
    """

    criterion: str
    field: str
    values: tuple[str, ...]
    exclude: bool
    note: str


_Made = tuple[str, tuple[str, ...], str]
_Teller = Callable[[Criterion], _Made]


def filters(profile: Profile, tool: Tool) -> list[Filter]:
    """The filters of every mandatory and disqualifying criterion; a preferential one only orders a list."""
    tellers = _NAVIGATOR if tool == "sales-navigator" else _APOLLO
    return [_filter(each, tellers) for each in profile.criteria]


def _filter(criterion: Criterion, tellers: dict[str, _Teller]) -> Filter:
    if criterion.role == "preferential":
        return Filter(criterion.name, "", (), False, "preferential: it orders the list, it does not cut it")
    column = known_column(criterion.attribute) or ""
    teller = tellers.get(column)
    field, values, note = teller(criterion) if teller else ("", (), _UNKNOWN)
    if not values:
        return Filter(criterion.name, "", (), False, note or _UNKNOWN)
    return Filter(criterion.name, field, values, criterion.role == "disqualifier", note)


_UNKNOWN = "not to be asked there: check it on the list that comes"


def _texts(criterion: Criterion) -> tuple[str, ...]:
    test = criterion.test
    return tuple(map(str, test.values)) if isinstance(test, OneOf | Contains) else ()


def _bounds(criterion: Criterion) -> tuple[float | None, float | None] | None:
    return (criterion.test.low, criterion.test.high) if isinstance(criterion.test, Between) else None


def _named(field: str, note: str = "") -> _Teller:
    return lambda criterion: (field, _texts(criterion), note)


def _headcounts(criterion: Criterion) -> _Made:
    """The sizes that meet the bounds; a disqualifier takes only those that lie within them whole."""
    bounds = _bounds(criterion)
    if bounds is None:
        return "", (), ""
    low, high = bounds[0] or 0, bounds[1] if bounds[1] is not None else float("inf")
    whole = criterion.role == "disqualifier"
    met = [size for size in _SIZES if (_within(size, low, high) if whole else _meets(size, low, high))]
    exact = bool(met) and met[0][0] in (low, low + 1, 1) and (met[-1][1] or float("inf")) == high
    note = "" if exact else "its sizes are coarser than the profile's"
    return "Company headcount", tuple(map(_size, met)), note


def _meets(size: tuple[int, int | None], low: float, high: float) -> bool:
    return size[0] <= high and (size[1] is None or size[1] >= low)


def _within(size: tuple[int, int | None], low: float, high: float) -> bool:
    return size[0] >= low and (size[1] or float("inf")) <= high


def _size(size: tuple[int, int | None]) -> str:
    return f"{size[0]:,}+" if size[1] is None else f"{size[0]:,}-{size[1]:,}"


def _navigator_revenue(criterion: Criterion) -> _Made:
    bounds = _bounds(criterion)
    return "Annual revenue", _range(bounds, "-") if bounds else (), "in millions of the currency chosen there"


def _apollo_range(field: str, note: str = "") -> _Teller:
    return lambda criterion: (field, _range(_bounds(criterion), ",", 10_000_000), note)


def _apollo_revenue(criterion: Criterion) -> _Made:
    bounds = _bounds(criterion)
    ends = zip(("min", "max"), bounds or (), strict=False)
    return "revenue_range", tuple(f"{name}={end:.0f}" for name, end in ends if end is not None), "in US dollars"


def _apollo_stages(criterion: Criterion) -> _Made:
    found = [_APOLLO_STAGES.get(fold_funding_stage(text), "") for text in _texts(criterion)]
    note = "" if all(found) else "some of its stages Apollo does not know"
    return "organization_latest_funding_stage_cd[]", _once(filter(None, found)), note


def _range(bounds: tuple[float | None, float | None] | None, sign: str, most: float | None = None) -> tuple[str, ...]:
    if bounds is None:
        return ()
    low, high = bounds[0] or 0, bounds[1] if bounds[1] is not None else most
    return (f"{low:.0f}{sign}{'' if high is None else f'{high:.0f}'}",)


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


_NAVIGATOR: dict[str, _Teller] = {
    "employees": _headcounts,
    "industry": _named("Industry", "choose LinkedIn's own names for these"),
    "country": _named("Headquarters location"),
    "region": _named("Headquarters location"),
    "technologies": _named("Technologies used"),
    "revenue": _navigator_revenue,
}
_APOLLO: dict[str, _Teller] = {
    "employees": _apollo_range("organization_num_employees_ranges[]"),
    "industry": _named("q_organization_keyword_tags[]"),
    "country": _named("organization_locations[]"),
    "region": _named("organization_locations[]"),
    "technologies": _named("currently_using_any_of_technology_uids[]", "spelled in lower case, with _ for spaces"),
    "revenue": _apollo_revenue,
    "funding_stage": _apollo_stages,
}
