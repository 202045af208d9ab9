"""A service with its receiver in this process, whose alerts are answered by clicks, links and commands."""

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fitsignal.answering import explains
from fitsignal.carriers import open_sinks
from fitsignal.config import load_workspace
from fitsignal.receiving import build_receiver, drain
from fitsignal.service import Service
from streams.clicks import block_name
from streams.ports import Batch
from streams.signal import Company, SignalDraft
from tests.fitsignal.fake_slack import Posted
from tests.laws.workspaces import workspace
from tests.sources.receiver.clicks import SIGNING, action, form, payload, signed
from tests.sources.receiver.makers import Reply, call
from tests.streams.worlds import NOW

SLACK = """
[[sinks]]
type = "slack"
webhook = "https://hooks.slack.com/services/T1/B2/x"
signing_secret = "{secret}"
[receiver]
bind = "127.0.0.1:0"
"""
COMPANY = "company0.example"
FEEDBACK = "SELECT account, answer, days, person, via FROM feedback ORDER BY seq"


class Place:
    """A service with its receiver, in this process; no sink is started."""

    def __init__(self, folder: Path, config: str = SLACK.format(secret=SIGNING), others: Sequence[str] = ()) -> None:
        made = workspace(folder, clock="wall", more=config)
        rows = [(COMPANY, "Veltrane"), *((domain, domain.partition(".")[0].title()) for domain in others)]
        lines = [f"{domain},{name},120,Software,FR" for domain, name in rows]
        (made / "accounts.csv").write_text("\n".join(("domain,name,employees,industry,country", *lines, "")))
        self._open(made)

    @classmethod
    def at(cls, folder: Path) -> "Place":
        """Of a workspace that is there."""
        place = cls.__new__(cls)
        place._open(folder)
        return place

    def _open(self, folder: Path) -> None:
        self.now = NOW
        self.service = Service(load_workspace(folder), lambda: self.now)
        self.service.receiver = build_receiver(self.service.workspace, lambda: self.now, explains(self.service))

    def deliver(self) -> None:
        """Send what is due."""
        if not self.service.couriers:
            open_sinks(self.service)
        for courier in self.service.couriers:
            courier.drain()

    def signal(self, kind: str, at: datetime, domain: str = COMPANY, **details: Any) -> None:
        """Something happens at a company."""
        self.now = max(self.now, at)
        of = SignalDraft(kind=kind, company=Company(domain=domain), occurred_at=at, observed_at=at, details=details)
        self.service.host.accept(Batch("test", "test", [of])).result()

    def alert(self) -> str:
        """A P2, of a round."""
        self.signal("funding_round", NOW, round="series_a")
        return str(self.service.store.rows("SELECT id::VARCHAR AS id FROM alerts")[0]["id"])

    def click(self, alert: str, *of: Any, **more: Any) -> int:
        """Slack's click on a button of an alert; drained when this returns."""
        return self.told(payload(action(*of, block_id=block_name(alert, COMPANY), **more)))

    def told(self, payload: dict[str, Any]) -> int:
        """Slack's payload, drained when this returns; the status of the answer."""
        body = form(payload)
        return self.posted("/slack/interactivity", body, signed(body, self.now)).status

    def sent(self, path: str, fields: dict[str, str]) -> str:
        """What a page's form sends, drained when this returns; the page after it."""
        return self.posted(path, urlencode(fields).encode(), {}).body.decode()

    def posted(self, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        """What somebody sends, drained when this returns; the answer."""
        receiver = self.service.receiver
        assert receiver is not None
        reply = asyncio.run(call(receiver.before(None), path, body, more=headers))
        if receiver.drain is None:
            drain(self.service, receiver)
        assert receiver.drain is not None
        assert receiver.drain.until_empty() == ""
        return reply

    def alert_of(self, domain: str) -> str:
        """The id of an account's first alert."""
        sql = "SELECT id::VARCHAR AS id FROM alerts WHERE account = ? ORDER BY decided_at, id"
        return str(self.service.store.rows(sql, [domain])[0]["id"])

    def feedback(self) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in self.service.store.rows(FEEDBACK)]

    def cause(self) -> str | None:
        sql = "SELECT cause FROM decisions ORDER BY seq DESC LIMIT 1"
        found: str | None = self.service.store.rows(sql)[0]["cause"]
        return found


BY_TOKEN = """
[[sinks]]
type = "slack"
token = "xoxb-test"
channel = "#signals"
api_url = "{url}"
signing_secret = "{secret}"
[receiver]
bind = "127.0.0.1:0"
public_url = "https://in.example"
[say]
visit = "Shall we talk, {{company}}?"
[say.icp]
funding_round = "On the {{sum}}: shall we talk?"
"""


def shown(posted: Posted) -> str:
    """All texts of a message, in order."""
    return "\n".join(re.findall(r"'text': '(.*?)'[,}]", str(posted.body["blocks"])))
