"""Explaining in Slack: the whole explanation of an account in a window, while the click is fresh."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from typing import TYPE_CHECKING, Any, Protocol

from fitsignal.asking import asked_of_owner
from fitsignal.errors import OperatorError
from fitsignal.explanation import explanation

if TYPE_CHECKING:
    from fitsignal.workspace import Workspace
    from sinks.slack_options import SlackOptions
    from streams.clicks import Asked

SOON = 1.0
"""Seconds that the explanation may take until the window opens without it: Slack opens none after three."""
PATIENCE = 20.0
"""Seconds that an open window waits for it."""
WAIT = "The explanation is on its way…"
Rows = list[dict[str, Any]]
Ask = Callable[[str], Rows]
"""The rows of `explain` for a domain. Raises OperatorError."""
log = logging.getLogger(__name__)


class Windows(Protocol):
    """Opens and changes windows of one app. Each raises SinkError."""

    def open_window(self, trigger: str, view: dict[str, Any]) -> str: ...

    def change_window(self, name: str, view: dict[str, Any]) -> None: ...


class App:
    """The windows of the app that a Slack sink's token is of."""

    def __init__(self, options: "SlackOptions") -> None:
        self._options = options

    def open_window(self, trigger: str, view: dict[str, Any]) -> str:
        """The new window's name."""
        from sinks.slack import SlackSink

        with SlackSink(self._options) as slack:
            return slack.open_window(trigger, view)

    def change_window(self, name: str, view: dict[str, Any]) -> None:
        """Show something else in it."""
        from sinks.slack import SlackSink

        with SlackSink(self._options) as slack:
            slack.change_window(name, view)


class Explains:
    """Opens windows. `apps`: those of the workspace's tokens; the one that was clicked in takes the trigger."""

    def __init__(self, apps: Sequence[Windows], ask: Ask, soon: float = SOON) -> None:
        self._apps, self._ask, self._soon = apps, ask, soon
        self._pool = ThreadPoolExecutor(2, "explanations")

    def __call__(self, asked: "Asked", trigger: str) -> None:
        """Open the window, with the explanation or to wait for it."""
        from sinks.slack_window import window

        lines = self._pool.submit(self._lines, asked.account or "")
        told = _within(lines, self._soon)
        opened = self._opened(trigger, window(told or [WAIT]))
        if opened is not None and told is None:
            app, name = opened
            app.change_window(name, window(_within(lines, PATIENCE) or ["It takes too long: ask fitsignal explain"]))

    def _lines(self, domain: str) -> list[str]:
        try:
            return [line for row in self._ask(domain) for line in explanation(row)]
        except OperatorError as error:
            return [f"It cannot be explained now: {error}", f"  fitsignal explain {domain} tells more"]

    def _opened(self, trigger: str, view: dict[str, Any]) -> tuple[Windows, str] | None:
        from sinks.sink import SinkError

        for app in self._apps:
            try:
                return app, app.open_window(trigger, view)
            except SinkError as error:
                log.info("no window opened: %s", error)
        return None


def _within(lines: "Future[list[str]]", seconds: float) -> list[str] | None:
    try:
        return lines.result(seconds)
    except (TimeoutError, Late):
        return None


def asked_elsewhere(workspace: "Workspace") -> Ask:
    """Asks the process that owns the store; beside a broker that is another one."""

    def ask(domain: str) -> Rows:
        rows = asked_of_owner(workspace.path, "explain", {"domain": domain})
        if rows is None:
            raise OperatorError("the process that has the store does not answer here")
        return rows

    return ask
