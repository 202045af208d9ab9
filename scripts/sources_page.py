"""Writes what docs/sources.md tells of each type from the types' docstrings; `--check` says where it is not current.

A source's docstring is `type: what it is.`, then a paragraph for each of `LABELS` ("Watches: ..."), then free ones in
Markdown, and last `Example:` with an indented table of fitsignal.toml. Its keys come from its options model: each of
its own has a `Field(description=...)`.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from pydantic.fields import FieldInfo

from sources import source_class, source_types
from sources.contract import OptionsModel, SourceOptions
from sources.feeds.presets import GOOGLE_NEWS, presets
from streams.durations import duration_text

PAGE = Path(__file__).resolve().parent.parent / "docs" / "sources.md"
MARK = "<!-- below: written by scripts/sources_page.py from the docstrings in sources/ -->"
LABELS = ("Watches", "Emits", "Costs", "Guarantees", "Legal")
PARTS = {"jobs": ("sources.boards", "BOARDS")}
"""Types that have kinds of their own: the package of a file each, and its list of them."""
COMMON = {"every": "time between two polls"}
"""What a key of every source means, where a source has a default of its own for it."""
_SHARED = frozenset(SourceOptions.model_fields)
_EXAMPLE = re.compile(r"^Example:\n+((?: {4}.*\n|\n)+)", re.MULTILINE)


class Told(NamedTuple):
    """What a docstring says: its first line, its labelled paragraphs, its free ones, its example."""

    summary: str
    labelled: dict[str, str]
    free: list[str]
    example: str


def told(docstring: str, name: str) -> Told:
    """The parts of a docstring. ValueError, naming the source, for one of another shape."""
    text = inspect.cleandoc(docstring) + "\n"
    example = _EXAMPLE.search(text)
    first, *paragraphs = (" ".join(part.split()) for part in _blocks(_EXAMPLE.sub("", text)))
    head, _, summary = first.partition(": ")
    labelled = {label: said for label, said in map(_split, paragraphs) if label in LABELS}
    lacking = [label for label in LABELS if label not in labelled]
    if head != name or lacking:
        wrong = f"lacks {', '.join(f'{label}:' for label in lacking)}" if lacking else f"does not begin with `{name}: `"
        raise ValueError(f"the docstring of source {name} {wrong}: scripts/sources_page.py tells its shape")
    free = [part for part in _blocks(_EXAMPLE.sub("", text))[1:] if _split(part)[0] not in LABELS]
    return Told(summary, labelled, free, inspect.cleandoc(f"\n{example[1]}") if example else "")


def _blocks(text: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]


def _split(paragraph: str) -> tuple[str, str]:
    label, _, said = paragraph.partition(": ")
    return label, said


def rendered() -> str:
    """What stands below the mark."""
    return "\n\n".join(section(name) for name in source_types()) + "\n"


def section(name: str) -> str:
    """One type's section."""
    made = source_class(name)
    said = told(sys.modules[made.__module__].__doc__ or "", name)
    parts = [f"## `{name}`", _sentence(said.summary), "\n".join(_bullets(said)), *said.free]
    parts += [f"```toml\n{said.example}\n```"] if said.example else []
    parts += ["\n".join(_keys(made.options_model, name))]
    parts += ["\n".join(_kinds(*PARTS[name]))] if name in PARTS else []
    parts += ["\n".join(_presets())] if "preset" in made.options_model.model_fields else []
    return "\n\n".join(parts)


def _bullets(said: Told) -> Iterator[str]:
    for label in LABELS:
        yield f"- **{label}**: {said.labelled[label]}"


def _keys(model: OptionsModel, name: str) -> Iterator[str]:
    yield from ("| key | means | default |", "|---|---|---|")
    for key, field in model.model_fields.items():
        if key in _SHARED and field.default == SourceOptions.model_fields[key].default:
            continue
        if not field.description and key not in _SHARED:
            raise ValueError(f"the key {key} of source {name} has no description: give it Field(description=...)")
        cells = (f"`{field.alias or key}`", field.description or COMMON.get(key, ""), _default(field))
        yield f"| {' | '.join(cells)} |".replace("|  |", "| |")


def _default(field: FieldInfo) -> str:
    """The default as TOML has it; empty where there is none."""
    found: Any = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(found, timedelta):
        return duration_text(found)
    if isinstance(found, bool):
        return str(found).lower()
    return "" if field.is_required() or found is None or found in ((), "", {}) else str(found)


def _kinds(package: str, listing: str) -> Iterator[str]:
    """A line a kind: what its file says of itself."""
    for kind in getattr(import_module(package), listing):
        text = inspect.cleandoc(import_module(f"{package}.{kind}").__doc__ or "")
        yield f"- `{kind}`: {' '.join(text.split())}"


def _presets() -> Iterator[str]:
    """A line a preset of feeds."""
    yield from ("| preset | is | polled every |", "|---|---|---|")
    for preset in presets().values():
        yield f"| `{preset.name}` | {preset.says} | {duration_text(preset.every)} |"
    yield f"| `{GOOGLE_NEWS}` | Google News, a question for each account by its name | 1d |"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def stale(page: str) -> list[str]:
    """A sentence where the page is not what the docstrings say."""
    _, mark, below = page.partition(MARK)
    if not mark:
        return [f"docs/sources.md lacks its mark: {MARK}"]
    if below.strip() != rendered().strip():
        return ["docs/sources.md is not current: a docstring or a key of a source has changed since it was written"]
    return []


def main(arguments: list[str]) -> int:
    """Write, or with `--check` compare; 1 where it is not current."""
    page = PAGE.read_text("utf-8")
    if "--check" not in arguments:
        PAGE.write_text(f"{page.partition(MARK)[0].rstrip()}\n\n{MARK}\n\n{rendered()}", "utf-8")
        return 0
    problems = stale(page)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print("run `.venv/bin/python scripts/sources_page.py` and commit what it writes", file=sys.stderr)
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
