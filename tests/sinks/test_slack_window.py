"""The window with an explanation: all of it, within Slack's limits whatever strangers wrote."""

from hypothesis import given
from hypothesis import strategies as st

from sinks.slack_window import window
from tests.sinks.slack_validator import view_problems

LINES = [
    "Veltrane · veltrane.example · as of 2026-11-24 10:12:00 · times in Europe/Paris",
    "\nFit: 80 A · qualifies",
    "  ✓ Company size 140 employees 25/25",
    "\nIntent: 39 warm (bar 30)",
    "  funding_round: 38.8 (cap 50)",
    "    40 × .97 × .999 = 38.8 · raised a *€14M* <Series A>",
]


def texts(lines: list[str]) -> list[str]:
    return [block["text"]["text"] for block in window(lines)["blocks"]]


def test_each_part_has_its_head_in_bold_and_its_lines_indented() -> None:
    assert texts(LINES) == [
        "*Veltrane · veltrane.example · as of 2026-11-24 10:12:00 · times in Europe/Paris*",
        "*Fit*: 80 A · qualifies\n\u2003✓ Company size 140 employees 25/25",
        "*Intent*: 39 warm (bar 30)\n\u2003funding_round: 38.8 (cap 50)\n"
        "\u2003\u200340 × .97 × .999 = 38.8 · raised a ∗€14M∗ &lt;Series A&gt;",
    ]
    assert view_problems(window(LINES)) == []


def test_a_long_part_goes_on_in_the_next_block_and_loses_nothing() -> None:
    lines = ["Decisions", *(f"  line {n:04} {'x' * 60}" for n in range(400))]
    told = "\n".join(texts(lines))
    assert all(f"line {n:04}" in told for n in range(400))
    assert view_problems(window(lines)) == []


def test_what_a_window_cannot_hold_is_counted() -> None:
    lines = ["Decisions", *(f"  line {n} {'x' * 800}" for n in range(5000))]
    assert texts(lines)[-1].endswith("more lines: fitsignal explain has all")
    assert view_problems(window(lines)) == []


def test_nothing_is_said_to_be_nothing() -> None:
    assert texts([]) == texts([""]) == ["There is nothing to explain."]


HOSTILE = st.one_of(
    st.text(max_size=300),
    st.sampled_from(["<!channel>", "@here", "  <https://evil.example|x>", "    \u202e", "```", "\n\n", "&amp;"]),
    st.integers(1, 9000).map(lambda n: "  " + "&<>" * n),
    st.integers(1, 9000).map(lambda n: "宽" * n),
)


@given(st.lists(HOSTILE, max_size=40), st.integers(1, 20))
def test_whatever_strangers_wrote_slack_takes_the_window(lines: list[str], times: int) -> None:
    assert view_problems(window(lines * times)) == []
