"""The learned profile as a commented `icp.toml`, in blocks that a person may edit one by one."""

import json
from typing import Any, NamedTuple

from icp.conditions import Between, Condition, Exists, Matches
from icp.learning.learned import Learned, LearnedCriterion

_WIDTH = 116


class Block(NamedTuple):
    """A part of the document: `key` names it ("rule", "criteria:Company size"), `text` ends without a line end."""

    key: str
    text: str


def blocks_of(learned: Learned) -> tuple[Block, ...]:
    """The document of a learned profile, from its head to its last criterion."""
    return (
        Block("head", _comment(_head(learned))),
        Block("document", _document(learned)),
        Block("rule", _rule(learned)),
        Block("tiers", _tiers(learned)),
        *(Block(f"criteria:{each.criterion.name}", _criterion(each)) for each in learned.criteria),
    )


def text_of(blocks: tuple[Block, ...]) -> str:
    """The blocks as one document."""
    return "\n\n".join(block.text for block in blocks) + "\n"


def _head(learned: Learned) -> list[str]:
    lift = learned.lift
    return [
        f"Learned from {learned.customers} best customers against {learned.market:,} companies of the market.",
        f"Promise: in the fifth of a market with the most points, {lift.value:.1f} times as many future customers as "
        f"by chance ({lift.low:.1f} to {lift.high:.1f}), found by scoring each customer without its own word.",
        f"By the rule {learned.qualifying.customers:.0%} of the customers and {learned.qualifying.market:.0%} of the "
        "market qualify.",
        *(f"Doubt: {doubt}." for doubt in learned.doubts),
        *(f"{each.attribute}: {each.reason}." for each in learned.left_out if each.leak),
        "Edit it: what you change is kept when you learn again. All points together are 100.",
    ]


def _document(learned: Learned) -> str:
    return f"[document]\nname = {_value(learned.name)}"


def _rule(learned: Learned) -> str:
    roles = [each.criterion.role for each in learned.criteria]
    return "\n".join(
        [
            "[rule]",
            f"mandatory = {learned.rule.mandatory}  # of {roles.count('mandatory')} must be met",
            f"preferential = {learned.rule.preferential}  # and of {roles.count('preferential')} of these",
        ]
    )


def _tiers(learned: Learned) -> str:
    comments = "# about the first 7 % of the market", "# about its first quarter"
    return f"[tiers]\nA = {learned.tiers.A:g}  {comments[0]}\nB = {learned.tiers.B:g}  {comments[1]}"


def _criterion(each: LearnedCriterion) -> str:
    criterion = each.criterion
    lines = [
        _comment([each.words]),
        "[[criteria]]",
        f"name = {_value(criterion.name)}",
        f"role = {_value(criterion.role)}",
        f"attribute = {_value(criterion.attribute)}",
        test_line(criterion.test),
    ]
    return "\n".join(lines if criterion.role == "disqualifier" else [*lines, f"points = {criterion.points:g}"])


def test_line(test: Condition) -> str:
    """The line of a test: `between = [50, 499]`."""
    return f"{test.kind} = {_value(asked_value(test))}"


def asked_value(test: Condition) -> Any:
    """What a test asks for, as its key in the document holds it."""
    if isinstance(test, Between):
        ends = [end for end in (test.low, test.high) if end is not None]
        return ends if test.kind == "between" else ends[0]
    if isinstance(test, Exists):
        return test.wanted
    return test.pattern if isinstance(test, Matches) else list(test.values)


def _value(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(sentences: list[str]) -> str:
    lines: list[str] = []
    for sentence in sentences:
        line = "#"
        for word in "".join(sign if sign.isprintable() else " " for sign in sentence).split():
            if len(line) + len(word) + 1 > _WIDTH:
                lines.append(line)
                line = "#"
            line = f"{line} {word}"
        lines.append(line)
    return "\n".join(lines)
