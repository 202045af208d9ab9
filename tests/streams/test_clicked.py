"""What a message says after a click, made of what Slack tells with it: for messages that nobody changes later."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinks.digest import Row, Section
from sinks.digest_slack import digest_posts
from sinks.message import message
from sinks.slack_blocks import Look, Post, post
from sinks.slack_threads import group_post
from sinks.views import GroupView
from streams.clicked import changed_by
from streams.clicks import answers_of, asked_why
from tests.sinks.digest_makers import digest
from tests.sinks.slack_validator import problems
from tests.sinks.view_makers import account, funded
from tests.sources.receiver.clicks import ALERT, RESPONSE_URL, payload

AT = datetime(2026, 11, 24, 9, 31, tzinfo=UTC)
WHEN = "<!date^1795512660^{date_short_pretty} {time}|2026-11-24 09:31 UTC>"
HOOK = Look(answers=True, changes=False)
ROW = Row("veltrane.example", "Veltrane", "P1", "80", "A", "84", "hot", ("/pricing",), None, "veltrane.example")


def clicked(of: Post, action_id: str, value: str | None = None, block: int = -1) -> dict[str, Any]:
    """Slack's word of a click on a message, with the message as it stands."""
    chosen = {"selected_option": {"value": value}} if value else {}
    action = {"block_id": of.blocks[block]["block_id"], "action_id": action_id, "action_ts": "1.1", **chosen}
    return payload(action, message={"text": of.text, "blocks": list(of.blocks)})


def after(of: Post, action_id: str, value: str | None = None, block: int = -1) -> Post:
    changed = changed_by(clicked(of, action_id, value, block), AT)
    assert changed is not None
    assert (changed.url, changed.body["replace_original"]) == (RESPONSE_URL, True)
    made = Post(changed.body["text"], tuple(changed.body["blocks"]))
    assert problems(made.text, made.blocks) == []
    return made


def pressed(blocks: Sequence[dict[str, Any]]) -> list[str]:
    return [each["action_id"] for block in blocks if block["type"] == "actions" for each in block["elements"]]


def test_a_message_of_a_webhook_shows_who_answered_and_asks_no_more() -> None:
    alert = post(message(funded()), HOOK)
    made = after(alert, "answer_not_a_fit", "too_small")
    assert made.blocks[-2]["elements"][0]["text"] == f"✓ Not a fit (too small) by <@U1>, {WHEN}"
    assert pressed(made.blocks) == ["open_crm", "explain"]
    assert made.text == alert.text


def test_a_claim_can_still_turn_out_good_or_no_fit() -> None:
    made = after(post(message(funded()), HOOK), "answer_claim")
    assert pressed(made.blocks)[:3] == ["answer_good", "answer_not_a_fit", "answer_snooze"]
    done = after(made, "answer_good")
    assert [each for each in pressed(done.blocks) if each.startswith("answer")] == []
    assert str(done.blocks).count("✓ ") == str(alert_marks(done)).count("✓ ") + 2


def alert_marks(of: Post) -> list[str]:
    """The lines of the criteria, which have marks of their own."""
    return [block["text"]["text"] for block in of.blocks if block["type"] == "section"]


def test_a_message_that_the_store_changes_is_left_to_it() -> None:
    assert changed_by(clicked(post(message(funded()), Look(answers=True)), "answer_good"), AT) is None


@pytest.mark.parametrize("missing", ["response_url", "message", "actions"])
def test_without_an_address_a_message_or_an_answer_nothing_is_changed(missing: str) -> None:
    told = clicked(post(message(funded()), HOOK), "answer_good")
    assert changed_by({key: value for key, value in told.items() if key != missing}, AT) is None
    assert changed_by(told | {missing: [{}]}, AT) is None


def test_a_button_that_opens_a_link_or_asks_why_changes_nothing() -> None:
    for name in ("open_crm", "explain"):
        assert changed_by(clicked(post(message(funded()), HOOK), name), AT) is None


def lines(*rows: Row) -> Post:
    (made,) = digest_posts(digest(Section("visitors", "ICP visitors", rows)), Look(answers=True, explains=True))
    return made


def test_a_line_of_the_digest_shows_who_answered_and_has_no_menu_any_more() -> None:
    other = Row("brask.example", "Brask", "—", "76", "A", "15", "cold", ("/docs",), None, "brask.example")
    made = after(lines(ROW, other), "answer_any", "good", block=2)
    assert made.blocks[2]["text"]["text"].splitlines()[-1] == f"✓ Good by <@U1>, {WHEN}"
    assert "accessory" not in made.blocks[2]
    assert made.blocks[3]["accessory"]["type"] == "overflow"


def test_who_claims_a_line_can_still_say_more_of_it() -> None:
    made = after(lines(ROW), "answer_any", "claim", block=2)
    assert [each["value"] for each in made.blocks[2]["accessory"]["options"]] == [
        "good", "not_a_fit", "snooze:30", "explain",
    ]  # fmt: skip


def test_a_line_that_is_no_fit_asks_why_once_and_then_tells_it() -> None:
    asks = after(lines(ROW), "answer_any", "not_a_fit", block=2)
    assert asks.blocks[2]["accessory"]["placeholder"]["text"] == "Why?"
    assert asks.blocks[2]["text"]["text"].splitlines()[-1] == f"✓ Not a fit by <@U1>, {WHEN}"
    done = after(asks, "answer_not_a_fit", "competitor", block=2)
    told = done.blocks[2]["text"]["text"].splitlines()
    assert [line for line in told if line.startswith("✓")] == [f"✓ Not a fit (a competitor) by <@U1>, {WHEN}"]
    assert "accessory" not in done.blocks[2]
    assert "accessory" not in after(asks, "answer_not_a_fit", "other", block=2).blocks[2]


def test_of_a_group_by_webhook_only_the_line_that_was_answered_is_changed() -> None:
    two = (funded(), replace(funded(), account=account("bravo.example")))
    told = group_post(GroupView(two), HOOK)
    made = after(told, "answer_any", "snooze:7", block=1)
    assert made.blocks[1]["text"]["text"].splitlines()[-1] == f"✓ Snoozed for 7 days by <@U1>, {WHEN}"
    assert made.blocks[2:] == told.blocks[2:]


def test_a_line_without_room_has_the_answer_under_it() -> None:
    long = digest(Section("visitors", "ICP visitors", (ROW,)))
    (of,) = digest_posts(long, Look(answers=True))
    full = {**of.blocks[2], "text": {**of.blocks[2]["text"], "text": "x" * 2990}}
    made = after(Post(of.text, (*of.blocks[:2], full)), "answer_any", "good", block=2)
    assert [block["type"] for block in made.blocks] == ["header", "section", "section", "context"]


def test_who_asks_why_is_told_of_which_account() -> None:
    told = clicked(lines(ROW), "answer_any", "explain", block=2)
    asked = asked_why(told)
    assert asked is not None
    assert (asked.alert, asked.account, asked.within) == (None, "veltrane.example", "visitors")
    assert asked_why(clicked(lines(ROW), "answer_any", "good", block=2)) is None


def test_a_line_of_the_digest_is_answered_by_its_account_and_its_alert_where_it_has_one() -> None:
    (answer,) = answers_of(clicked(lines(ROW), "answer_any", "snooze:30", block=2), AT)
    assert (answer.account, answer.alert, answer.said, answer.days) == ("veltrane.example", None, "snooze", 30)
    (answer,) = answers_of(clicked(lines(replace(ROW, alert=ALERT)), "answer_any", "claim", block=2), AT)
    assert (answer.account, answer.alert, answer.said) == ("veltrane.example", ALERT, "claim")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "text", "options"]), inner),
    max_leaves=8,
)


@given(st.sampled_from(["message", "user", "actions", "response_url"]), JSON, JSON)
def test_a_payload_of_any_shape_is_read_without_a_failure(key: str, value: Any, inner: Any) -> None:
    told = clicked(post(message(funded()), HOOK), "answer_good")
    changed_by(told | {key: value}, AT)
    name = told["actions"][0]["block_id"]
    odd = {"blocks": [inner, {"block_id": name, "elements": inner, "accessory": inner, "text": inner, "type": value}]}
    changed_by(told | {"message": odd}, AT)
    asked_why(told | {"actions": [inner]})
