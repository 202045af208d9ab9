"""icp learn: the lists read, the profile learned, told and written."""

from pathlib import Path

from fitsignal.errors import OperatorError
from fitsignal.output import print_json, say
from fitsignal.profiles.asked import Asked
from fitsignal.profiles.told import learned_rows
from icp.learning.learned import Learned, TooLittle


def learn(asked: Asked, out: Path | None, *, update: bool, segments: bool, json: bool) -> int:
    """Learn, and print the profile or write it to `out`; 1 where the lists teach too little."""
    from icp.learning.learning import learn as learned_from

    name = out.stem if out else "icp"
    found = learned_from(asked.contrast(), name, asked.trust, asked.ignore)
    if isinstance(found, TooLittle):
        return _refused(found, json=json)
    _put(found, out, update=update, json=json)
    return 0


def _put(found: Learned, out: Path | None, *, update: bool, json: bool) -> None:
    from icp.learning.writing import blocks_of, text_of

    text = text_of(blocks_of(found))
    if json:
        print_json(learned_rows(found))
    elif out is None:
        print(text, end="")
    if out is not None:
        out.write_text(text, encoding="utf-8")
        say(f"wrote {out}")


def _refused(found: TooLittle, *, json: bool) -> int:
    if json:
        print_json([{"learned": False, "reason": found.reason, "help": found.help}])
    raise OperatorError(f"nothing was learned: {found.reason}; {found.help}")
