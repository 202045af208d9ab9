"""Where a document is read from: a URL, or a recorded file inside the workspace."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationInfo

from sources.contract import Context
from sources.errors import SourceError
from sources.page import Page, fingerprint, shown

ALLOW_PRIVATE = "names and redirects may lead into a private network, never to link-local addresses"
"""What the key `allow_private` of a source means, for its page."""
WEB_BYTES = 10_000_000
FILE_BYTES = 32_000_000


def is_url(text: str) -> bool:
    """True for what names a scheme; everything else is a path."""
    return "://" in text


def inside(workspace: Path, path: str) -> Path:
    """The file in the workspace that `path` names; ValueError where it leads out of it, links included."""
    root = workspace.resolve()
    found = (root / path).resolve()
    if Path(path).is_absolute() or not found.is_relative_to(root) or found == root:
        raise ValueError("expected a path inside the workspace, relative to it")
    return found


def _checked(text: str, info: ValidationInfo) -> str:
    if not is_url(text):
        inside((info.context or {}).get("workspace", Path()), text)
        return text
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise ValueError("expected an address that begins with http:// or https:// and names a host")
    return text


PlaceText = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_checked)]
"""A URL or a path inside the workspace. Fields of it are left out of reprs: a URL may hold a key."""


def _pattern(text: str, info: ValidationInfo) -> str:
    inside((info.context or {}).get("workspace", Path()), text)
    if ".." in Path(text).parts:
        raise ValueError("expected a pattern inside the workspace, without ..")
    next(Path(".no-such-folder").glob(text), None)  # a malformed pattern raises ValueError here
    return text


PatternText = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_pattern)]
"""A file or a glob pattern inside the workspace."""


def matches(workspace: Path, pattern: str) -> list[str]:
    """The files that the pattern names now, relative to the workspace, in the order of their names."""
    found = (path.relative_to(workspace) for path in workspace.glob(pattern) if path.is_file())
    return sorted(path.as_posix() for path in found if path.parts[0] != ".fitsignal")


@dataclass(frozen=True, slots=True)
class Place:
    """A URL or a file, read whole, up to `max_bytes` (by default 10 MB from the web, 32 MB from a file)."""

    text: str = field(repr=False)
    workspace: Path
    allow_private: bool = False
    max_bytes: int | None = None

    @property
    def live(self) -> bool:
        return is_url(self.text)

    @property
    def mark(self) -> str:
        """What a cursor remembers the place by, to notice that the configuration names another one now."""
        return fingerprint(self.text)

    @property
    def shown(self) -> str:
        """The place as errors may name it."""
        return shown(self.text) if self.live else self.text

    async def fetch(self, known: dict[str, Any], context: Context) -> Page | None:
        """Its content, or None where it is still that of `known` (an earlier `caching`). Raises SourceError."""
        if self.live:
            return await context.web.get(self.text, known, self.max_bytes or WEB_BYTES, self.allow_private)
        page: Page | None = await context.work(self._recorded, known)
        return page

    def _recorded(self, known: dict[str, Any]) -> Page | None:
        try:
            path = inside(self.workspace, self.text)
            stat = path.stat()
            caching = {"at": self.mark, "size": stat.st_size, "modified": stat.st_mtime_ns}
            if caching == known:
                return None
            self._refuse_large(stat.st_size)
            return Page(path.read_bytes(), self.text, "", tuple(caching.items()))
        except ValueError:
            raise SourceError(f"{self.text} leads out of the workspace") from None
        except OSError as cause:
            raise SourceError(f"{self.text} could not be read: {cause.strerror or type(cause).__name__}") from None

    def _refuse_large(self, size: int) -> None:
        limit = self.max_bytes or FILE_BYTES
        if size > limit:
            raise SourceError(f"{self.text} is larger than {limit / 1e6:g} MB: it was not read")
