"""The source contract: what every source is configured by, and what it gives.

A source reads from a cursor and gives steps; each step carries the cursor that points after its last item. Sources do
not sleep, retry or catch what they do not know: the runner owns schedule, backoff and shutdown.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator

from icp.account import Account
from streams.durations import Duration
from streams.policy import Policy
from streams.ports import Lesson, Rejected
from streams.signal import SignalDraft

if TYPE_CHECKING:
    from sources.fetch import Web

Cursor: TypeAlias = dict[str, Any]
"""Where a source stands: JSON values only; empty before its first step."""

T = TypeVar("T")
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")
]
SOONEST = timedelta(seconds=1)


def _not_too_often(span: timedelta) -> timedelta:
    if not SOONEST <= span <= timedelta(days=365):
        raise ValueError('expected a span from "1s" to "365d"')
    return span


Every = Annotated[Duration, AfterValidator(_not_too_often)]


class SourceOptions(BaseModel):
    """The keys of every `[[sources]]` table. An unknown key is an error; values are left out of error texts."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    type: str
    name: Name
    every: Every
    first: Literal["quiet", "news"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _named_by_its_type(cls, data: Any) -> Any:
        return {"name": data.get("type"), **data} if isinstance(data, dict) else data


OptionsModel: TypeAlias = type[SourceOptions]


def no_accounts() -> Sequence[Account]:
    """The list of a workspace that has none."""
    return ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What a source is built in: the workspace's folder, the policy in force, and the account list when asked for."""

    workspace: Path
    policy: Policy
    accounts: Callable[[], Sequence[Account]] = no_accounts


@dataclass(frozen=True, slots=True)
class Step:
    """What a poll found up to `cursor`. `first`: it comes from a place that was never read to its end before.

    `lessons`: what it teaches of accounts, beside the signals.
    """

    cursor: Cursor
    drafts: Sequence[SignalDraft] = ()
    rejected: Sequence[Rejected] = ()
    first: bool = False
    lessons: Sequence[Lesson] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a poll may use.

    `final`: nothing will be added any more (`--once`), so a last line needs no line end. `brief`: only to see whether
    it can be read, so that the beginning of what takes many requests is enough.
    """

    web: "Web"
    work: Callable[..., Awaitable[Any]]
    technologies: tuple[str, ...] = ()
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    final: bool = False
    brief: bool = False


class Source(ABC):
    """Something that is polled for signals.

    `type` is the file's name in sources/, what `[[sources]]` names, and part of every signal's identity. `retry_cap`
    bounds the runner's backoff after errors. A source that watches several places names them as `parts`, each a source
    that is polled, fails and waits on its own; `table` is then the name of the whole. `delay`: how long after the start
    a part is first polled, so that many questions to one host are spread.
    """

    type: ClassVar[str]
    options_model: ClassVar[OptionsModel]
    retry_cap: ClassVar[timedelta] = timedelta(hours=1)
    options: SourceOptions
    delay: timedelta = timedelta()

    def __init__(self, options: SourceOptions, setting: Setting, *, table: str | None = None) -> None:
        self.options = options
        self.setting = setting
        self.table = table or options.name

    @property
    def name(self) -> str:
        """The label in logs, metrics and status, unique in a workspace."""
        return self.options.name

    @property
    def parts(self) -> "Sequence[Source]":
        """What is polled in its stead: itself, or its places. Raises SourceError where these cannot be told."""
        return (self,)

    @property
    def host(self) -> str | None:
        """The host that it asks: polls of one host wait for each other beyond a few."""
        return None

    @property
    @abstractmethod
    def live(self) -> bool:
        """True where it watches something that was there before us (a URL): its first poll is history, not news."""

    @property
    def quiet(self) -> bool:
        """Whether signals of the first poll are only seeded, by `first` or its default."""
        return self.options.first == "quiet" if self.options.first else self.live

    @abstractmethod
    def poll(self, cursor: Cursor, context: Context) -> AsyncIterator[Step]:
        """Steps from the cursor on, in the source's order. Raises SourceError; steps already given stand."""
