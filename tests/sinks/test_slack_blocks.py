"""Slack messages: their content, and Slack's limits for whatever strangers write."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sinks.message import message
from sinks.slack_blocks import Post, post, section, size
from sinks.slack_text import escaped, joined, link, within
from tests.sinks.slack_validator import problems
from tests.sinks.view_makers import account, evidence, fit, funded, reason, trigger, trigger_view, view

HOSTILE = st.one_of(
    st.text(max_size=600),
    st.text(alphabet="<>&|*_`~@!#\n\r\t\x00\u202e\u2066\ud800\U0001f469\u200d", max_size=4000),
    st.sampled_from(
        [
            "<!channel>",
            "<!here|x>",
            "@channel",
            "@HERE now",
            "<https://evil.example|Click>",
            "&amp;&lt;!everyone&gt;",
            "",
        ]
    ),
    st.integers(1, 5000).map(lambda n: "&<>" * n),
    st.integers(1, 9000).map(lambda n: "宽" * n),
)
URLS = st.one_of(HOSTILE, HOSTILE.map(lambda tail: f"https://a.example/{tail}"), st.none())


def test_an_alert_is_header_reasons_context_and_link_buttons() -> None:
    told = post(message(funded()))
    assert told.text == "P2 Veltrane (fit 80 A): raised a €14M Series A, 2 h ago"
    texts = [block["text"]["text"] for block in told.blocks if "text" in block]
    assert texts == [
        "P2 · Veltrane raised a €14M Series A",
        "*Why now*  ·  intent *39 warm* (bar 30)\n"
        "• <https://nordwire.example/1|Veltrane closes €14M Series A>"
        " · Nordwire, 2 h ago, +2 outlets · 40 × .97 × .999 (2 h) = 38.8",
        "*Why them*  ·  fit *80 A*\n"
        "✓ 140 employees 25/25  ✓ B2B SaaS 20/20  ✓ France 20/20  ✓ Salesforce 15/15\n"
        "✗ VP Sales in place 0/10  ? growth unknown 0/10",
    ]
    assert told.blocks[3]["elements"][0]["text"] == (
        "Tue 24 Nov 09:12 CET · Owner mara@northwind.example · last CRM activity 41 d ago"
        " · matched by domain 1.00 · veltrane.example"
    )
    assert [(b["text"]["text"], b["url"]) for b in told.blocks[4]["elements"]] == [
        ("Open evidence", "https://nordwire.example/1"),
        ("Open in CRM", "https://crm.example/veltrane"),
    ]
    assert problems(told.text, told.blocks) == []


def test_what_is_new_stands_under_the_reasons() -> None:
    first, second = (trigger_view(trigger(f"t{n}", "visit", points=10.0 * n)) for n in (1, 2))
    told = post(message(view((first, second))))
    assert told.blocks[1]["text"]["text"].splitlines()[-1] == "Latest: visited the website"
    assert problems(told.text, told.blocks) == []


def test_without_any_link_there_are_no_buttons() -> None:
    told = post(message(view((trigger_view(trigger()),))))
    assert [block["type"] for block in told.blocks] == ["header", "section", "section", "context"]


def test_a_headline_cannot_ring_a_channel_or_forge_a_link() -> None:
    title = "<!channel> <https://evil.example|Veltrane> @here & *free*"
    told = post(message(view((trigger_view(trigger(), evidence(title=title)),))))
    line = told.blocks[1]["text"]["text"].splitlines()[1]
    assert "&lt;!channel&gt; &lt;https://evil.example|Veltrane&gt; @\u2060here &amp; ∗free∗" in line
    assert problems(told.text, told.blocks) == []


def test_the_validator_refuses_what_slack_would() -> None:
    good = section("fine")
    assert problems("x", [good]) == []
    assert problems("", [good])
    assert problems("x", [good] * 51)
    assert problems("x", [section("x" * 3001)])
    assert problems("x", [section("ring <!channel>")])
    assert problems("x", [section("a & b")])
    assert problems("x", [section("turn \u202e round")])
    assert problems("@channel", [good])
    assert problems("x", [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}])
    assert problems("x", [good | {"text": good["text"] | {"verbatim": False}}])


@st.composite
def hostile_posts(draw: st.DrawFn) -> Post:
    details = draw(st.dictionaries(st.sampled_from(["role", "person", "title", "form", "amount"]), HOSTILE, max_size=5))
    kinds = st.sampled_from(["funding_round", "leadership_hire", "visit", "job_posting", "custom:x"])
    triggers = tuple(
        trigger_view(
            trigger(f"t{n}", draw(kinds), details=details),
            evidence(draw(URLS), draw(HOSTILE), source=draw(HOSTILE)),
            outlets=draw(st.integers(1, 10**6)),
        )
        for n in range(draw(st.integers(1, 9)))
    )
    texts: dict[str, Any] = {name: draw(HOSTILE) for name in ("name", "owner", "last_activity", "crm_url")}
    reasons = tuple(reason(draw(HOSTILE), "missed", 0, 1, draw(HOSTILE)) for _ in range(draw(st.integers(0, 30))))
    return post(message(view(triggers, account(**texts), fit(reasons=reasons), also=(draw(HOSTILE),))))


@given(hostile_posts())
def test_any_text_at_all_gives_a_message_that_slack_takes(told: Post) -> None:
    assert problems(told.text, told.blocks) == []
    assert size(told.blocks) <= 10_000


@given(HOSTILE, st.integers(1, 300))
def test_escaped_text_keeps_its_limit_and_breaks_no_escape(text: str, limit: int) -> None:
    cut = within(text, limit)
    assert len(cut) <= limit
    assert escaped(text) == cut or len(escaped(text)) > limit


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=80), max_size=30), st.integers(60, 300))
def test_whole_lines_are_kept_and_the_left_out_counted(lines: list[str], limit: int) -> None:
    text = joined(lines, limit)
    assert len(text) <= limit
    kept = text.split("\n") if lines else []
    if "\n".join(lines) != text:
        assert kept[:-1] == lines[: len(kept) - 1]
        assert kept[-1] == f"… and {len(lines) - len(kept) + 1} more"


def test_a_text_without_address_is_no_link() -> None:
    assert link(None, "a|b") == "a|b"
    assert link("https://a.example/?x=1&y=2", "a > b") == "<https://a.example/?x=1&amp;y=2|a &gt; b>"
