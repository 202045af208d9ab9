"""A CRM's record as an account: each property is read as a cell of an account list is, under the CRM's own headers."""

from collections.abc import Mapping
from typing import Any

from icp.account import Account
from icp.domains import is_free_mail
from icp.layout import lay_out
from icp.records import Cell, Record
from icp.row_reading import RowReader


class CrmReader:
    """Reads records of one set of properties. `columns` renames properties: `{"arr__c": "revenue"}`."""

    def __init__(self, properties: tuple[str, ...], columns: Mapping[str, str] | None = None) -> None:
        self._properties = properties
        names = tuple((columns or {}).get(name, name) for name in properties)
        self._reader = RowReader(names, lay_out(names))

    def read(self, record: Mapping[str, Any], where: str) -> tuple[tuple[str, ...], Account | None]:
        """The company's domains, its own first, and the account; none where the record has no domain of its own."""
        row = Record(where, [_cell(record.get(name)) for name in self._properties])
        texts = self._reader.texts(row)
        domains = [domain for domain in self._reader.domains(texts) if not is_free_mail(domain)]
        if not domains:
            return (), None
        account = self._reader.account(row, texts, domains)
        others = {key: value for key, value in account.attributes.items() if key != "status"}  # told by its words
        return (account.domain, *account.domains), account.model_copy(update={"attributes": others})


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str | int | float):
        return value
    return [str(each) for each in value] if isinstance(value, list) else str(value)
