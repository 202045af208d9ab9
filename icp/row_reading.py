"""Reading one row of an account list under a known layout."""

from typing import Any, NamedTuple

from icp.account import Account
from icp.cells import LISTS, Reader, reader_of, text_of
from icp.compact import sharing
from icp.countries import is_country_name
from icp.domains import account_domain, is_free_mail, is_profile_page
from icp.layout import Layout
from icp.problem import Problem, shown
from icp.records import Cell, Record
from icp.values import parse_list

_INTERPRETED = frozenset(("employees", "revenue", "founded", "status", "strategic"))


class _Unread(NamedTuple):
    where: str
    expected: str
    rows: int


class RowReader:
    """Reads rows of one layout. Texts that make no sense in their column are gathered, to be told once each."""

    def __init__(self, columns: tuple[str, ...], layout: Layout) -> None:
        self._layout = layout
        self._width = len(columns)
        self._fields = {"domain", "name", "domains", "aliases", "attributes", "country", "region", *layout.sources}
        self._unread: dict[tuple[str, str], _Unread] = {}
        self._shared: dict[str, str] = {}
        self._readers: dict[str, list[tuple[int, Reader]]] = {
            known: [(place, reader_of(known, columns[place])) for place in places]
            for known, places in layout.sources.items()
            if known != "domain"
        }

    def texts(self, record: Record) -> list[str]:
        """The row's cells as texts, one for each column; rows share equal texts, which a long list is full of."""
        texts = [self._text(cell) if isinstance(cell, str) else text_of(cell) for cell in record.cells]
        texts.extend([""] * (self._width - len(texts)))
        return texts

    def _text(self, cell: str) -> str:
        text = self._shared.get(cell)
        if text is None:
            text = self._shared[cell] = text_of(cell)
        return text

    def domains(self, texts: list[str]) -> list[str]:
        """The row's domain, then others that it names; none where it has no domain of its own."""
        given = [texts[place] for place in self._layout.sources["domain"] if texts[place]]
        parts = [part for text in given for part in (parse_list(text) if " " in text or "," in text else (text,))]
        own = (part for part in parts if not is_profile_page(part) and not ("@" in part and is_free_mail(part)))
        return list(dict.fromkeys(domain for part in own if (domain := account_domain(part))))

    def given_domain(self, texts: list[str]) -> str:
        """What the row says where its domain should be."""
        return next((texts[place] for place in self._layout.sources["domain"] if texts[place]), "")

    def account(self, record: Record, texts: list[str], domains: list[str]) -> Account:
        """The account of a row with these domains, the first being its key."""
        attributes = self._attributes(record.cells, texts)
        values: dict[str, Any] = {"name": domains[0]}
        for known, readers in self._readers.items():
            value = self._known(known, readers, record, texts, attributes)
            if value is not None:
                values[known] = value
        if "country" not in values:
            values |= self._located(texts, values)
        _put_others(values, domains)
        account = Account(domain=domains[0], attributes=attributes, **values)
        return sharing(account, self._fields)

    def unread(self) -> list[Problem]:
        """A warning for each text that made no sense in its column, however many rows hold it."""
        return [_unreadable(field, text, *found) for (field, text), found in self._unread.items()]

    def _known(
        self,
        known: str,
        readers: list[tuple[int, Reader]],
        record: Record,
        texts: list[str],
        attributes: dict[str, Any],
    ) -> Any:
        """The value of a known column: of the first source that can be read; lists are put together from all."""
        found: list[Any] = []
        first: tuple[str, Reader] | None = None
        for place, reader in readers:
            text = texts[place]
            value = reader.read(record.cells[place], text) if text else None
            if text and first is None:
                first = text, reader
            if value is not None:
                found.append(value)
        if first is None:
            return None
        self._keep_given(known, first, found, record.where, attributes)
        if known in LISTS:
            return tuple(dict.fromkeys(member for members in found for member in members))
        return found[0] if found else None

    def _keep_given(
        self, known: str, first: tuple[str, Reader], found: list[Any], where: str, attributes: dict[str, Any]
    ) -> None:
        """Keeps the text of a cell that was interpreted, or not understood: a person sees what the list said."""
        text, reader = first
        if not found:
            noted = self._unread.get((known, text), _Unread(where, reader.expected, 0))
            self._unread[known, text] = noted._replace(rows=noted.rows + 1)
        if not found or (known in _INTERPRETED and _differs(text, found[0])):
            attributes[known] = text

    def _attributes(self, cells: list[Cell], texts: list[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for place, key in self._layout.others:
            if texts[place] and key not in found:
                cell = cells[place]
                found[key] = multiline(cell, texts[place]) if isinstance(cell, str) else cell
        return found

    def _located(self, texts: list[str], values: dict[str, Any]) -> dict[str, Any]:
        """Country and region out of "City, Region, Country", where the list has no column of its own for them."""
        for place in self._layout.locations:
            parts = [part.strip() for part in texts[place].split(",")]
            if is_country_name(parts[-1]):
                region = {"region": parts[-2]} if len(parts) > 2 and "region" not in values else {}
                return {"country": parts[-1], **region}
        return {}


def multiline(cell: str, text: str) -> str:
    """The cell itself where it has several lines, else its trimmed text."""
    return cell.strip() if "\n" in cell else text


def _differs(text: str, value: Any) -> bool:
    """Whether the text had to be interpreted to be the value."""
    if isinstance(value, str):
        return text != value
    return not text.isdigit() if isinstance(value, int | float) else True


def _put_others(values: dict[str, Any], domains: list[str]) -> None:
    others = dict.fromkeys([*values.get("domains", ()), *domains[1:]])
    others.pop(domains[0], None)
    values["domains"] = tuple(others)
    values["aliases"] = tuple(alias for alias in values.get("aliases", ()) if alias != values["name"])


def _unreadable(field: str, text: str, where: str, expected: str, rows: int) -> Problem:
    more = f" (and {rows - 1} more rows)" if rows > 1 else ""
    taken = "taken as prospect" if field == "status" else "kept as text"
    message = f"{where}{more}: {field} {shown(text)} is not {expected}: {taken}"
    return Problem(where=where, field=field, found=text, expected=expected, message=message, level="warning")
