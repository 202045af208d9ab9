"""Accounts that are there already, as columns."""

from collections.abc import Sequence
from functools import cached_property

from icp.account import Account
from icp.columns.frame import Frame, hashable
from icp.columns.series import Series, series_of
from icp.headers import KNOWN


class AccountFrame(Frame):
    """Columns of accounts."""

    def __init__(self, accounts: Sequence[Account], attributes: Sequence[str]) -> None:
        super().__init__((), ())
        self.rows = len(accounts)
        self._accounts = accounts
        self._attributes = tuple(attributes)

    @property
    def attributes(self) -> tuple[str, ...]:
        return self._attributes

    def as_given(self, attribute: str) -> Series:
        return series_of(account.attributes.get(attribute) for account in self._accounts)

    @cached_property
    def domains(self) -> Series:
        return series_of(account.domain for account in self._accounts)

    @cached_property
    def names(self) -> Series:
        return series_of(account.name for account in self._accounts)

    def _read(self, attribute: str) -> Series:
        return series_of(hashable(account.value(attribute)) for account in self._accounts)


def columns_of(accounts: Sequence[Account]) -> tuple[str, ...]:
    """The attributes in which any of the accounts says something."""
    known = (name for name in KNOWN if any(account.value(name) is not None for account in accounts))
    return tuple(dict.fromkeys([*known, *(key for account in accounts for key in account.attributes)]))
