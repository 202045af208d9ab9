"""A market of invented companies with a bare desk over it: what the laws of one process are shown on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import strategies as st

from icp.account import Account
from icp.profile import Profile
from icp.profile_reading import parse_profile
from sinks.catalog import Catalog
from sinks.desk import Desk
from sinks.memory import Memory
from sinks.store import Store
from sinks.sync import sync
from streams.embedded import EmbeddedHost
from streams.outlet import arrive
from streams.policy import Policy
from streams.ports import Batch, Receipt
from streams.signal import Company, Evidence, SignalDraft
from tests.streams.worlds import NOW, shipped_policy

LATER = NOW + timedelta(days=400)
"""Where the clock stands: after everything that is offered."""
POLICY = shipped_policy()
SHIPPED = POLICY.model_dump(by_alias=True)
FACTS: dict[str, Any] = {
    "employees": 200,
    "industry": "Software",
    "country": "FR",
    "technologies": ("Salesforce",),
    "founded": 2015,
}
STATE = ("signals", "triggers", "intents")
LOG = ("decisions", "alerts")
EPHEMERAL = {"seq", "batch", "stored_at"}


def profile(**changes: Any) -> Profile:
    """Three mandatory criteria of which two are needed, and two preferential ones; tiers at 70 and 40."""
    body = {
        "criteria": [
            {"name": "Size", "role": "mandatory", "attribute": "employees", "between": [50, 500], "points": 25},
            {"name": "Industry", "role": "mandatory", "attribute": "industry", "one_of": ["Software"], "points": 20},
            {"name": "Country", "role": "mandatory", "attribute": "country", "one_of": ["FR", "DE"], "points": 20},
            {
                "name": "CRM",
                "role": "preferential",
                "attribute": "technologies",
                "contains": "Salesforce",
                "points": 15,
            },
            {"name": "Young", "role": "preferential", "attribute": "founded", "at_least": 2010, "points": 20},
        ],
        "rule": {"mandatory": 2, "preferential": 1},
        **changes,
    }
    found, problems = parse_profile(body, "market")
    assert found is not None, problems
    return found


def _criterion(role: str, attribute: str, points: int, **test: Any) -> dict[str, Any]:
    return {"name": attribute.title(), "role": role, "attribute": attribute, "points": points, **test}


def policy(**tables: Any) -> Policy:
    """The shipped policy with these tables in place of its own."""
    return Policy.model_validate({**SHIPPED, **tables})


def account(name: str, **fields: Any) -> Account:
    """An account that fits in everything, but for what is said."""
    return Account(domain=f"{name}.example", name=name.title(), **{**FACTS, **fields})


ACCOUNTS = (
    account("alpha"),
    account("bravo", country="US", technologies=()),
    account("hotel", employees=5, industry="Retail", country="US"),
    account("india", employees=None, industry=None),
    account("juliet", status="customer"),
)
"""Fits best, fits, is out, may fit, is a customer."""
NAMES = tuple(each.domain.split(".")[0] for each in ACCOUNTS)


class World:
    """A store in a folder, opened and closed at will. `most`: what the desk's memory holds."""

    def __init__(
        self,
        folder: Path,
        accounts: Sequence[Account] = ACCOUNTS,
        *,
        by: Profile | None = None,
        policy: Policy = POLICY,
        most: int = 400_000,
        sinks: Sequence[str] = ("console",),
        now: datetime = LATER,
    ) -> None:
        self.path, self.now, self.sinks, self.most = folder / "store.duckdb", now, sinks, most
        self.accounts, self.profiles, self.policy = list(accounts), (by or profile(),), policy
        self.open()

    def clock(self) -> datetime:
        return self.now

    def open(self) -> None:
        """Open as a start of the service does."""
        self.store = Store(self.path)
        self.catalog = Catalog(self.profiles)
        self.catalog.load(self.store.connection)
        self.desk = Desk(self.store, self.catalog, self.policy, self.sinks, self.clock)
        self.desk.memory = Memory(self.desk.rules, self.most)
        key = f"{sorted(each.model_dump_json() for each in self.accounts)}"
        settings = {"clock": "recorded", "timezone": "UTC", "hot": self.policy.levels.hot}
        bars = {"fit_bar": self.policy.alert.fit, "intent_bar": self.policy.alert.intent}
        with patch("sinks.sync.give_back"):  # it sweeps the whole heap of the tests at every start
            sync(self.desk, self.profiles, self.policy, settings | bars, lambda: self.accounts, key, self.now)

    def restart(self, **changes: Any) -> None:
        """Close, take over what has changed (accounts, profiles, policy), and open again."""
        self.store.close()
        for name, value in changes.items():
            setattr(self, name, value)
        self.open()

    def offer(self, *drafts: SignalDraft, source: str = "test", seeded: bool = False) -> Receipt:
        """One batch through outlet and desk."""
        return self.apply(Batch(source, "test", drafts, seeded=seeded))[0]

    def apply(self, *batches: Batch) -> list[Receipt]:
        """Several batches in one transaction."""
        resolve = self.catalog.resolver()
        return self.desk.apply([arrive(batch, resolve, self.now, recorded=False) for batch in batches])

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return self.store.connection.execute(sql, list(parameters)).fetchall()

    def table(self, name: str, without: Iterable[str] = EPHEMERAL) -> list[tuple[Any, ...]]:
        """A table's rows in order, without the columns that tell when and how they were stored."""
        sql = "SELECT column_name FROM information_schema.columns WHERE table_name = ? ORDER BY ordinal_position"
        columns = ", ".join(f'"{column}"' for (column,) in self.rows(sql, name) if column not in set(without))
        return self.rows(f"SELECT {columns} FROM {name} ORDER BY ALL")

    def tables(self, *names: str) -> dict[str, list[tuple[Any, ...]]]:
        return {name: self.table(name) for name in names}

    def decisions(self) -> list[tuple[str, str | None]]:
        """Account and cause of every decision in order; None is an alert."""
        return self.rows("SELECT account, cause FROM decisions ORDER BY seq")


@contextmanager
def world(folder: Path, *arguments: Any, **options: Any) -> Iterator[World]:
    """A world that is closed at the end."""
    made = World(folder, *arguments, **options)
    try:
        yield made
    finally:
        made.store.close()


@contextmanager
def hosted(world: World) -> Iterator[EmbeddedHost]:
    """The embedded host over a world's desk."""
    host = EmbeddedHost(world.desk, lambda: world.catalog.resolver(), world.clock)
    try:
        yield host
    finally:
        host.close()


def draft(
    kind: str,
    name: str = "alpha",
    hours: float = 0,
    *,
    lag: float = 0,
    traits: Mapping[str, Any] | None = None,
    confidence: float = 0.95,
    **details: Any,
) -> SignalDraft:
    """A signal at `name`.example, `hours` after NOW and seen `lag` hours later."""
    at = NOW + timedelta(hours=hours)
    return SignalDraft(
        kind=kind,
        company=Company(name=name.title(), domain=f"{name}.example"),
        occurred_at=at,
        observed_at=at + timedelta(hours=lag),
        evidence=Evidence(
            url=f"https://news.example/{kind}/{name}/{hours}/{lag}/{confidence}"
        ),  # of one id, one signal
        details=details,
        traits=dict(traits or {}),
        confidence=confidence,
    )


KINDS = [
    "visit",
    "visit",
    "funding_round",
    "leadership_hire",
    "job_posting",
    "form_submitted",
    "layoffs",
    "acquisition",
]
DETAILS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "visit": {
        "page": st.sampled_from(["/pricing", "/demo", "/blog/a", "/careers"]),
        "visitor": st.sampled_from(["v1", "v2", "v3", "v4", "v5"]),
    },
    "funding_round": {
        "round": st.sampled_from(["seed", "series_a", "venture_unspecified"]),
        "amount": st.sampled_from([1e6, 1.05e6, 5e6]),
    },
    "leadership_hire": {
        "person": st.sampled_from(["Ann Doe", "Bo Roe"]),
        "role": st.sampled_from(["CFO", "VP Sales", "Chief Revenue Officer"]),
    },
    "job_posting": {"job": st.sampled_from(["1", "2"]), "title": st.sampled_from(["SDR", "Head of Sales"])},
    "form_submitted": {"form": st.sampled_from(["demo", "newsletter"]), "visitor": st.sampled_from(["v1", "v2"])},
}
TRAITS = st.sampled_from(
    [
        {},
        {},
        FACTS | {"technologies": "Salesforce"},
        {"country": "US"},
        {"employees": 3, "industry": "Retail", "country": "US"},
    ]
)


@st.composite
def drafts(
    draw: st.DrawFn, names: Sequence[str] = ("alpha", "bravo", "hotel", "india", "juliet"), traits: bool = False
) -> SignalDraft:
    """Any signal at one of these companies, up to sixty days old and up to four days late."""
    kind = draw(st.sampled_from(KINDS))
    return draft(
        kind,
        draw(st.sampled_from(names)),
        draw(st.integers(-24 * 60, 24)),
        lag=draw(st.integers(-2, 100)),
        traits=draw(TRAITS) if traits else None,
        confidence=draw(st.sampled_from([0.5, 0.8, 0.95])),
        **draw(st.fixed_dictionaries({}, optional=DETAILS.get(kind, {}))),
    )


def cut(items: Sequence[Any], sizes: Sequence[int]) -> list[list[Any]]:
    """The items in pieces of these sizes, and the rest."""
    pieces, rest = [], list(items)
    for size in sizes:
        pieces.append(rest[:size])
        rest = rest[size:]
    return [piece for piece in [*pieces, rest] if piece]
