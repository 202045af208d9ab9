"""icp learn: the lists read, the profile learned, told and written."""

from pathlib import Path

from fitsignal.errors import OperatorError
from fitsignal.output import print_json, say, table
from fitsignal.profiles.asked import Asked
from fitsignal.profiles.files import write_profile
from fitsignal.profiles.told import learned_rows, percent
from icp.learning.contrast import Contrast
from icp.learning.learned import Learned, TooLittle

_COLUMNS = ("criterion", "role", "points", "evidence")


def learn(asked: Asked, out: Path | None, *, update: bool, segments: bool, json: bool) -> int:
    """Learn, and print the profile or write it to `out`; 1 where the lists teach too little."""
    from icp.learning.learning import learn as learned_from

    contrast = asked.contrast()
    groups = _groups(contrast, asked, json=json) if segments else {}
    for name, part in (groups or {"": contrast}).items():
        path = _path(out, name)
        found = learned_from(part, path.stem if path else name or "icp", asked.trust, asked.ignore)
        if isinstance(found, TooLittle):
            return _refused(found, json=json)
        _put(found, path, update=update, json=json)
    return 0


def _groups(contrast: Contrast, asked: Asked, *, json: bool) -> dict[str, Contrast]:
    """The clear groups of customers, each a contrast of its own; none where they do not fall into groups."""
    from icp.learning.segments import segments_of

    found = segments_of(contrast, asked.trust, asked.ignore)
    say(found.words)
    return {group.name: contrast.only(group.rows) for group in found.groups}


def _path(out: Path | None, name: str) -> Path | None:
    return out.with_name(f"{out.stem}-{name}{out.suffix}") if out and name else out


def _put(found: Learned, out: Path | None, *, update: bool, json: bool) -> None:
    from icp.learning.writing import blocks_of, text_of

    if json:
        print_json(learned_rows(found))
    elif out is None:
        print(text_of(blocks_of(found)), end="")
    else:
        _show(found)
    if out is not None:
        write_profile(found, out, update=update, aside=json)


def _show(found: Learned) -> None:
    rows = [{**row, "points": row["points"] or None} for row in learned_rows(found) if "criterion" in row]
    lift = found.lift
    table(rows, _COLUMNS, title=f"learned from {found.customers} customers against {found.market:,} companies")
    print(
        f"promises {lift.value:.1f} times as many customers in the top fifth as by chance ({lift.low:.1f} to "
        f"{lift.high:.1f}); {percent(found.qualifying.customers)} of the customers and "
        f"{percent(found.qualifying.market)} of the market qualify"
    )
    for doubt in found.doubts:
        print(f"doubt: {doubt}")
    for each in found.left_out:
        print(f"{each.attribute}: {each.reason}")


def _refused(found: TooLittle, *, json: bool) -> int:
    if json:
        left_out = [{"column": each.attribute, "reason": each.reason} for each in found.left_out]
        print_json([{"learned": False, "reason": found.reason, "help": found.help, "left_out": left_out}])
    raise OperatorError(f"nothing was learned: {found.reason}; {found.help}")
