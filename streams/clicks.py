"""Clicks: how a message's buttons name the alert that they answer, and what a click on one of them says. Pure.

Who renders writes the names and values; who receives the click reads them. Neither knows anything else of the other.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from streams.answers import BECAUSE, DAYS, SAID, Answer, Because, Said, answer_id
from streams.ids import is_id

PREFIX = "answer"
EXPLAIN = "explain"
"""The name of the button that asks why, and its value among the options of a menu."""
_NAME = 100
LONGEST = 255
"""Characters of a name of a block or an action, in Slack."""


class Asked(NamedTuple):
    """What a block of buttons asks about. `within`: the part of a message that nobody else changes, where it is one."""

    alert: str | None
    account: str | None
    within: str = ""


def block_name(alert: str, account: str, within: str = "") -> str:
    """The name of the block with the buttons of an alert: of its account too, where there is room.

    `within` is for messages that are changed by the click itself, and tells apart blocks about one account.
    """
    head = f"{PREFIX}@{within}" if within else PREFIX
    whole = f"{head}:{alert}:{account}"
    return whole if len(whole) <= LONGEST else f"{head}:{alert}"


def asked_by(name: object) -> Asked | None:
    """What a block asks about, by its name; None for a block that is none of ours."""
    parts = name.split(":", 2) if isinstance(name, str) else []
    head, _, within = parts[0].partition("@") if parts else ("", "", "")
    if len(parts) < 2 or head != PREFIX:
        return None
    return Asked(_alert(parts[1]), parts[2] if len(parts) > 2 and parts[2] else None, within)


def asked_why(payload: Mapping[str, Any]) -> Asked | None:
    """Of which account a click asks for an explanation; None for a click that asks for none."""
    for action in _list(payload.get("actions")):
        if EXPLAIN in (action.get("action_id"), _chosen(action)):
            return asked_by(action.get("block_id"))
    return None


def action_name(said: Said | Literal["any"]) -> str:
    """The name of the button, or menu, that gives an answer; `any`: of the menu that has them all."""
    return f"{PREFIX}_{said}"


def choice(said: Said, detail: str | int | None = None) -> str:
    """The value of an option of the menu that has all answers; `detail`: the reason, or the days."""
    return said if detail is None else f"{said}:{detail}"


def answers_of(payload: Mapping[str, Any], at: datetime) -> list[Answer]:
    """What a payload of Slack's `block_actions` says; nothing where it is of buttons that only open a link."""
    found = [_answer(payload, action, at) for action in _list(payload.get("actions"))]
    return [each for each in found if each is not None]


def _answer(payload: Mapping[str, Any], action: Mapping[str, Any], at: datetime) -> Answer | None:
    asked, (said, chosen) = asked_by(action.get("block_id")), _told(action)
    if asked is None or said is None or not (asked.alert or asked.account):
        return None
    user = _mapping(payload.get("user"))
    return Answer(
        id=answer_id("slack", *_named(payload, user, action)),
        said=said,
        at=at,
        account=asked.account,
        alert=asked.alert,
        because=_because(chosen) if said == "not_a_fit" else None,
        days=_days(chosen) if said == "snooze" else None,
        names=tuple(dict.fromkeys(filter(None, (_name(user.get(key)) for key in ("name", "username", "id"))))),
        via="slack",
    )


def _named(payload: Mapping[str, Any], user: Mapping[str, Any], action: Mapping[str, Any]) -> tuple[str, ...]:
    """What tells one click from another; Slack sends the same again where it got no answer."""
    where = _mapping(payload.get("container"))
    parts = (user.get("team_id"), user.get("id"), where.get("channel_id"), where.get("message_ts"))
    given = (action.get("block_id"), action.get("action_id"), action.get("action_ts"), _chosen(action))
    return tuple(str(each or "") for each in (*parts, *given))


def _told(action: Mapping[str, Any]) -> tuple[Said | None, str]:
    """What was answered, and the reason or the days that were chosen with it."""
    name, chosen = action.get("action_id"), _chosen(action)
    if name == action_name("any"):
        word, _, detail = chosen.partition(":")
        return next((each for each in SAID if word == each), None), detail
    return next((each for each in SAID if name == action_name(each)), None), chosen


def _chosen(action: Mapping[str, Any]) -> str:
    return _text(_mapping(action.get("selected_option")).get("value")) or ""


def _because(chosen: str) -> Because:
    return next((each for each in BECAUSE if each == chosen), "other")


def _days(chosen: str) -> int:
    return next((days for days in DAYS if chosen == str(days)), DAYS[0])


def _alert(text: str) -> str | None:
    return text.lower() if is_id(text.lower()) else None


def _text(value: object) -> str | None:
    return value[:LONGEST] if isinstance(value, str) and value else None


def _name(value: object) -> str | None:
    """What a person calls themselves, on one line: they may become an owner by it."""
    text = _text(value) or ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:_NAME] or None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
