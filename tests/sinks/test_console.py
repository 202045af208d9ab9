"""The console: whole alerts while few, lines and counts in a burst, colour only on a terminal."""

import io
from collections.abc import Sequence
from datetime import UTC, timedelta

import pytest

from sinks.console import ConsoleOptions, ConsoleSink
from sinks.digest import DigestInput, DigestPolicy, build
from sinks.sink import Delivery, DestinationError, Finding, Sink
from sinks.views import AlertView
from tests.sinks.view_makers import NOW, POLICY, evidence, funded, trigger, trigger_view, view

LINE = "P2 Veltrane (fit 80 A): raised a €14M Series A, 2 h ago\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """Seconds, a step further at each reading."""

    def __init__(self, step: float = 60.0) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def alerts(number: int, priority: str = "P2") -> list[Delivery]:
    return [
        Delivery(f"o{n}", funded(), alert=f"a{n}", priority="P1" if priority == "P1" else "P2") for n in range(number)
    ]


def printed(deliveries: Sequence[Delivery], stream: io.StringIO | None = None, step: float = 60.0) -> str:
    stream = stream or io.StringIO()
    ConsoleSink(ConsoleOptions(burst=20), stream, Clock(step)).write(deliveries)
    return stream.getvalue()


def test_a_pipe_gets_plain_text_without_colour_codes() -> None:
    text = printed(alerts(1))
    assert text.startswith("P2 · Veltrane raised a €14M Series A\n  Why now · intent 39 warm (bar 30)\n")
    assert "https://nordwire.example/1" in text
    assert "\x1b" not in text


def test_a_terminal_gets_a_panel_with_the_same_content_and_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("TERM", "xterm-256color"), ("COLUMNS", "120")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    text = printed(alerts(1), Terminal())
    for part in ("Veltrane raised a €14M Series A", "39 warm (bar 30)", "40 × .97 × .999 (2 h) = 38.8", "fit 80 A"):
        assert part in text
    assert "\x1b]8;" in text
    assert "https://nordwire.example/1" in text


def test_a_burst_is_a_line_an_alert_and_then_counts() -> None:
    text = printed([*alerts(20), *alerts(12, "P1"), *alerts(4_201)])
    assert text == LINE * 20 + "… and 4,213 more alerts (P1 12, P2 4,201)\n"


def test_what_is_only_counted_is_never_read_from_the_store() -> None:
    read = []

    def body() -> AlertView:
        read.append(1)
        return funded()

    printed([Delivery(f"o{n}", body, alert=f"a{n}", priority="P2") for n in range(500)])
    assert len(read) == 20


def test_alerts_that_follow_each_other_too_fast_get_a_line_each() -> None:
    slow, fast = printed(alerts(15), step=60.0), printed(alerts(15), step=0.01)
    assert slow.count("Why now") == 15
    assert fast.count("Why now") == 10
    assert fast.endswith(LINE * 5)


def test_a_digest_in_a_burst_is_still_printed_whole() -> None:
    given = DigestInput(NOW - timedelta(days=1), NOW, UTC, ())
    digest = build(given, POLICY, DigestPolicy())
    text = printed([*alerts(30), Delivery("d", digest)])
    assert "… and 10 more alerts (P2 10)" in text
    assert "Good morning · 0 ICP visitors" in text


def test_control_signs_of_a_headline_never_reach_the_terminal() -> None:
    hostile = view((trigger_view(trigger(), evidence(title="\x1b[31mred\x07 \u202egnp.exe [bold]")),))
    for stream in (io.StringIO(), Terminal()):
        text = printed([Delivery("o1", hostile, alert="a1")], stream)
        assert "\x1b[31mred" not in text
        assert "\x07 " not in text
        assert "\u202e" not in text
        assert "[bold]" in text


def test_an_encoding_without_the_signs_prints_something_for_them() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    ConsoleSink(None, stream, Clock()).write(alerts(1))
    assert b"Veltrane raised a ?14M Series A" in raw.getvalue()


def test_a_closed_console_is_a_dead_destination() -> None:
    stream = io.StringIO()
    stream.close()
    with pytest.raises(DestinationError, match="nobody reads what is printed"):
        ConsoleSink(None, stream, Clock()).write(alerts(1))


def test_a_broken_pipe_is_a_dead_destination() -> None:
    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    with pytest.raises(DestinationError):
        ConsoleSink(None, Broken(), Clock()).write(alerts(1))


def test_the_console_sink_keeps_the_contract() -> None:
    kept: Sink = ConsoleSink(None, io.StringIO(), Clock())
    assert (kept.type, kept.repeat) == ("console", "harmless")
    assert kept.check() == (Finding("ok", "alerts are printed on a file or a pipe: plain text"),)
    kept.close()
