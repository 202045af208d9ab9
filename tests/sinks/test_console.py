"""The console: whole alerts while few, lines and counts in a burst, colour only on a terminal."""

import errno
import io
import re
from collections.abc import Sequence
from datetime import UTC, timedelta

import pytest

from sinks.console import ConsoleOptions, ConsoleSink
from sinks.digest import DigestInput, DigestPolicy, build
from sinks.message import message
from sinks.message_text import message_text
from sinks.sink import Delivery, DestinationError, Finding, Sink
from sinks.views import AlertView
from tests.sinks.view_makers import NOW, POLICY, evidence, funded, trigger, trigger_view, view

WHOLE = message_text(message(funded())) + "\n"
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


def printed(deliveries: Sequence[Delivery], stream: io.StringIO | None = None) -> str:
    stream = stream or io.StringIO()
    ConsoleSink(ConsoleOptions(burst=20), stream, Clock()).write(deliveries)
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


def test_alerts_are_told_apart_by_a_blank_line() -> None:
    whole = message_text(message(funded()))
    assert printed(alerts(2)) == f"{whole}\n{whole}\n"


def test_a_burst_is_shown_whole_then_in_a_line_each_and_then_counted() -> None:
    text = printed([*alerts(40), *alerts(12, "P1"), *alerts(4_181)])
    assert text == f"{WHOLE * 20}{LINE * 20}… and 4,193 more alerts (P1 12, P2 4,181)\n"


def test_what_is_only_counted_is_never_read_from_the_store() -> None:
    read = []

    def body() -> AlertView:
        read.append(1)
        return funded()

    printed([Delivery(f"o{n}", body, alert=f"a{n}", priority="P2") for n in range(500)])
    assert len(read) == 40


def written(*batches: tuple[float, int], burst: int = 20) -> str:
    """What a sink prints of so many alerts, each batch at its second."""
    stream, now = io.StringIO(), [0.0]
    sink = ConsoleSink(ConsoleOptions(burst=burst), stream, lambda: now[0])
    for second, number in batches:
        now[0] = second
        sink.write(alerts(number))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("batches", "told"),
    [
        (((0, 20),), WHOLE * 20),
        (((0, 21),), WHOLE * 20 + LINE),
        (((0, 12), (0.5, 12)), WHOLE * 20 + LINE * 4),
        (((0, 12), (1.0, 12)), WHOLE * 24),
        (((0, 30), (0.5, 30)), WHOLE * 20 + LINE * 10 + "… and 30 more alerts (P2 30)\n"),
        (((0, 30), (0.5, 1)), WHOLE * 20 + LINE * 10 + "… and 1 more alert (P2 1)\n"),
        (((0, 30), (2.0, 3)), WHOLE * 20 + LINE * 10 + "\n" + WHOLE * 3),
        (((0, 30), (9.0, 30)), WHOLE * 20 + LINE * 10 + "… and 30 more alerts (P2 30)\n"),
        (((0, 30), (11.0, 30)), (WHOLE * 20 + LINE * 10 + "\n") * 2),
    ],
)
def test_up_to_a_burst_a_second_is_whole_more_is_short_and_a_flood_is_counted(
    batches: tuple[tuple[float, int], ...], told: str
) -> None:
    assert written(*batches).rstrip("\n") == told.rstrip("\n")


def test_a_small_recorded_day_is_shown_whole_however_fast_it_comes() -> None:
    assert written(*((n / 1000, 1) for n in range(20))) == WHOLE * 20


def test_a_stream_faster_than_a_burst_a_second_is_counted_however_it_is_batched() -> None:
    text = written(*((n / 4, 15) for n in range(200)))
    assert (text.count("Why now"), text.count(LINE)) == (20, 10)
    assert sum(int(n) for n in re.findall(r"and (\d+) more", text)) == 15 * 200 - 30


def test_without_a_burst_all_is_counted() -> None:
    assert written((0, 1), (5, 2), burst=0) == "… and 1 more alert (P2 1)\n… and 2 more alerts (P2 2)\n"


def test_a_digest_in_a_burst_is_still_printed_whole() -> None:
    given = DigestInput(NOW - timedelta(days=1), NOW, UTC, ())
    digest = build(given, POLICY, DigestPolicy())
    text = printed([*alerts(50), Delivery("d", digest)])
    assert "… and 10 more alerts (P2 10)\n\nGood morning · 0 ICP visitors" in text


def test_a_digest_is_wrapped_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    given = DigestInput(NOW - timedelta(days=1), NOW, UTC, ())
    digest = [Delivery("d", build(given, POLICY, DigestPolicy()))]
    narrow, whole = printed(digest, Terminal()), printed(digest)
    assert max(map(len, narrow.splitlines())) <= 60 < max(map(len, whole.splitlines()))
    assert narrow.split() == whole.split()


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


def test_a_full_disk_under_the_console_is_a_dead_destination_until_there_is_room() -> None:
    class Full(io.StringIO):
        full = True

        def flush(self) -> None:
            if self.full:
                raise OSError(errno.ENOSPC, "No space left on device")

    stream = Full()
    sink = ConsoleSink(None, stream, Clock())
    with pytest.raises(DestinationError, match="the console takes nothing: No space left on device"):
        sink.write(alerts(1))
    sink.close()
    stream.full = False
    sink.write(alerts(1))
    assert stream.getvalue()


def test_the_console_sink_keeps_the_contract() -> None:
    kept: Sink = ConsoleSink(None, io.StringIO(), Clock())
    assert (kept.type, kept.repeat) == ("console", "harmless")
    assert kept.check() == (Finding("ok", "alerts are printed on a file or a pipe: plain text"),)
    kept.close()
