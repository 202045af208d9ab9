"""An account list as columns, with what `Account.value` would say of each row, without making the accounts."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from icp.cells import LISTS, reader_of, text_of
from icp.columns.coding import Coded
from icp.columns.series import Mask, Series, combined, series_of
from icp.countries import is_country_name
from icp.domains import account_domain, is_free_mail, is_profile_page
from icp.headers import KNOWN, attribute_key, known_column
from icp.layout import lay_out
from icp.records import Cell
from icp.row_reading import multiline
from icp.values import parse_list

_QUANTITIES = ("employees", "revenue", "founded")
_IDENTITY = ("domain", "name", "domains", "aliases")


class Frame:
    """The rows of an account file by column. Columns are read when they are first asked for."""

    def __init__(self, columns: tuple[str, ...], coded: Sequence[Coded]) -> None:
        self.columns = columns
        self.rows = len(coded[0].codes) if coded else 0
        self._coded = coded
        self._layout = lay_out(columns)
        self._series: dict[str, Series] = {}

    @property
    def attributes(self) -> tuple[str, ...]:
        """What can be asked for: the known columns that the file has, then the others, each once."""
        known = [name for name in KNOWN if name in self._layout.sources]
        located = [name for name in ("country", "region") if name not in known and self._layout.locations]
        return tuple(dict.fromkeys([*known, *located, *(key for _, key in self._layout.others)]))

    def series(self, attribute: str) -> Series:
        """What each row says of an attribute, by any spelling of its column."""
        if attribute not in self._series:
            self._series[attribute] = self._read(attribute)
        return self._series[attribute]

    def take(self, rows: NDArray[Any]) -> "Frame":
        """The same columns of these rows (places or a mask)."""
        return Frame(self.columns, [Coded(coded.codes[rows], coded.cells) for coded in self._coded])

    def as_given(self, attribute: str) -> Series:
        """The texts of the first source of a known column, before they are interpreted."""
        places = self._layout.sources.get(attribute, ())
        return self._texts(places[0]) if places else self._nothing

    @cached_property
    def domains(self) -> Series:
        """The domain that each row is keyed by; nothing where it has none of its own."""
        return self._of_places("domain", lambda texts: next(iter(_domains(texts)), None))

    @cached_property
    def names(self) -> Series:
        """The name that each row gives."""
        return self._known("name")

    @cached_property
    def accounts(self) -> Mask:
        """The rows that are accounts: those with a domain of their own, each domain once, the first row counts."""
        codes = self.domains.codes
        first = np.zeros(self.rows, dtype=bool)
        first[np.unique(codes, return_index=True)[1]] = True
        mask: Mask = first & (codes >= 0)
        return mask

    @cached_property
    def _nothing(self) -> Series:
        return Series(np.full(self.rows, -1, np.int32), ())

    def _read(self, attribute: str) -> Series:
        if attribute in KNOWN:
            return self._known_or_given(attribute)
        key = attribute_key(attribute)
        parts = [self._other(place) for place, name in self._layout.others if name == key]
        known = known_column(attribute)
        if known and key != known:
            parts.append(self._known(known))
        elif known:
            parts = [self._known_or_given(known)]
        if len(parts) < 2:
            return parts[0] if parts else self._nothing
        return combined(parts, _first)

    def _known_or_given(self, known: str) -> Series:
        places = self._layout.sources.get(known, ())
        if known in _QUANTITIES and len(places) == 1:
            return self._quantity_or_given(known, places[0])
        parts = [self._known(known)]
        if known not in _IDENTITY and known in self._layout.sources:
            parts += [self._texts(place) for place in self._layout.sources[known]]
        return combined(parts, _first)

    def _quantity_or_given(self, known: str, place: int) -> Series:
        """The same for one column of numbers, each cell read once: lists have as many of them as rows."""
        read = reader_of(known, self.columns[place]).read

        def value(cell: Cell) -> Any:
            text = text_of(cell)
            found = read(cell, text) if text else None
            return (text or None) if found is None else found

        return series_of(map(value, self._coded[place].cells), self._coded[place].codes)

    def _known(self, known: str) -> Series:
        """The values of a known column, as its readers give them."""
        if known in _IDENTITY:
            return self._identity(known)
        found = self._of_sources(known, _union if known in LISTS else _first)
        if known == "status":
            return combined([found], lambda values: values[0] or "prospect")
        return self._located(known, found) if known in ("country", "region") else found

    def _identity(self, known: str) -> Series:
        if known == "domain":
            return self.domains
        if known == "name":
            places = self._layout.sources.get("name", ())
            return combined([*map(self._texts, places), self.domains], _first)
        parts = [self._through_reader(known, place) for place in self._layout.sources.get(known, ())]
        if known == "aliases":
            return combined([self.names, *parts], lambda found: _without(found[0], _union(found[1:])))
        others = self._of_places("domain", lambda texts: tuple(_domains(texts)) or None)
        return combined([others, *parts], _other_domains)

    def _located(self, known: str, found: Series) -> Series:
        """Country and region out of "City, Region, Country" for rows whose own columns are silent on the country."""
        if not self._layout.locations:
            return found
        country = found if known == "country" else self._of_sources("country", _first)
        places = [self._texts(place) for place in self._layout.locations]
        part = 0 if known == "country" else 1

        def choose(values: list[Any]) -> Any:
            own, country, *texts = values
            return own if own is not None or country is not None else _location(texts)[part]

        return combined([found, country, *places], choose)

    def _of_sources(self, known: str, combine: Callable[[list[Any]], Any]) -> Series:
        parts = [self._through_reader(known, place) for place in self._layout.sources.get(known, ())]
        return combined(parts, combine) if parts else self._nothing

    def _texts(self, place: int) -> Series:
        coded = self._coded[place]
        return series_of((text_of(cell) or None for cell in coded.cells), coded.codes)

    def _of_places(self, known: str, read: Callable[[list[str]], Any]) -> Series:
        parts = [self._texts(place) for place in self._layout.sources.get(known, ())]
        return combined(parts, lambda texts: read([text for text in texts if text])) if parts else self._nothing

    def _through_reader(self, known: str, place: int) -> Series:
        reader = reader_of(known, self.columns[place])

        def read(cell: Cell) -> Any:
            text = text_of(cell)
            return reader.read(cell, text) if text else None

        return series_of(map(read, self._coded[place].cells), self._coded[place].codes)

    def _other(self, place: int) -> Series:
        return series_of(map(_attribute, self._coded[place].cells), self._coded[place].codes)


def _first(values: list[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _union(values: list[Any]) -> Any:
    return tuple(dict.fromkeys(member for members in values if members for member in members)) or None


def _without(value: Any, members: Any) -> Any:
    return tuple(member for member in members or () if member != value) or None


def _other_domains(found: list[Any]) -> Any:
    own, *more = found
    first, *rest = own or (None,)
    return _without(first, tuple(dict.fromkeys([*(_union(more) or ()), *rest])))


def _domains(texts: list[str]) -> list[str]:
    parts = [part for text in texts for part in (parse_list(text) if " " in text or "," in text else (text,))]
    own = (part for part in parts if not is_profile_page(part) and not ("@" in part and is_free_mail(part)))
    return list(dict.fromkeys(domain for part in own if (domain := account_domain(part))))


def _location(texts: list[str | None]) -> tuple[str | None, str | None]:
    for text in filter(None, texts):
        parts = [part.strip() for part in text.split(",")]
        if is_country_name(parts[-1]):
            return parts[-1], parts[-2] if len(parts) > 2 else None
    return None, None


def _attribute(cell: Cell) -> Any:
    text = text_of(cell)
    if not text:
        return None
    return multiline(cell, text) if isinstance(cell, str) else hashable(cell)


def hashable(value: Any) -> Any:
    """The value as a series holds it: lists are tuples."""
    return tuple(value) if isinstance(value, list) else value
