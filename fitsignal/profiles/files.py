"""Writing a learned profile: a new file at once; of one that is there only what nobody edited, and when asked."""

import difflib
from pathlib import Path

from fitsignal.errors import ConfigError, OperatorError
from fitsignal.output import say
from fitsignal.toml_file import parse_toml
from icp.learning.learned import Learned


def write_profile(found: Learned, out: Path, *, update: bool, aside: bool = False) -> bool:
    """Write the profile to `out`; where a file is there, show what would change, and change it with `update`.

    Beside it `.NAME.learned` remembers what was learned, so that edits can be told from it. The difference goes to
    stdout, or `aside` to stderr. Whether it was written.
    """
    from icp.learning.merging import merge, next_base, split
    from icp.learning.writing import blocks_of, text_of

    new = blocks_of(found)
    if not out.exists():
        _put(out, text_of(new), text_of(new))
        say(f"wrote {out}")
        return True
    theirs = _read(out)
    merged = merge(split(_read(_base(out))) if _base(out).exists() else (), split(theirs), new)
    text = text_of(merged.blocks)
    if text == theirs:
        say(f"{out} says all of it already")
        return False
    lines = difflib.unified_diff(theirs.splitlines(), text.splitlines(), str(out), "learned now", lineterm="")
    (say if aside else print)("\n".join(lines))
    if merged.kept:
        say(f"kept as you wrote it: {', '.join(_named(key) for key in merged.kept)}")
    if not update:
        say(f"nothing was written: --update takes this into {out} and keeps what you edited")
        return False
    _check(text, out)
    _put(out, text, text_of(next_base(new, merged)))
    say(f"updated {out}")
    return True


def was_learned(profile: Path) -> bool:
    """Whether a profile was learned, whatever a person edited since: what was learned stands beside it."""
    return _base(profile).is_file()


def _base(out: Path) -> Path:
    return out.with_name(f".{out.name}.learned")


def _put(out: Path, text: str, learned: str) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        for path, content in ((out, text), (_base(out), learned)):
            draft = path.with_name(f"{path.name}.new")
            draft.write_text(content, encoding="utf-8")
            draft.replace(path)
    except OSError as error:
        raise OperatorError(f"{out} cannot be written: {error.strerror or error}") from None


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{path} cannot be read as text: {error}") from None


def _check(text: str, out: Path) -> None:
    """Refuse to write what `check` would refuse: edits and what was learned may not go together."""
    from icp.profile_reading import parse_profile

    document, problems = parse_toml(text.encode(), out.name)
    if document is None:
        raise ConfigError(problems)
    profile, found = parse_profile(document, out.name)
    if profile is None:
        raise ConfigError(found)


def _named(key: str) -> str:
    return key.removeprefix("criteria:") if key.startswith("criteria:") else f"[{key}]"
