"""Making a workspace: the template, with the shipped policy written out and sample signals of the last hours."""

import json
import re
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

from fitsignal.errors import OperatorError
from streams.times import rfc3339

FILES = {
    "fitsignal.toml": "fitsignal.toml",
    "icp.toml": "icp.toml",
    "accounts.csv": "accounts.csv",
    "signals.jsonl": "inbox/signals.jsonl",
    "env.example": ".env.example",
    "gitignore": ".gitignore",
}
"""The template's files, and where they go; ignored names have no dot in the package."""
_ON = "[policy.budget]"
_AGO = re.compile(r"\{\{(\d+)([mh]) ago\}\}")
_UNITS = {"m": "minutes", "h": "hours"}


def make_workspace(folder: Path, now: datetime) -> list[Path]:
    """Write a workspace; the paths made. Raises OperatorError, with nothing written, where a file is there already."""
    targets = {name: folder / place for name, place in FILES.items()}
    there = [str(path) for path in targets.values() if path.exists() or path.is_symlink()]
    if there:
        raise OperatorError(f"{', '.join(there)} is there already: nothing was written; choose an empty folder")
    if folder.exists() and not folder.is_dir():
        raise OperatorError(f"{folder} is a file: choose a folder")
    for name, path in targets.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled(_template(name), folder, now), encoding="utf-8")
    return list(targets.values())


def _filled(text: str, folder: Path, now: datetime) -> str:
    text = text.replace("{{name}}", json.dumps(folder.resolve().name, ensure_ascii=False))
    if "{{policy}}" in text:
        text = text.replace("{{policy}}\n", _policy())
    return _AGO.sub(lambda found: rfc3339(_ago(now, found)), text)


def _ago(now: datetime, found: re.Match[str]) -> datetime:
    return (now - timedelta(**{_UNITS[found[2]]: int(found[1])})).replace(microsecond=0)


def _policy() -> str:
    """The shipped policy: commented, but for the tables that are off unless a workspace names them."""
    text = (resources.files("streams") / "default_policy.toml").read_text(encoding="utf-8")
    defaults, _, on = text.partition(_ON)
    lines = [line if line.startswith("#") or not line else f"# {line}" for line in defaults.splitlines()[1:]]
    return "\n".join(lines) + f"\n{_ON}{on}"


def _template(name: str) -> str:
    return (resources.files("fitsignal") / "template" / name).read_text(encoding="utf-8")
