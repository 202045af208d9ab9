"""Item 5.02 of an 8-K: who came, who left, in which role and from when; and which part of a submission is that item."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.filings.officers.reader import Change, changes
from sources.filings.officers.report import report
from sources.filings.officers.titles import title_at
from tests.sources.edgar_pages import submission

CASES = tomllib.loads((Path(__file__).parent / "item502.toml").read_text("utf-8"))["case"]
FILED = date(2026, 11, 20)


def plainly(change: Change) -> list[str]:
    return [change.kind, change.person, change.role or "", change.effective.isoformat() if change.effective else ""]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_report_tells_who_came_and_who_left(case: Any) -> None:
    assert [plainly(change) for change in changes(case["text"].split("\n"), FILED)] == case["changes"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_report_is_read_alike_as_a_submission_with_other_items_and_exhibits(case: Any) -> None:
    paragraphs = report(submission(case["text"])).paragraphs

    assert [plainly(change) for change in changes(paragraphs, FILED)] == case["changes"]


TITLE = "Departure of Directors or Certain Officers; Election of Directors; Appointment of Certain Officers."
SAID = "On November 17, 2026, the Board appointed Ann Doe as Chief Financial Officer."
WRAPPED = SAID.replace(" the Board", "\nthe Board").replace(" as ", " as\n")
LAYOUTS = {
    "heading and title in one paragraph": f"<p>Item 5.02. {TITLE}</p><p>{SAID}</p>",
    "heading in a table's cells": f"<table><tr><td>Item&nbsp;5.02</td><td>{TITLE}</td></tr></table><div>{SAID}</div>",
    "title behind a line break": f"<p><b>ITEM 5.02</b><br/>{TITLE}<br/></p><p>{SAID}</p>",
    "text in the heading's own paragraph": f"<p>Item 5.02 {TITLE} {SAID}</p>",
    "plain text": f"FORM 8-K\n\nItem 5.02  {TITLE}\n\n{WRAPPED}",
    "hidden data before it": (
        "<head><title>Item 5.02 x</title></head><ix:header><ix:hidden>Item 5.02 appointed Bo Roe as Chief Financial "
        f"Officer</ix:hidden></ix:header><p>Item 5.02 {TITLE}</p><p>{SAID}</p>"
    ),
    "named by another item first": (
        "<p>Item 1.01 An Agreement</p><p>The information in Item 5.02 is incorporated here.</p>"
        f"<p>Item 5.02 {TITLE}</p><p>{SAID}</p><p>Item 8.01 Other Events</p>"
        "<p>On November 17, 2026, Bo Roe resigned as President.</p>"
    ),
    "signatures behind it": f"<p>Item 5.02 {TITLE}</p><p>{SAID}</p><p>SIGNATURES</p><p>Bo Roe resigned as CEO.</p>",
}


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_the_item_is_found_in_every_layout_and_nothing_beside_it(layout: str) -> None:
    found = changes(report(LAYOUTS[layout].encode()).paragraphs, FILED)

    assert [plainly(change) for change in found] == [["leadership_hire", "Ann Doe", "Chief Financial Officer", ""]]


BROKEN = {
    "no such item": (b"<p>Item 2.02 Results</p><p>Good.</p>", "its report has no text under Item 5.02"),
    "nothing": (b"", "its report has no text under Item 5.02"),
    "no report among the papers": (
        b"<SEC-DOCUMENT><DOCUMENT><TYPE>EX-99.1<TEXT>Item 5.02</TEXT></DOCUMENT>",
        "it has no paper of the type 8-K",
    ),
    "cut short before the item": (
        submission(SAID).partition(b"<p><b>Item&#160;5.02")[0],
        "its report has no text under Item 5.02",
    ),
}


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_a_submission_without_its_item_says_what_lacks(case: str) -> None:
    body, sentence = BROKEN[case]
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        report(body)


def test_a_submission_cut_short_within_the_item_tells_what_is_there() -> None:
    whole = submission(f"{SAID}\nOn November 18, 2026, the Board appointed Bo Roe as Chief Operating Officer.")
    cut = whole[: whole.index(b"On November 18")]

    assert [change.person for change in changes(report(cut).paragraphs, FILED)] == ["Ann Doe"]


def test_the_company_is_the_first_filer_of_the_header() -> None:
    found = report(submission(SAID, company="HALDEN BANCORP INC /MD/", cik="4711"))

    assert (found.company, found.cik) == ("HALDEN BANCORP INC", "0000004711")


ROWS = {
    "the Company's Chief Financial Officer, effective": ("Chief Financial Officer", True),
    "Executive Vice President, Finance and Chief Financial Officer of the Company": (
        "Executive Vice President, Finance and Chief Financial Officer",
        True,
    ),
    "Chief Legal, People and Compliance Officer": ("Chief Legal, People and Compliance Officer", True),
    "a member of the Board, effective": ("member of the Board", False),
    "non-executive Chairman of the Board of Directors": ("non-executive Chairman of the Board of Directors", False),
    "Executive Chair of the Board": ("Executive Chair of the Board", True),
    "President and COO": ("President and COO", True),
    "Chair of the Audit Committee": ("Chair of the Audit Committee", False),
    "Senior Vice President of Global Operations and Supply Chain effective May 1": (
        "Senior Vice President of Global Operations and Supply Chain",
        True,
    ),
    "its principal executive officer": ("Principal Executive Officer", True),
}


@pytest.mark.parametrize("text", ROWS, ids=str)
def test_a_row_of_titles_is_read_to_its_end(text: str) -> None:
    found = title_at(text, 0)

    assert found is not None
    assert (found.text, found.leads) == ROWS[text]


@pytest.mark.parametrize(
    "text", ["a strategic advisor", "a consultant to the Company", "an employee", "senior advisor"]
)
def test_what_is_no_title_of_a_leader_or_director_is_none(text: str) -> None:
    assert title_at(text, 0) is None


SIGNS = (
    "On November 17, 2026, the Board appointed Ann Doe as Chief Financial Officer effective resigned from her position "
    "Mr. Roe who ( ) ; : will succeed retire and Dr. of Company's director ‹1› «2» «99» Jr. III"
)
WORDS = st.sampled_from(re.findall(r"\S+", SIGNS))


@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_any_words_in_any_order_give_changes_and_never_an_error(text: str) -> None:
    for change in changes([text], FILED):
        assert change.person
        assert change.role


@pytest.mark.parametrize(
    "text",
    [
        "appointed " * 4_000,
        "‹1›, " * 10_000,
        "Ann Doe, " * 5_000,
        "Chief " * 8_000 + "Officer",
        "the " * 12_000,
        "Ann " * 12_000,
        "Vice President, " * 3_000,
        "(" * 50_000,
        "resignation of " * 4_000,
    ],
    ids=lambda text: text[:20],
)
@pytest.mark.timeout(30)
def test_long_repetitions_are_read_in_passable_time(text: str) -> None:
    assert changes([text], FILED) is not None


@pytest.mark.parametrize("name", ["0000943374-24-000509.txt", "jwn-20230301.htm", "nvda-20260302.htm"])
def test_real_reports_that_tell_of_pay_alone_tell_of_nobody(name: str, shared_data: Path) -> None:
    found = report((shared_data / "filings" / name).read_bytes())

    assert found.paragraphs
    assert changes(found.paragraphs, date(2026, 3, 6)) == []
