"""`[say]`: a workspace's own sentences, by kind, and by profile and kind; each mistake in one is a problem."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from fitsignal.document import Document
from fitsignal.masking import Path
from sinks.say import Templates, mistake
from streams.kinds import KINDS, RED_FLAGS

CUSTOM = "custom:"
_KNOWN = (*KINDS, *RED_FLAGS)


def templates_of(document: Document, profiles: Collection[str]) -> Templates:
    """The sentences of the file. A table in the table is a profile's, by its name."""
    table = document.table("say")
    named = {name: value for name, value in table.items() if isinstance(value, dict)}
    for name in named:
        if profiles and name not in profiles:
            unknown = document.reader.unknown_word(("say", name), name, "profile of this workspace", sorted(profiles))
            document.problems.append(unknown)
    of_all = {kind: value for kind, value in table.items() if kind not in named}
    return Templates(
        _sentences(document, of_all, ("say",)),
        {name: _sentences(document, value, ("say", name)) for name, value in named.items()},
    )


def _sentences(document: Document, table: Mapping[str, Any], place: Path) -> dict[str, Sequence[str]]:
    return {kind: tuple(_of_kind(document, kind, value, (*place, kind))) for kind, value in table.items()}


def _of_kind(document: Document, kind: str, value: Any, path: Path) -> Iterator[str]:
    if kind not in _KNOWN and not kind.startswith(CUSTOM):
        document.problems.append(document.reader.unknown_key(path, _KNOWN))
    for sentence in value if isinstance(value, list) else [value]:
        if not isinstance(sentence, str):
            expected = "a sentence, or a list of sentences"
            document.problems.append(document.reader.unmet(path, document.reader.found(path), expected))
        elif wrong := mistake(kind, sentence):
            document.problems.append(document.reader.problem(path, f"found {wrong}", found=sentence))
        else:
            yield sentence
