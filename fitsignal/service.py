"""The service of a workspace: its store, desk, host, sources and sinks, wired once for `run` and for every command."""

import gc
import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fitsignal.clocks import Clock, wall
from fitsignal.column_maps import FILE as MAPS
from fitsignal.delivery import Carrier
from fitsignal.errors import OperatorError
from fitsignal.wiring import alert_sink_names
from fitsignal.workspace import Workspace, read_account_file
from sinks.catalog import Catalog
from sinks.desk import Desk
from sinks.reader import Reader
from sinks.store import Store
from sinks.sync import sync
from streams.embedded import EmbeddedHost
from streams.policy import ENGINE
from streams.times import instant
from streams.topics import ALERTS

if TYPE_CHECKING:
    from icp.account import Account
    from sources.receiver.receiver import Receiver
    from sources.slack_socket import SlackSocket
    from sources.state import Health
    from streams.ports import Outlet

EXPORTS = "exports"
"""The only folder that the store's SQL may write to, and read from: an export is made there, then moved."""
YOUNG = 500_000
"""New objects between two sweeps of the garbage collector: a batch makes as many, and none of them is garbage yet."""
TURN = 0.001
"""Seconds that a thread keeps the interpreter while another waits for it. The writer lets it go for each of a batch's
dozen statements, so that sources make the next batch ready meanwhile; Python's own 0.005 has it wait as long again."""


class Service:
    """A workspace at work. Closing it leaves a store that any DuckDB client of this version opens.

    While it runs, `receiver` is what trackers send to, and `sign_in` gives a link to the status page; else None.
    `outlet` takes what commands give: the desk itself, or beside a broker its topics, so that a rebuild has it too.
    """

    def __init__(self, workspace: Workspace, clock: Clock = wall) -> None:
        gc.set_threshold(YOUNG, 50, 1000)
        sys.setswitchinterval(TURN)
        self.workspace, self.wall = workspace, clock
        self.receiver: Receiver | None = None
        self.sign_in: Callable[[], str] | None = None
        self.exports = workspace.state / EXPORTS
        self.store = Store(workspace.store_path, exports=[self.exports])
        try:
            self._open()
        except BaseException:
            self.store.close()
            raise

    def _open(self) -> None:
        workspace = self.workspace
        self.catalog = Catalog(workspace.profiles)
        self.catalog.load(self.store.connection)
        self.desk = Desk(self.store, self.catalog, workspace.policy, alert_sink_names(workspace), self.wall)
        self.sync()
        zone = ZoneInfo(workspace.timezone)
        self.reader = Reader(self.store, workspace.policy, workspace.profiles, zone, workspace.say)
        self.host = EmbeddedHost(self.desk, self.catalog.resolver, self.wall, recorded=self.recorded)
        self.outlet: Outlet = self.host
        self.couriers: list[Carrier] = []
        self.sockets: list[tuple[str, SlackSocket]] = []

    @property
    def recorded(self) -> bool:
        """Whether the time of an event stands for the time it was seen."""
        return self.workspace.clock == "recorded"

    def now(self) -> datetime:
        """The instant that people are told things as of: the last recorded one, or the wall clock's."""
        if not self.recorded:
            return self.wall()
        rows = self.store.rows("SELECT max(epoch_us(observed_at)) AS last FROM signals")
        return instant(rows[0]["last"]) if rows[0]["last"] else self.wall()

    def sync(self) -> bool:
        """Take over accounts, profiles and policy as the workspace has them now."""
        workspace, policy = self.workspace, self.workspace.policy
        settings = {
            "clock": workspace.clock,
            "timezone": workspace.timezone,
            "hot": policy.levels.hot,
            "fit_bar": policy.alert.fit,
            "intent_bar": policy.alert.intent,
        }
        key = f"{ENGINE} {digest_of(workspace.accounts_path)}"
        if (workspace.path / MAPS).is_file():
            key += f" {digest_of(workspace.path / MAPS)}"
        return sync(self.desk, workspace.profiles, policy, settings, self._accounts, key, self.wall())

    def catalog_changed(self) -> None:
        """Read the directory anew, so that what arrives from now on resolves against it; on the writer thread."""
        self.catalog.load(self.store.connection)

    def source_health(self) -> "list[Health]":
        """How each configured source does, in the order of the configuration."""
        from fitsignal.wiring import build_sources, source_state
        from sources.parts import healths

        with source_state(self.workspace) as state:
            return healths(build_sources(self.workspace), state.all_health())

    def _accounts(self) -> "Iterator[Account]":
        """The account list; asked for only where its file has changed since it was last taken in."""
        path = self.workspace.accounts_path
        intake = read_account_file(path, path.name, folder=self.workspace.path)
        broken = [problem.message for problem in intake.problems if problem.level == "error"]
        if broken:
            raise OperatorError("\n".join(broken))
        left = list(reversed(intake.accounts))
        del intake
        while left:  # each is let go as it is taken: a long list need not be held twice
            yield left.pop()

    def publish_alerts(self) -> None:
        """Start the courier of the topic of alerts: what is out there already is noted."""
        for courier in self.couriers:
            if courier.name == ALERTS:
                courier.start()

    def wake(self) -> None:
        """Tell the couriers that there is something to deliver."""
        for courier in self.couriers:
            courier.wake()

    def close(self) -> None:
        """Finish what is under way, in order, and close the store."""
        with ExitStack() as last:
            last.callback(self.store.close)
            last.callback(self.host.close)
            for courier in self.couriers:
                last.callback(courier.close)
            if self.receiver:
                last.callback(self.receiver.close)


def digest_of(path: Path) -> str:
    """Hash of a file's bytes."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise OperatorError(f"the account list {path} cannot be read: {error.strerror or error}") from None


@contextmanager
def open_service(folder: Path) -> Iterator[Service]:
    """The service of a workspace for one command, with neither sources nor sinks started. Raises StoreOwned."""
    from fitsignal.config import load_workspace

    service = Service(load_workspace(folder))
    try:
        yield service
    finally:
        service.close()
