"""Slack messages: their content, and Slack's limits for whatever strangers write."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinks.message import message
from sinks.plain import web_link
from sinks.say import Templates
from sinks.slack_blocks import Look, Post, post, section, size
from sinks.slack_text import escaped, joined, link, within
from sinks.slack_threads import escalation_post, group_post, reminder_post, reply_post, whole_post
from sinks.views import AlertView, AnswerView, GroupView, ReplyView
from streams.answers import Said
from tests.sinks.slack_validator import problems, view_problems
from tests.sinks.view_makers import NOW, account, evidence, fit, funded, reason, trigger, trigger_view, view

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
        "*Say*  “Saw the €14M round. Teams at your size usually build outbound next: worth 15 minutes?”",
    ]
    assert told.blocks[4]["elements"][0]["text"] == (
        "Owner mara@northwind.example · last CRM activity 41 d ago · matched by domain 1.00 · veltrane.example"
    )
    assert pressed(told) == [
        ("Open evidence", "https://nordwire.example/1"),
        ("Open in CRM", "https://crm.example/veltrane"),
    ]
    assert problems(told.text, told.blocks) == []


def pressed(told: Post) -> list[tuple[str, Any]]:
    """What can be pressed, in order, each with its address."""
    found = [each for block in told.blocks if block["type"] == "actions" for each in block["elements"]]
    return [((each.get("text") or each["placeholder"])["text"], each.get("url")) for each in found]


def test_an_app_that_takes_answers_shows_them_and_calls_the_owner() -> None:
    url = "https://app-eu1.hubspot.com/contacts/1/company/2"
    view = replace(funded(), account=funded().account.model_copy(update={"crm_url": url}))
    told = post(message(view), Look("U123", answers=True, link="https://in.example/a"))
    names = ["Claim", "Good", "Not a fit", "Snooze", "Open in HubSpot", "Explain"]
    assert [label for label, _ in pressed(told)] == names
    assert told.blocks[-1]["block_id"] == "answer:a1:veltrane.example"
    menus = {each["action_id"]: [o["value"] for o in each["options"]] for each in told.blocks[-1]["elements"][2:4]}
    assert menus == {
        "answer_not_a_fit": ["wrong_company", "too_small", "customer", "competitor", "own", "other"],
        "answer_snooze": ["7", "30", "90"],
    }
    assert told.blocks[-2]["elements"][0]["text"].startswith("Owner <@U123> · last CRM activity 41 d ago · ")
    assert problems(told.text, told.blocks) == []


def test_without_an_app_a_link_leads_to_where_it_is_answered() -> None:
    told = post(message(funded()), Look(link="https://in.example/a/1"))
    assert pressed(told)[0] == ("Answer", "https://in.example/a/1")


def said(word: Said, text: str) -> AnswerView:
    return AnswerView(word, text, "Mara <Dunleck>", NOW - timedelta(hours=1))


def test_an_answer_stands_under_the_message_and_what_it_settles_cannot_be_pressed_any_more() -> None:
    claimed = post(message(funded(answers=(said("claim", "Claimed"),))), Look(answers=True))
    assert "✓ Claimed by Mara &lt;Dunleck&gt;, Tue 08:12" in str(claimed.blocks)
    assert [label for label, _ in pressed(claimed)][:3] == ["Good", "Not a fit", "Snooze"]
    done = post(message(funded(answers=(said("claim", "Claimed"), said("good", "Good")))), Look(answers=True))
    assert [label for label, _ in pressed(done)] == ["Open in CRM", "Explain"]
    assert problems(done.text, done.blocks) == []


def test_a_message_whose_account_has_risen_since_says_so_in_its_header() -> None:
    told = post(message(funded(raised="P1")))
    assert told.blocks[0]["text"]["text"] == "P1 ↑ · Veltrane raised a €14M Series A"


def test_what_is_new_stands_under_the_reasons() -> None:
    first, second = (trigger_view(trigger(f"t{n}", "visit", points=10.0 * n)) for n in (1, 2))
    told = post(message(view((first, second))))
    assert told.blocks[1]["text"]["text"].splitlines()[-1] == "Latest: visited the website"
    assert problems(told.text, told.blocks) == []


def test_without_any_link_there_are_no_buttons() -> None:
    told = post(message(view((trigger_view(trigger()),))))
    assert [block["type"] for block in told.blocks] == ["header", "section", "section", "context"]


@pytest.mark.parametrize("render", range(6))
def test_fifty_kilobytes_of_name_and_five_hundred_links_are_cut_to_what_slack_takes(render: int) -> None:
    proofs = [evidence(f"https://a.example/{n}?{'x' * 900}", "&<>" * 900) for n in range(500)]
    triggers = tuple(trigger_view(trigger(f"t{n}", points=9.0), *proofs[n::40], outlets=500) for n in range(40))
    told = RENDERED[render](view(triggers, account(name="<&>" * 17_000)), Look("U1", answers=True))
    assert problems(told.text, told.blocks) == []


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
    assert problems("x", [good | {"block_id": "a"}] * 2)
    button: dict[str, Any] = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Go"}}
    assert problems("x", [{"type": "actions", "elements": [button]}]) == []
    for broken in (
        {"value": ""},
        {"style": "blue"},
        {"colour": "red"},
        {"url": "javascript:x"},
        {"action_id": "x" * 256},
    ):
        assert problems("x", [{"type": "actions", "elements": [button | broken]}])
    assert problems("x", [{"type": "actions", "elements": [button, button]}])
    assert problems("x", [{"type": "actions", "elements": []}])
    assert problems("x", [section("x" * 2900)] * 5)
    option = {"text": {"type": "plain_text", "text": "Go"}, "value": "a"}
    dots = {"type": "overflow", "action_id": "a", "options": [option, option | {"value": "b"}]}
    assert problems("x", [good | {"accessory": dots}]) == []
    for options in (
        [option],
        [option] * 2,
        [option | {"value": str(n)} for n in range(6)],
        [option | {"url": "x"}] * 2,
    ):
        assert problems("x", [good | {"accessory": dots | {"options": options}}])
    assert problems("x", [good], {"event_type": "a b", "event_payload": {}})
    assert problems("x", [good], {"event_type": "a", "event_payload": []})
    assert problems("x", [{"type": "image", "image_url": "https://a.example/x.png", "alt_text": ""}])
    title = {"type": "plain_text", "text": "Why"}
    assert view_problems({"type": "modal", "title": title, "blocks": [good] * 100}) == []
    assert view_problems({"type": "modal", "title": title, "blocks": [good] * 101})
    assert view_problems({"type": "modal", "title": title | {"text": "x" * 25}, "blocks": [good]})
    assert view_problems({"type": "modal", "blocks": [good]})


HOSTILE_LINKS = st.one_of(st.none(), HOSTILE.map(web_link), st.just("https://in.example/a/" + "x" * 2900))
LOOKS = st.builds(Look, st.one_of(st.none(), st.just("U1"), HOSTILE), st.booleans(), HOSTILE_LINKS)
SAID = st.builds(
    AnswerView, st.sampled_from(["claim", "good", "snooze"]), HOSTILE.filter(str.strip), HOSTILE, st.just(NOW)
)
FOLLOWED = st.fixed_dictionaries(
    {},
    optional={
        "answers": st.lists(SAID, max_size=8).map(tuple),
        "escalated_from": st.sampled_from(["P2", "P3"]),
        "raised": st.just("P1"),
        "templates": HOSTILE.map(lambda text: Templates({"visit": [text.replace("{", "").replace("}", "")]})),
    },
)


def grouped(of: AlertView, look: Look) -> Post:
    """The alert among many of other accounts."""
    return group_post(
        GroupView((of, *(replace(of, alert=of.alert.model_copy(update={"id": str(n)})) for n in range(60)))), look
    )


def replied(of: AlertView, look: Look) -> Post:
    return reply_post(ReplyView(of, of.triggers[-1], 44.0, "P1"))


RENDERED: Sequence[Callable[[AlertView, Look], Post]] = (
    lambda of, look: post(message(of), look), whole_post, escalation_post, reminder_post, grouped, replied,
)  # fmt: skip


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
    of = view(triggers, account(**texts), fit(reasons=reasons), also=(draw(HOSTILE),), **draw(FOLLOWED))
    return draw(st.sampled_from(RENDERED))(of, draw(LOOKS))


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
