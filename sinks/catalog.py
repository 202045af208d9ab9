"""The catalog: every account's standing in memory, small, and the directory that names resolve against."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from sys import intern
from threading import Lock
from typing import TYPE_CHECKING, Any

from icp.account import Account
from icp.fit import Fit, score
from icp.profile import Profile
from sinks.store import streamed
from streams.directory import Directory, Entry
from streams.join import Standing, gate, standing_of
from streams.match import Query
from streams.outlet import Resolve
from streams.qualified import FOLDED
from streams.resolution import resolve

if TYPE_CHECKING:
    import duckdb

SURE = 0.9
"""The least confidence that a name is that of a parent: whose status one has must not be guessed."""
_RANK = {"qualifies": 2, "possible": 1, "out": 0}


class Catalog:
    """Who there is. Written by the desk only; what it holds is what the store holds.

    `left`: companies that the list no longer names, whose signals are kept; `discovered`: how many are on no list.
    """

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.profiles = tuple(profiles)
        self.standings: dict[str, Standing] = {}
        self.left: set[str] = set()
        self.discovered = 0
        self._entries: list[Entry] | None = []
        self._directory = Directory.build(())
        self._building = Lock()
        self._resolve: Resolve | None = None
        self._parents: dict[str, str | None] = {}
        self._changed: set[str] | None = None

    def take_changed(self) -> set[str] | None:
        """Domains whose account or fit changed since this was last asked; None: any may have. On the writer thread."""
        changed, self._changed = self._changed, set()
        return changed

    def load(self, connection: "duckdb.DuckDBPyConnection") -> None:
        """Read everything back from the store; verdicts come from the statuses and fits stored."""
        self.standings, self._parents, self._changed = {}, {}, None
        for domain, status, verdict, fit, tier, known, mandatory, profile, version in streamed(connection, _STANDINGS):
            told = (intern(status), verdict, fit, intern(tier), known, mandatory, intern(profile), intern(version))
            self.standings[intern(domain)] = _standing(*told)
        self.discovered = sum(standing.discovered for standing in self.standings.values())
        self.left = {row[0] for row in connection.execute(_LEFT).fetchall()}
        self._entries = [
            Entry(intern(domain), name, intern(domain), tuple(aliases or ()), tuple(domains or ()), country)
            for domain, name, aliases, domains, country in streamed(connection, _ENTRIES)
        ]
        self._resolve = None

    @property
    def directory(self) -> Directory:
        """What names resolve against, built when first asked for: most commands open a store and resolve none."""
        if self._entries is not None:
            with self._building:
                if self._entries is not None:
                    self._directory, self._entries = Directory.build(self._entries), None
        return self._directory

    def know(self, account: Account) -> None:
        """Find a listed account by the names that it has now, without reading all others anew."""
        names = (account.name, account.domain, account.aliases, account.domains, account.country)
        self.directory.add(Entry(account.domain, *names))
        self._resolve = None

    def resolver(self) -> Resolve:
        """Resolution over the directory as it stands, remembering what was asked lately."""
        if self._resolve is None:
            directory = self.directory
            self._resolve = lru_cache(maxsize=50_000)(
                lambda name, domain, email, country: resolve(
                    directory, Query(name=name, domain=domain, email=email, country=country)
                )
            )
        return self._resolve

    def parent_of(self, said: str | None) -> str | None:
        """The account that a list names as another's parent, by its domain or its name; None where none is meant.

        What a name means is remembered until `forget_parents`.
        """
        if said is None or said in self.standings:
            return said
        if said not in self._parents:
            found = resolve(self.directory, Query(domain=said))
            found = found if found.account or found.domain else resolve(self.directory, Query(name=said))
            self._parents[said] = found.account if found.confidence >= SURE else None
        return self._parents[said]

    def forget_parents(self) -> None:
        """Look anew for the accounts that lists name as parents."""
        self._parents = {}

    def fits_of(self, account: Account) -> list[Fit]:
        """The account's fit under every profile, the best first."""
        fits = [score(account, profile) for profile in self.profiles]
        return sorted(fits, key=lambda fit: (-_RANK[fit.verdict], -fit.fit))

    def put(self, account: Account, fits: Sequence[Fit]) -> None:
        """Take in an account that the store has taken in. Discovered ones resolve by their domain, never by a name."""
        old, new = self.standings.get(account.domain), standing_of(account, fits[0])
        self.standings[account.domain] = new
        self.mark(account.domain)
        self.discovered += new.discovered - (old is not None and old.discovered)

    def drop(self, domains: Iterable[str]) -> None:
        """Forget accounts that the store has no more; their signals are kept."""
        for domain in domains:
            old = self.standings.pop(domain, None)
            if old is None:
                continue
            self.discovered -= old.discovered
            self.left.add(domain)
            self.directory.remove(domain)
            if self._changed is not None:
                self._changed.add(domain)
        self._resolve = None

    def mark(self, domain: str) -> None:
        """Note that the account is another now, though its fit may be as it was."""
        if self._changed is not None:
            self._changed.add(domain)

    def is_folded(self, domain: str) -> bool:
        """Whether the account's signals make triggers."""
        standing = self.standings.get(domain)
        return standing is not None and standing.verdict in FOLDED


_STANDINGS = """
    SELECT a.domain, a.status, f.verdict, f.fit, f.tier, f.known, f.known_mandatory, f.profile, f.version
    FROM accounts AS a JOIN fits AS f ON f.account = a.domain AND f.best
"""
_LEFT = """
    SELECT DISTINCT v.domain FROM account_versions AS v ANTI JOIN accounts AS a ON a.domain = v.domain
    WHERE v.body IS NULL
"""
_ENTRIES = "SELECT domain, name, aliases, domains, country FROM accounts WHERE status <> 'discovered'"


def _standing(
    status: str, verdict: str, fit: float, tier: Any, known: float, known_mandatory: int, profile: str, version: str
) -> Standing:
    return Standing(gate(status, verdict), fit, tier, known, known_mandatory, status == "discovered", profile, version)
