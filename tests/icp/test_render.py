"""Reasons in the words of a salesperson."""

from typing import Any

import pytest

from icp.fit import Reason
from icp.render import reason_line, reason_mark


def reason(verdict: str, value: Any, **fields: Any) -> Reason:
    of = fields.pop("of", 25)
    given = {"criterion": "Company size", "role": "mandatory", "attribute": "employees"} | fields
    points = of if verdict == "met" else 0
    return Reason.model_validate({**given, "verdict": verdict, "value": value, "points": points, "of": of})


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (reason("met", 140), "✓ Company size: 140 employees 25/25"),
        (reason("met", 1200, of=12.5), "✓ Company size: 1,200 employees 12.5/12.5"),
        (reason("met", {"low": 51, "high": 200}), "✓ Company size: 51-200 employees 25/25"),
        (reason("unknown", {"low": 201, "high": None}), "? Company size: not clear from 201+ employees 0/25"),
        (reason("unknown", {"low": None, "high": 50}), "? Company size: not clear from up to 50 employees 0/25"),
        (reason("unknown", None), "? Company size: unknown 0/25"),
        (reason("met", "France", attribute="country", criterion="Where we sell"), "✓ Where we sell: France 25/25"),
        (reason("met", ["Salesforce", "HubSpot"], attribute="technologies", criterion="CRM"),
         "✓ CRM: Salesforce, HubSpot 25/25"),
        (reason("missed", list("abcde"), attribute="technologies", criterion="CRM"), "✗ CRM: a, b, c +2 0/25"),
        (reason("missed", [], attribute="technologies", criterion="CRM"), "✗ CRM: nothing 0/25"),
        (reason("missed", "no", attribute="vp_sales", criterion="VP Sales", of=10), "✗ VP Sales: no 0/10"),
        (reason("met", True, attribute="hiring", criterion="Hiring"), "✓ Hiring: yes 25/25"),
        (reason("met", 2016, attribute="founded", criterion="Young"), "✓ Young: 2016 25/25"),
        (reason("met", 12e6, attribute="revenue", criterion="Revenue"), "✓ Revenue: 12M 25/25"),
        (reason("met", {"low": 2e9, "high": None}, attribute="revenue", criterion="Revenue"),
         "✓ Revenue: 2B+ 25/25"),
        (reason("met", "long " * 30, attribute="note", criterion="Says so"),
         "✓ Says so: long long long long long long long long long lo… 25/25"),
        (reason("met", "\x1b[31mred\n\u202eon", attribute="note", criterion="Says\x07 so"),
         "✓ Says so: [31mred on 25/25"),
    ],
)  # fmt: skip
def test_a_reason_is_a_line_of_mark_criterion_value_and_points(given: Reason, line: str) -> None:
    assert reason_line(given) == line
    assert line.startswith(reason_mark(given))


@pytest.mark.parametrize(
    ("verdict", "value", "line", "mark"),
    [
        ("missed", "Product", "✓ not: Sells for others (Product)", "✓ not: Sells for others"),
        ("met", "Agency", "✗ disqualified: Sells for others (Agency)", "✗ disqualified: Sells for others"),
        ("unknown", None, "? Sells for others: unknown", "? Sells for others"),
    ],
)
def test_a_disqualifier_says_whether_it_is_met(verdict: str, value: Any, line: str, mark: str) -> None:
    given = reason(verdict, value, role="disqualifier", criterion="Sells for others", attribute="model", of=0)
    assert (reason_line(given), reason_mark(given)) == (line, mark)
