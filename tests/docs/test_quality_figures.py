"""How quality is counted: fields that are the same, precision and recall, calibration, and what a mistake is."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts import quality
from scripts._calibration import bins, expected_error, plot
from scripts._labelled import Headline, held_out, key_of, releases
from scripts._mistakes import mistake
from scripts._quality_names import Case, table
from scripts._quality_tables import Answered, calibration, kinds, outlets, unseen, worst
from scripts._scoring import SEVEN, Tally, same, score

NOTHING = {"kind": "none"}
HIRE = {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "CFO"}
ROUND = {"kind": "funding_round", "company": "Quillmar", "amount": 4e6, "currency": "USD", "round": "seed"}


def headline(label: Mapping[str, Any], title: str = "Norrvik names Ann Doe CFO", *, free: bool = True) -> Headline:
    return Headline("wire", title, "", "https://wire.example/1", label, free)


@pytest.mark.parametrize(
    ("name", "want", "got"),
    [
        ("company", "Norrvik Instruments AB", "norrvik instruments"),
        ("company", "Café Halden", "Cafe Halden Group"),
        ("amount", 3_215_000, 3_200_000.0),
        ("role", "CEO", "Chief Executive Officer"),
        ("role", "VP of Sales & Marketing", "Vice President of Sales and Marketing"),
        ("role", "President and COO", "President"),
        ("role", "CRO", "Chief Risk Officer"),
        ("person", "Bo Röe", "bo roe"),
    ],
)
def test_fields_are_the_same_beyond_how_they_are_written(name: str, want: object, got: object) -> None:
    assert same(name, want, got)


@pytest.mark.parametrize(
    ("name", "want", "got"),
    [
        ("company", "Norrvik", "Norrvik Marine"),
        ("company", "Norrvik", None),
        ("amount", 3_215_000, 3_100_000.0),
        ("amount", 3_215_000, "3215000"),
        ("role", "Chief Revenue Officer", "Chief Risk Officer"),
        ("role", "Director", "Directorate"),
        ("round", "seed", "pre_seed"),
    ],
)
def test_fields_differ_in_what_they_say(name: str, want: object, got: object) -> None:
    assert not same(name, want, got)


def test_a_false_event_a_miss_and_a_wrong_field_are_counted_apart() -> None:
    tally = Tally()
    for label, answer in [(HIRE, HIRE), (HIRE, HIRE | {"role": "COO"}), (NOTHING, ROUND), (ROUND, NOTHING)]:
        tally.add(label, answer)
    found, whole = score(tally.found, SEVEN), score(tally.whole, SEVEN)
    assert (found.right, found.given, found.wanted) == (2, 3, 3)
    assert (whole.right, whole.given, whole.wanted) == (1, 3, 3)
    assert (tally.false_events, tally.nothing, tally.items) == (1, 1, 4)


def test_a_field_that_the_label_has_not_is_invented_and_makes_no_event_wrong() -> None:
    tally = Tally()
    tally.add(HIRE | {"person": None}, HIRE)
    assert (tally.invented, tally.whole["leadership_hire", "tp"]) == (1, 1)


answer = st.sampled_from([NOTHING, HIRE, ROUND, HIRE | {"company": "Halden"}])


@given(st.lists(st.tuples(answer, answer)))
def test_scores_are_shares_and_all_fields_never_beat_the_kind(
    pairs: list[tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    tally = Tally()
    for label, given_answer in pairs:
        tally.add(label, given_answer)
    found, whole = score(tally.found, SEVEN), score(tally.whole, SEVEN)
    assert 0 <= whole.f1 <= found.f1 <= 1
    assert (found.given, found.wanted) == (whole.given, whole.wanted)


answers = st.lists(st.tuples(st.floats(0, 1), st.booleans()))


@given(answers)
def test_bins_hold_every_event_once_and_the_error_is_a_share(told: list[tuple[float, bool]]) -> None:
    assert sum(each.count for each in bins(told)) == len(told)
    assert 0 <= expected_error(told) <= 1
    assert plot(told, "t").count("<circle") == len(bins(told))


def test_nine_in_ten_right_at_nine_tenths_is_no_error() -> None:
    told = [(0.9, True)] * 9 + [(0.9, False)]
    assert expected_error(told) == pytest.approx(0)
    assert expected_error([(0.9, False)]) == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("label", "answer", "what", "cause"),
    [
        (NOTHING, HIRE, "leadership_hire where there is none", "words of an event that tell none"),
        (NOTHING, ROUND, "funding_round where there is none", "the lead read as the news"),
        (HIRE, NOTHING, "leadership_hire not seen", "no rule for how the title says it"),
        (ROUND, NOTHING, "funding_round not seen", "told by the lead alone"),
        (HIRE, ROUND, "funding_round, not leadership_hire", "two kinds are near"),
        (HIRE, HIRE | {"company": "Norrvik Marine"}, "company “Norrvik Marine”", "company cut too long"),
        (HIRE, HIRE | {"person": None}, "person none, not “Ann Doe”", "person not read"),
        (ROUND, ROUND | {"amount": 9e6}, "amount 9,000,000, not 4,000,000", "another amount of the text"),
    ],
)
def test_a_mistake_says_what_and_why(label: dict[str, Any], answer: dict[str, Any], what: str, cause: str) -> None:
    found = mistake(headline(label), answer, 0.9)
    assert found is not None
    assert what in found.what
    assert found.cause == cause


def test_what_is_right_is_no_mistake_and_sureness_makes_a_false_event_worse() -> None:
    assert mistake(headline(HIRE), HIRE, 0.9) is None
    wrong = [(NOTHING, HIRE, 0.9), (NOTHING, HIRE, 0.5), (HIRE, NOTHING, 0.0)]
    found = [mistake(headline(label), answer, confidence) for label, answer, confidence in wrong]
    weights = [each.weight for each in found if each]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == 3


def test_only_titles_in_the_public_domain_are_printed() -> None:
    answered = Answered([headline(NOTHING), headline(NOTHING, free=False)], [HIRE, HIRE], [0.9, 0.9])
    printed = "\n".join(worst(answered.mistakes))
    assert printed.count("Norrvik names Ann Doe CFO") == 1
    assert "not ours" in printed


def test_the_tables_have_a_row_for_each_kind_and_outlet_and_the_sums() -> None:
    answered = Answered([headline(HIRE), headline(NOTHING)], [HIRE, NOTHING], [0.9, 0.0])
    assert len(kinds(answered).rows) == len(SEVEN) + 2
    assert [row[0] for row in outlets(answered).rows] == ["wire", "**all**"]
    assert "| `leadership_hire` | 1.000 | 1.000 | 1.000 | 1 | 0 | 0 | 1.000 |" in str(kinds(answered))


def test_what_was_read_without_an_outlet_is_counted_for_it_and_soft_readings_prove_nothing(tmp_path: Path) -> None:
    file = tmp_path / "held_out.jsonl"
    read = {"key": key_of("https://wire.example/1"), "kind": "leadership_hire", "confidence": 0.9, "right": True}
    rows = [read | {"soft": False}, read | {"key": "0" * 16, "soft": True}]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = held_out(file)
    rows_of = unseen([headline(HIRE)], found).rows
    assert [row[:2] for row in rows_of] == [("wire", "1"), ("**all**", "1")]
    assert all(row[3:] == ("1.000", "1.000", "0 of 0") for row in rows_of)
    assert quality.sureness_of(found) == {"leadership_hire": [(0.9, True)]}
    assert calibration(quality.sureness_of(found)).rows[0][-1] == "0.100"
    assert held_out(tmp_path / "none.jsonl") == {}


def test_names_that_were_given_to_nobody_rightly_are_no_false_accepts() -> None:
    made = table([Case("news_exact", "a", "a"), Case("news_absent", None, None), Case("nk_typo", "b", None)])
    assert list(made.rows[0]) == ["**of news and press releases**", "2", "1.000", "1.000", "0 of 1"]
    assert made.rows[1][1] == "2"


def test_labels_of_releases_name_them_by_key_alone(shared_data: Path, tmp_path: Path) -> None:
    import gzip

    with gzip.open(shared_data / "news/press_releases_2023_2025.jsonl.gz", "rt", encoding="utf-8") as file:
        first = json.loads(next(file))
    labels = tmp_path / "labels.jsonl"
    rows = [{"key": key_of(first["url"])} | NOTHING, {"key": "0" * 16} | NOTHING]
    labels.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert [each.title for each in releases(shared_data, labels)] == [first["title"]]


def test_figures_of_a_file_of_ones_own_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"stratum": "mine", "title": "Norrvik names Ann Doe CFO", "lead": "", "label": HIRE | {"soft": False}}
    file = tmp_path / "mine.jsonl"
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert quality.main([str(file)]) == 0
    assert "| mine | 1 | 1 |" in capsys.readouterr().out


def test_missing_inputs_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FITSIGNAL_DATA", str(tmp_path))
    assert quality.main([]) == 1
    assert "FITSIGNAL_DATA names the folder" in capsys.readouterr().err
