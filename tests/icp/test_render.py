"""Reasons in the words of a salesperson."""

from typing import Any

import pytest

from icp.fit import Reason
from icp.render import reason_line, reason_text


def reason(verdict: str, value: Any, **fields: Any) -> Reason:
    of = fields.pop("of", 25)
    given = {"criterion": "Company size", "role": "mandatory", "attribute": "employees"} | fields
    points = of if verdict == "met" else 0
    return Reason.model_validate({**given, "verdict": verdict, "value": value, "points": points, "of": of})


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (reason("met", 140), "✓ 140 employees 25/25"),
        (reason("met", 1200, of=12.5), "✓ 1,200 employees 12.5/12.5"),
        (reason("met", {"low": 51, "high": 200}), "✓ 51-200 employees 25/25"),
        (reason("unknown", {"low": 201, "high": None}), "? 201+ employees 0/25"),
        (reason("met", "France", attribute="country", of=20), "✓ France 20/20"),
        (reason("met", "B2B SaaS", attribute="industry", of=20), "✓ B2B SaaS 20/20"),
        (reason("met", ["Salesforce", "HubSpot"], attribute="technologies"), "✓ Salesforce, HubSpot 25/25"),
        (reason("missed", list("abcde"), attribute="technologies"), "✗ a, b, c +2 0/25"),
        (
            reason("missed", "no", attribute="vp_sales", criterion="VP Sales in place", of=10),
            "✗ VP Sales in place 0/10",
        ),
        (reason("met", True, attribute="hiring", criterion="Hiring"), "✓ Hiring 25/25"),
        (reason("unknown", None, attribute="growth", criterion="Growth", of=10), "? growth unknown 0/10"),
        (reason("met", 2016, attribute="founded"), "✓ founded 2016 25/25"),
        (reason("met", 12e6, attribute="revenue"), "✓ revenue 12M 25/25"),
        (reason("met", 25, attribute="growth"), "✓ growth 25 25/25"),
        (reason("met", "long " * 30, attribute="note", criterion="Says so"), "✓ Says so 25/25"),
        (
            reason("met", "Agency", role="disqualifier", criterion="Agencies", attribute="industry", of=0),
            "✗ Agencies: Agency, disqualifies",
        ),
        (reason("missed", "SaaS", role="disqualifier", criterion="Agency", of=0), "✓ not Agency"),
        (reason("unknown", None, role="disqualifier", criterion="Agency", attribute="note", of=0), "? note unknown"),
    ],
)
def test_a_reason_is_a_line_of_mark_words_and_points(given: Reason, line: str) -> None:
    assert reason_line(given) == line
    assert reason_text(given) in line
