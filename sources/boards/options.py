"""What `[[sources]] type = "jobs"` may say: which boards to watch, and whose they are."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from sources.boards import BOARDS, board_format
from sources.contract import Every, SourceOptions
from sources.place import ALLOW_PRIVATE, PlaceText

Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,100}$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
USUAL = "greenhouse"


def _known(kind: str) -> str:
    if kind not in BOARDS:
        raise ValueError(f"expected one of {', '.join(BOARDS)}")
    return kind


Kind = Annotated[str, AfterValidator(_known)]


class Board(BaseModel):
    """One board and whose it is. `token` is its name there; `url` or `path` (recorded) say where else to read.

    `board` is its kind, where it is another than the table's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    board: Kind | None = None
    token: Token | None = None
    url: PlaceText | None = Field(default=None, repr=False)
    path: PlaceText | None = None
    domain: Label | None = None
    company: Label | None = None

    @model_validator(mode="after")
    def _has_an_identity(self) -> "Board":
        return _identified(self)

    @property
    def kind(self) -> str:
        """The kind of board."""
        return self.board or USUAL

    @property
    def key(self) -> str:
        """The board's name in ids and cursors."""
        name = self.token or self.domain or ""
        return name if self.kind == USUAL else f"{self.kind}:{name}"

    @property
    def text(self) -> str:
        """Where the board is read."""
        return self.path or self.url or board_format(self.kind).address.format(token=self.token)


def _identified(board: Board) -> Board:
    if not (board.token or board.domain):
        raise ValueError("a board needs a token, or a domain beside its url or path")
    if not board.token and not (board.url or board.path):
        raise ValueError("a board without a token needs a url or a path")
    if board.url and board.path:
        raise ValueError("a board is read from a url or from a path, not from both")
    if board.board and not (board_format(board.board).names_company or board.domain or board.company):
        raise ValueError(f"{board.board} does not say whose a board is: write its domain, or its company")
    return board


class JobsOptions(SourceOptions):
    """One board in the table itself, or several as `boards = [{ token = "...", domain = "..." }]`."""

    type: Literal["jobs"]
    board: Kind = Field(default=USUAL, description="the kind of board, of the table or of one board")
    token: Token | None = Field(default=None, description="the board's name there, as in its address")
    url: PlaceText | None = Field(
        default=None, repr=False, description="another address: an own domain, one for Europe"
    )
    path: PlaceText | None = Field(default=None, description="a recorded board, inside the workspace")
    domain: Label | None = Field(default=None, description="whose board it is")
    company: Label | None = Field(
        default=None, description="the same by name; without either, the name that the board gives (Lever, Ashby: none)"
    )
    boards: tuple[Board, ...] = Field(default=(), description="the boards; a single one may stand in the table itself")
    technologies: tuple[Label, ...] = Field(
        default=(), description="words to look for in postings, beside the technologies that the profile names"
    )
    every: Every = timedelta(hours=1)
    allow_private: bool = Field(default=False, description=ALLOW_PRIVATE)

    @model_validator(mode="after")
    def _names_boards_once(self) -> "JobsOptions":
        keys = [board.key for board in self.all_boards()]
        if not keys:
            raise ValueError('name a board: token = "..." or boards = [{ token = "..." }]')
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"boards are listed twice: {', '.join(twice)}")
        return self

    def all_boards(self) -> tuple[Board, ...]:
        """The boards in the order they are polled."""
        single: dict[str, Any] = {name: getattr(self, name) for name in ("token", "url", "path", "domain", "company")}
        if self.boards and any(single.values()):
            raise ValueError("write token, url, path, domain and company into the boards, or leave boards out")
        if any(single.values()):
            return (_identified(Board.model_construct(**single, board=self.board)),)
        return tuple(
            each if each.board else _identified(each.model_copy(update={"board": self.board})) for each in self.boards
        )
