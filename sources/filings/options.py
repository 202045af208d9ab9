"""What `[[sources]] type = "edgar"` may say."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, model_validator

from sources.contract import Every, SourceOptions
from sources.place import ALLOW_PRIVATE, PlaceText, inside

_MAIL = re.compile(r"(?:^|\s)[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]{2,}$")
_NOBODY = re.compile(r"\b(?:no|do-?not)-?reply@", re.IGNORECASE)
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Cik = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^\d{1,10}$"), AfterValidator(lambda n: n.zfill(10))
]
Form = Literal["D", "8-K", "8-K/A"]


def _contact(text: str) -> str:
    if not _MAIL.search(text) or " " not in text or not text.isascii() or not text.isprintable():
        raise ValueError('expected a name and an address, such as "Quillmar Inc ann@quillmar.example"')
    if _NOBODY.search(text):
        raise ValueError("the SEC refuses noreply addresses: write one that somebody reads")
    return text


def _pattern(text: str, info: ValidationInfo) -> str:
    inside((info.context or {}).get("workspace", Path()), text)
    if ".." in Path(text).parts:
        raise ValueError("expected a pattern inside the workspace, without ..")
    next(Path(".no-such-folder").glob(text), None)  # a malformed pattern raises ValueError here
    return text


Contact = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=5, max_length=200), AfterValidator(_contact)
]
Pattern = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_pattern)]


class Watched(BaseModel):
    """A company whose filings are watched: its number at the SEC and, where it is known, its domain."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    cik: Cik
    domain: Label | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_its_number(cls, data: Any) -> Any:
        return {"cik": data} if isinstance(data, str) else data


class EdgarOptions(SourceOptions):
    """The list of current filings, a list of companies to watch, or recorded pages by `path`."""

    type: Literal["edgar"]
    contact: Contact | None = Field(
        default=None,
        repr=False,
        description="your company and an address that somebody reads, sent with each request: the SEC asks for it",
    )
    forms: tuple[Form, ...] = Field(
        default=("D", "8-K", "8-K/A"),
        description="exact forms of the current filings: `D`, `8-K`, `8-K/A`; `[]` for none of them",
    )
    watch: tuple[Watched, ...] = Field(
        default=(),
        max_length=5_000,
        description="companies by number (CIK), a text or `{ cik, domain }`: their filings of a year are read",
    )
    path: Pattern | None = Field(
        default=None,
        description="recorded pages, a file or a pattern, beside documents named by their accession number",
    )
    site: PlaceText | None = Field(default=None, repr=False, description="another host that serves what the SEC does")
    every: Every = timedelta(minutes=10)
    allow_private: bool = Field(default=False, description=ALLOW_PRIVATE)

    @model_validator(mode="after")
    def _can_be_polled(self) -> "EdgarOptions":
        if self.path and (self.watch or self.site or self.contact):
            raise ValueError("recorded pages are read by path alone: leave out contact, watch and site")
        if not self.path and not self.contact:
            raise ValueError('the SEC wants to know who asks: contact = "Quillmar Inc ann@quillmar.example"')
        if not self.path and not self.forms and not self.watch:
            raise ValueError("name forms, or companies to watch")
        twice = sorted({each.cik for each in self.watch if [w.cik for w in self.watch].count(each.cik) > 1})
        if twice:
            raise ValueError(f"companies are watched twice: {', '.join(twice)}")
        return self
