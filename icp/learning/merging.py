"""Learning again: what changed is put into a profile that a person edited, and the edits stay.

A profile is merged block by block (a table with the comments above it). The base is what was learned last time: a
block that the person left as it was takes the new text; one that was edited stays, word for word; one that was taken
out stays out; one that the person added stays.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from icp.learning.writing import Block

_TABLE = re.compile(r"^\[{1,2}\s*([A-Za-z_]+)\s*\]{1,2}", re.MULTILINE)
_NAME = re.compile(r"""^name\s*=\s*(["'])(.*)\1""", re.MULTILINE)
_POINTS = re.compile(r"^(points\s*=\s*)(\d+(?:\.\d+)?)", re.MULTILINE)
_ATTRIBUTE = re.compile(r"""^attribute\s*=\s*(["'])(.*?)\1""", re.MULTILINE)
_ROLE = re.compile(r"""^role\s*=\s*(["'])(.*?)\1""", re.MULTILINE)
_NEED = re.compile(r"^((mandatory|preferential)\s*=\s*)(\d+)", re.MULTILINE)
TOTAL = 100


class Merged(NamedTuple):
    """The merged blocks, and the keys of those that were edited and kept, taken in, renewed, and taken out."""

    blocks: tuple[Block, ...]
    kept: tuple[str, ...]
    added: tuple[str, ...]
    renewed: tuple[str, ...]
    removed: tuple[str, ...]


def split(text: str) -> tuple[Block, ...]:
    """The blocks of a document: what stands before the first table is its head."""
    blocks: list[Block] = []
    chunks = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip("\n"))
    waiting: list[str] = []
    for chunk in chunks:
        tables = list(_TABLE.finditer(chunk))
        waiting.append(chunk)
        if not tables:
            continue
        blocks += _of_tables("\n\n".join(waiting), first=not blocks)
        waiting = []
    if waiting:
        blocks = _appended(blocks, "\n\n".join(waiting))
    return tuple(blocks)


def merge(base: Sequence[Block], theirs: Sequence[Block], new: Sequence[Block]) -> Merged:
    """The person's blocks brought up to date: `base` was learned last, `new` now. A column with edits is theirs."""
    before, now = _by_key(base), _by_key(new)
    kept = frozenset(each.key for each in theirs if _edited(each, before, now))
    owned = _columns([each for each in theirs if each.key in kept])
    owned |= _columns([each for each in base if each.key not in _by_key(theirs)])
    out = [each.key for each in theirs if each.key not in kept and each.key not in now and not _columns([each]) & owned]
    added = [each for each in new if each.key not in {*before, *_by_key(theirs)} and not _columns([each]) & owned]
    stay = [each for each in theirs if each.key not in out]
    merged = [each if each.key in kept else Block(each.key, now.get(each.key, each.text)) for each in stay]
    renewed = [old.key for old, made in zip(stay, merged, strict=True) if _same(old.text) != _same(made.text)]
    blocks = _possible(_to_hundred(_placed(merged, added, [each.key for each in new]), kept), kept)
    told = tuple(sorted(kept - {"head"}))
    return Merged(tuple(blocks), told, tuple(each.key for each in added), tuple(renewed), tuple(out))


def next_base(new: Sequence[Block], merged: Merged) -> tuple[Block, ...]:
    """What to remember as learned: of each block what the document now says where nobody edited it."""
    written = {block.key: block for block in merged.blocks if block.key not in {*merged.kept, "head"}}
    return tuple(written.get(block.key, block) for block in new)


def _by_key(blocks: Sequence[Block]) -> dict[str, str]:
    return {block.key: block.text for block in blocks}


def _edited(block: Block, before: dict[str, str], now: dict[str, str]) -> bool:
    return _same(block.text) not in (_same(before.get(block.key)), _same(now.get(block.key)))


def _placed(blocks: Sequence[Block], added: Sequence[Block], order: list[str]) -> list[Block]:
    """The added blocks among the others, each behind the one that it was learned behind."""
    made = list(blocks)
    for block in added:
        before = set(order[: order.index(block.key)])
        behind = [place for place, each in enumerate(made) if each.key in before]
        made.insert(behind[-1] + 1 if behind else len(made), block)
    return made


def _columns(blocks: Sequence[Block]) -> frozenset[str]:
    """The columns that criteria among the blocks ask for."""
    found = (_ATTRIBUTE.search(block.text) for block in blocks)
    return frozenset(match[2] for match in found if match)


def _possible(blocks: list[Block], kept: frozenset[str]) -> list[Block]:
    """A rule that nobody edited asks for no more criteria than there are."""
    if "rule" in kept:
        return blocks
    roles = [match[2] for block in blocks if (match := _ROLE.search(block.text))]

    def at_most(match: re.Match[str]) -> str:
        return f"{match[1]}{min(int(match[3]), roles.count(match[2]))}"

    return [Block(each.key, _NEED.sub(at_most, each.text) if each.key == "rule" else each.text) for each in blocks]


def _of_tables(text: str, *, first: bool) -> list[Block]:
    """A block for each table of a chunk; comments above a table belong to it, but those of the file's head."""
    starts = [match.start() for match in _TABLE.finditer(text)]
    begins = [0, *(_comments_above(text, start) for start in starts[1:])]
    parts = [text[begin:end].strip("\n") for begin, end in zip(begins, [*begins[1:], len(text)], strict=True)]
    head, rest = _head(parts[0]) if first else ("", parts[0])
    blocks = [Block(_key(part), part) for part in [rest, *parts[1:]]]
    return [Block("head", head), *blocks] if head else blocks


def _head(part: str) -> tuple[str, str]:
    """The comments before an empty line, and the first table with its own."""
    head, gap, rest = part.rpartition("\n\n")
    return (head, rest) if gap and not _TABLE.search(head) else ("", part)


def _comments_above(text: str, start: int) -> int:
    while start > 0:
        line = text.rfind("\n", 0, start - 1) + 1
        if not text[line:start].lstrip().startswith("#"):
            break
        start = line
    return start


def _key(text: str) -> str:
    table = _TABLE.search(text)
    name = _NAME.search(text)
    word = table[1] if table else "head"
    return f"criteria:{name[2]}" if word == "criteria" and name else word


def _appended(blocks: list[Block], text: str) -> list[Block]:
    if not blocks:
        return [Block("head", text)]
    return [*blocks[:-1], Block(blocks[-1].key, f"{blocks[-1].text}\n\n{text}")]


def _same(text: str | None) -> str | None:
    return None if text is None else "\n".join(line.rstrip() for line in text.strip().splitlines())


def _to_hundred(blocks: list[Block], kept: frozenset[str]) -> list[Block]:
    """Points that nobody edited are brought to what the edited ones leave of 100."""
    points = [float(match[2]) if (match := _POINTS.search(block.text)) else 0.0 for block in blocks]
    fixed = sum(each for each, block in zip(points, blocks, strict=True) if block.key in kept)
    free = [place for place, block in enumerate(blocks) if block.key not in kept and points[place]]
    total = sum(points[place] for place in free)
    if not free or fixed + total == TOTAL or fixed > TOTAL:
        return blocks
    exact = {place: points[place] / total * max(TOTAL - fixed, 0) for place in free}
    whole = {place: int(value) for place, value in exact.items()}
    rest = int(TOTAL - fixed) - sum(whole.values())
    for place in sorted(free, key=lambda place: (whole[place] - exact[place], place))[: max(rest, 0)]:
        whole[place] += 1
    return [
        Block(block.key, _POINTS.sub(rf"\g<1>{whole[place]}", block.text, count=1) if place in whole else block.text)
        for place, block in enumerate(blocks)
    ]
