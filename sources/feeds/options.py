"""What `[[sources]] type = "feed"` may say: which feeds to watch, and how often."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ByteSize,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

from sources.contract import Every, SourceOptions
from sources.errors import SourceError
from sources.feeds.opml import MAX_BYTES, Outline, read_opml
from sources.feeds.presets import GOOGLE_NEWS, preset_names, presets
from sources.page import fingerprint
from sources.place import ALLOW_PRIVATE, PlaceText, inside

Label = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\x00-\x1f/]+$")
]
USUAL = timedelta(minutes=15)
DAILY = timedelta(days=1)
QUERY = '"{name}" when:7d'


def _known(name: str) -> str:
    if name not in preset_names():
        raise ValueError(f"expected one of {', '.join(preset_names())}")
    return name


def _asks_for_the_name(query: str) -> str:
    if "{name}" not in query:
        raise ValueError("expected {name} where the account's name goes")
    return query


def _list_of_feeds(text: str, info: ValidationInfo) -> str:
    outlines((info.context or {}).get("workspace", Path()), text)
    return text


def outlines(workspace: Path, path: str) -> list[Outline]:
    """The feeds of an OPML file in the workspace; ValueError with a sentence where it holds none."""
    try:
        found = inside(workspace, path)
        if found.stat().st_size > MAX_BYTES:
            raise ValueError(f"{path} is larger than {MAX_BYTES / 1e6:g} MB")
        return read_opml(found.read_bytes(), path)
    except OSError as cause:
        raise ValueError(f"{path} could not be read: {cause.strerror or type(cause).__name__}") from None
    except SourceError as cause:
        raise ValueError(str(cause)) from None


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _address(value: Any) -> Any:
    return {"url": value} if isinstance(value, str) else value


class FeedTable(BaseModel):
    """One of several feeds: `url`, with a name and a span of its own where it needs them."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: PlaceText = Field(repr=False)
    name: Label | None = None
    every: Every | None = None

    @property
    def label(self) -> str:
        """What the feed is called within its source; says nothing of a key in its address."""
        return self.name or f"feed-{fingerprint(self.url)[:8]}"


class FeedOptions(SourceOptions):
    """One feed, or several: each is polled, fails and waits on its own."""

    type: Literal["feed"]
    url: PlaceText | None = Field(default=None, repr=False, description="an address, or a file inside the workspace")
    feeds: tuple[Annotated[FeedTable, BeforeValidator(_address)], ...] = Field(
        default=(), description='several: addresses, or `{ url = "...", name = "...", every = "1h" }`'
    )
    preset: Annotated[tuple[Annotated[str, AfterValidator(_known)], ...], BeforeValidator(_listed)] = Field(
        default=(), description="feeds known by a name, one or a list: see below"
    )
    opml: Annotated[str, AfterValidator(_list_of_feeds)] | None = Field(
        default=None,
        description="a list of feeds as feed readers export it: a file inside the workspace, read at start",
    )
    query: Annotated[str, Field(max_length=500), AfterValidator(_asks_for_the_name)] = Field(
        default=QUERY, description=f"of `{GOOGLE_NEWS}`: what is asked; `{{name}}` is the account's, without legal form"
    )
    edition: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Za-z0-9]{2,4})?-[A-Z]{2}$")] = Field(
        default="en-US", description=f"of `{GOOGLE_NEWS}`: language and country"
    )
    most: int = Field(default=500, ge=1, le=20_000, description=f"of `{GOOGLE_NEWS}`: accounts that are asked for")
    every: Every = Field(
        default=USUAL,
        description=f"time between two polls; a preset has its own where this is not said, and `{GOOGLE_NEWS}` 1d",
    )
    allow_private: bool = Field(default=False, description=ALLOW_PRIVATE)
    max_size: ByteSize | None = Field(
        default=None,
        ge=1_000,
        le=200_000_000,
        description='cap on the document, such as `"20MB"`; 10 MB, or 32 MB for a file, where it is not said',
    )

    @model_validator(mode="after")
    def _names_feeds_once(self) -> "FeedOptions":
        if not (self.url or self.feeds or self.preset or self.opml):
            raise ValueError('name a feed: url = "...", feeds = [...], preset = "..." or opml = "..."')
        for what, given in (
            ("feeds", [feed.url for feed in self.feeds]),
            ("names", [feed.label for feed in self.feeds]),
            ("presets", [*self.preset]),
        ):
            if len(set(given)) < len(given):
                raise ValueError(f"{what} are listed twice")
        return self

    @property
    def is_one(self) -> bool:
        """Whether the table is the one feed of its `url`."""
        return bool(self.url) and not (self.feeds or self.preset or self.opml)

    def listed(self, workspace: Path) -> tuple[FeedTable, ...]:
        """Every feed with its label and span, each address once, but for what is asked of Google News."""
        given = [FeedTable.model_construct(url=self.url, name=None, every=None)] if self.url else []
        given += self.feeds
        given += [self._preset(name) for name in self.preset if name != GOOGLE_NEWS]
        given += [FeedTable.model_construct(url=each.url) for each in self._outlines(workspace)]
        spanned = [each.model_copy(update={"every": each.every or self.every}) for each in given]
        return tuple({each.url: each for each in reversed(spanned)}.values())[::-1]

    def _outlines(self, workspace: Path) -> list[Outline]:
        try:
            return outlines(workspace, self.opml) if self.opml else []
        except ValueError as cause:
            raise SourceError(str(cause)) from None

    def _preset(self, name: str) -> FeedTable:
        found = presets()[name]
        return FeedTable.model_construct(url=found.url, name=name, every=self.said_every or found.every)

    @property
    def said_every(self) -> timedelta | None:
        """The table's own span, None where it has only the default."""
        return self.every if "every" in self.model_fields_set else None
