"""The fit table: what the join knows of every account. Whole in memory, told by `fitsignal.accounts.v1`. Pure."""

from collections.abc import Callable
from functools import lru_cache

from icp.domains import account_domain
from streams.directory import Directory, Entry
from streams.join import Standing
from streams.match import Match, Query
from streams.records import AccountRecord
from streams.resolution import resolve

Resolve = Callable[[str | None, str | None], Match]


class FitTable:
    """Standings by domain, and how a signal that names no account finds one.

    Most signals come with their account, so the index of names is made when the first comes without. `standings`
    may be read by anyone and is changed by `put` and `drop` alone.
    """

    def __init__(self) -> None:
        self.standings: dict[str, Standing] = {}
        self._entries: dict[str, Entry] = {}
        self._directory: Directory | None = None
        self._resolve: Resolve | None = None

    def put(self, account: AccountRecord) -> None:
        """Take the account in, or what it is now."""
        self.standings[account.domain] = account.standing()
        entry = account.entry()
        if entry is None:
            self._leave(account.domain)
        elif entry != self._entries.get(account.domain):
            self._entries[account.domain] = entry
            self._resolve = None
            if self._directory is not None:
                self._directory.add(entry)

    def drop(self, domain: str) -> None:
        """Forget the account; one that is not there is no error."""
        self.standings.pop(domain, None)
        self._leave(domain)

    def find(self, name: str | None, domain: str | None) -> Match:
        """The account of a company by its domain, then by its name: as an outlet resolves it."""
        if self._resolve is None:
            directory = self._indexed()
            self._resolve = lru_cache(maxsize=50_000)(lambda n, d: resolve(directory, Query(name=n, domain=d)))
        return self._resolve(name, domain)

    def known(self, account: str | None) -> str | None:
        """The domain of a listed account, by any spelling of it; None where there is none."""
        if account in self.standings:
            return account
        domain = account_domain(account)
        return domain if domain in self.standings else None

    def _indexed(self) -> Directory:
        if self._directory is None:
            self._directory = Directory.build(self._entries.values())
        return self._directory

    def _leave(self, domain: str) -> None:
        if self._entries.pop(domain, None) is not None:
            self._resolve = None
            if self._directory is not None:
                self._directory.remove(domain)
