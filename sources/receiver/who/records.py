"""What a record of an address database says, whichever vendor laid it out: MaxMind, IPinfo, DB-IP or one of their kin.

Fields are read by name wherever a layout keeps them: at the top, or under `traits`, `company`, `asn`, `as`, `carrier`
or `privacy`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_TABLES = ("traits", "company", "asn", "as", "carrier", "privacy", "anonymous")
_COMPANY_NAME = ("organization", "company_name", "org_name", "usage_organization")
_COMPANY_DOMAIN = ("domain", "company_domain", "org_domain")
_HOLDER = (
    *("autonomous_system_organization", "as_name", "as_organization", "aso", "asn_name", "as_org"),
    *("asn_organization", "as_description"),
)
_HOLDER_DOMAIN = ("as_domain", "asn_domain")
_NUMBER = ("autonomous_system_number", "asn", "as_number", "number")
_USE = ("user_type", "type", "company_type", "usage_type", "organization_type")
_HOLDER_USE = ("as_type", "asn_type")
_HIDDEN = (
    *("is_anonymous_vpn", "is_anonymous_proxy", "is_public_proxy", "is_residential_proxy", "is_tor_exit_node"),
    *("is_tor", "is_vpn", "is_proxy", "is_relay", "vpn", "proxy", "tor", "relay", "is_anonymous", "anonymous"),
)
_HOSTED = ("is_hosting_provider", "is_hosting", "hosting", "is_datacenter", "is_satellite_provider")
_MOBILE = ("mobile_country_code", "mobile_network_code", "mcc", "mnc", "is_mobile")


@dataclass(frozen=True, slots=True)
class Record:
    """What the files say of one address; text is None and marks are False where they say nothing.

    `name` and `domain` are of who uses the address, `holder` and `holder_domain` of whose network it lies in.
    """

    name: str | None = None
    domain: str | None = None
    provider: str | None = None
    holder: str | None = None
    holder_domain: str | None = None
    number: int | None = None
    use: str | None = None
    holder_use: str | None = None
    connection: str | None = None
    hidden: bool = False
    hosted: bool = False
    mobile: bool = False

    def __bool__(self) -> bool:
        """Whether anything is said at all."""
        return self != _NOTHING


_NOTHING = Record()


def merged(records: Iterable[Mapping[str, Any]]) -> Record:
    """One record of what several files say; the first that says something of a field is believed."""
    tables = [table for record in records for table in _tables(record)]
    return Record(
        name=_text(tables, _COMPANY_NAME) or _named(tables, "company"),
        domain=_text(tables, _COMPANY_DOMAIN, {"asn", "as"}),
        provider=_text(tables, ("isp", "isp_name")),
        holder=_text(tables, _HOLDER) or _named(tables, "asn") or _named(tables, "as"),
        holder_domain=_text(tables, _HOLDER_DOMAIN) or _inside(tables, {"asn", "as"}, "domain"),
        number=_number(tables),
        use=_text(tables, _USE, {"asn", "as"}),
        holder_use=_text(tables, _HOLDER_USE) or _inside(tables, {"asn", "as"}, "type"),
        connection=_text(tables, ("connection_type",)),
        hidden=_marked(tables, _HIDDEN),
        hosted=_marked(tables, _HOSTED),
        mobile=_marked(tables, _MOBILE) or _named(tables, "carrier") is not None,
    )


Table = tuple[str, Mapping[str, Any]]


def _tables(record: Mapping[str, Any]) -> Iterator[Table]:
    yield "", record
    for name in _TABLES:
        if isinstance(inner := record.get(name), dict):
            yield name, inner


def _text(tables: list[Table], names: tuple[str, ...], but: set[str] | None = None) -> str | None:
    for place, table in tables:
        if but and place in but:
            continue
        for name in names:
            if isinstance(value := table.get(name), str) and value.strip():
                return value.strip()[:300]
    return None


def _named(tables: list[Table], place: str) -> str | None:
    return _inside(tables, {place}, "name")


def _inside(tables: list[Table], places: set[str], name: str) -> str | None:
    return _text([(place, table) for place, table in tables if place in places], (name,))


def _number(tables: list[Table]) -> int | None:
    for _, table in tables:
        for name in _NUMBER:
            digits = str(value).upper().removeprefix("AS") if isinstance(value := table.get(name), (int, str)) else ""
            if digits.isdecimal() and len(digits) < 11:
                return int(digits)
    return None


def _marked(tables: list[Table], names: tuple[str, ...]) -> bool:
    return any(_is_set(table.get(name)) for _, table in tables for name in names)


def _is_set(value: object) -> bool:
    if isinstance(value, str):
        return value.strip().lower() not in ("", "0", "false", "no", "none", "-")
    return bool(value) and not isinstance(value, (dict, list))
