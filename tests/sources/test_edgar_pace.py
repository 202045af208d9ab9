"""The pace that all processes keep towards the SEC, and what the table of the source may say."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from sources.errors import RetryLater
from sources.filings.pace import Pace

CONTACT = "Quillmar Inc ann@quillmar.example"


def test_turns_of_several_processes_are_apart_from_each_other(tmp_path: Path) -> None:
    instants = iter([100.0, 100.0, 100.0, 100.3, 200.0])
    one, two = (Pace(tmp_path / "clock", rate=8, now=lambda: next(instants)) for _ in range(2))

    assert [each.take() for each in (one, two, one, two, one)] == pytest.approx([0.0, 0.125, 0.25, 0.075, 0.0])


def test_a_clock_that_was_set_back_does_not_stop_the_source(tmp_path: Path) -> None:
    instants = iter([10_000.0, 10_000.0, 50.0, 50.0])
    pace = Pace(tmp_path / "clock", now=lambda: next(instants))
    pace.take()
    pace.shut()

    assert pace.take() == 0.0


def test_a_pause_is_kept_for_its_ten_minutes_and_no_longer(tmp_path: Path) -> None:
    instants = iter([0.0, 599.0, 601.0])
    pace = Pace(tmp_path / "clock", now=lambda: next(instants))
    pace.shut()

    with pytest.raises(RetryLater) as paused:
        pace.take()
    assert paused.value.after == timedelta(seconds=1)
    assert pace.take() == 0.0


@pytest.mark.parametrize(("asked", "kept"), [(5, 600), (7200, 7200), (10**9, 86_400)])
def test_a_longer_pause_that_was_asked_for_is_kept_up_to_a_day(asked: int, kept: int, tmp_path: Path) -> None:
    instants = iter([0.0, 0.0])
    pace = Pace(tmp_path / "clock", now=lambda: next(instants))
    assert pace.shut(timedelta(seconds=asked)) == timedelta(seconds=kept)
    with pytest.raises(RetryLater) as paused:
        pace.take()
    assert paused.value.after == timedelta(seconds=kept)


OPTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "no contact": ({}, 'the SEC wants to know who asks: contact = "Quillmar Inc ann@quillmar.example"'),
    "an address alone": ({"contact": "ann@quillmar.example"}, "expected a name and an address"),
    "a name alone": ({"contact": "Quillmar Inc"}, "expected a name and an address"),
    "noreply": ({"contact": "Quillmar no-reply@quillmar.example"}, "the SEC refuses noreply addresses"),
    "a second header": ({"contact": "Quillmar\r\nX: y ann@quillmar.example"}, "expected a name and an address"),
    "amendments of Form D": ({"contact": CONTACT, "forms": ["D/A"]}, "Input should be 'D', '8-K' or '8-K/A'"),
    "nothing": ({"contact": CONTACT, "forms": []}, "name forms, or companies to watch"),
    "no number": ({"contact": CONTACT, "watch": ["NVDA"]}, "should match pattern"),
    "twice": ({"contact": CONTACT, "watch": ["1045810", "0001045810"]}, "companies are watched twice: 0001045810"),
    "recorded and live": ({"contact": CONTACT, "path": "x.atom"}, "recorded pages are read by path alone"),
    "outside": ({"path": "../x.atom"}, "expected a path inside the workspace"),
}


@pytest.mark.parametrize("case", OPTIONS, ids=str)
def test_options_that_cannot_be_polled_are_refused_with_a_sentence(case: str, bench: Any) -> None:
    options, sentence = OPTIONS[case]
    with pytest.raises(ValidationError) as refused:
        bench.source(type="edgar", **options)
    assert sentence in str(refused.value)
    assert "ann@" not in str(refused.value).replace(CONTACT, "")
