"""An office: a desk, a Slack of the tests and the courier between them, by a clock that tests move."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from fitsignal.contents import Contents
from fitsignal.lane_delivery import LaneCourier
from icp.account import Account
from sinks.planned import Rules
from sinks.planning import Planner
from sinks.reader import Reader
from sinks.routing import Rule
from sinks.sink import Repeat
from sinks.slack import SlackSink
from sinks.slack_options import SlackOptions
from streams.policy import Policy
from streams.signal import SignalDraft
from tests.fitsignal.fake_slack import FakeSlack, World
from tests.laws.desks import World as Desk
from tests.laws.desks import draft, hosted, policy, world
from tests.streams.worlds import NOW

MARA, BO = "mara@northwind.example", "bo@northwind.example"
OWNERS = (Rule(to=("owner",)),)
BOTH = (Rule(to=("owner", "#signals")),)
CALM = policy(budget=None, quiet=None, sla=None)


class QuickSlack(SlackSink):
    """Slack without its pace."""

    pace: ClassVar[float] = 0.0
    repeat: ClassVar[Repeat] = "visible"


class Office:
    """A desk, a Slack and what stands between them; `at` moves the clock."""

    def __init__(self, desk: Desk, slack: FakeSlack, courier: LaneCourier) -> None:
        self.desk, self.slack, self.courier = desk, slack, courier

    def fates(self, *fates: str) -> None:
        """What becomes of the next posts; those after them, and questions between them, are answered."""
        left = list(fates)

        def fate(method: str) -> str:
            return left.pop(0) if left and method == "chat.postMessage" else ""

        self.slack.fate = fate  # type: ignore[method-assign]

    def told(self, place: str) -> list[str]:
        """The accounts that a place heard of, in order."""
        return [str(each.body["text"]).split(" ")[1].lower() for each in self.slack.in_channel(place)]

    def rows(self, columns: str = "account, destination, state, note") -> list[tuple[Any, ...]]:
        return self.desk.rows(f"SELECT {columns} FROM outbox WHERE kind <> 'update' ORDER BY made_at, destination")


@contextmanager
def office(
    folder: Path, accounts: Sequence[Account], routes: Sequence[Rule] = (), by: Policy = CALM, fallback: str = ""
) -> Iterator[Office]:
    people = {MARA: "U0MARA000", BO: "U0BO00000"}
    slack_world = World(channels={"#signals": "C01", "#other": "C02", "#spare": "C03"}, people=people)
    with FakeSlack(slack_world) as slack, world(folder, accounts, sinks=["slack"], now=NOW, policy=by) as desk:
        options = SlackOptions.model_validate(
            {"token": slack.token, "channel": "#signals", "api_url": slack.url, "fallback": fallback or None}
        )
        slack.clock = lambda: desk.now.timestamp()
        with hosted(desk) as host:
            courier = LaneCourier(
                "slack",
                QuickSlack(options),
                desk.store,
                host,
                desk.clock,
                planner=Planner("slack", Rules(by, tuple(routes), "#signals", threads=True)),
                contents=Contents(Reader(desk.store, by, desk.profiles), desk.clock),
                late=timedelta(days=1),
                settle=timedelta(seconds=30),
            )
            try:
                yield Office(desk, slack, courier)
            finally:
                courier.close()


def demo(name: str, hours: float = 0) -> SignalDraft:
    return draft("form_submitted", name, hours, form="demo")


def round_(name: str, hours: float = 0) -> SignalDraft:
    return draft("funding_round", name, hours, round="series_a")
