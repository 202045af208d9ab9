"""What a CRM tells of companies and deals, whatever CRM it is: what its reader hands over and its store keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

from icp.account import Account

CrmCursor: TypeAlias = dict[str, Any]
"""Where the reading of a CRM stands: JSON values only; empty before its first page."""
Outcome = Literal["won", "lost"]
Trouble = Literal["later", "access", "refused", "unsure"]


class CrmError(Exception):
    """A call to a CRM that did not work, as a sentence without secrets.

    `kind`: "later" (nothing happened, and the same may work after `after` seconds), "access" (a person must mend token,
    scope or address), "refused" (this one will never be taken), "unsure" (it may have been done).
    """

    def __init__(self, sentence: str, kind: Trouble, after: float | None = None) -> None:
        super().__init__(sentence)
        self.kind, self.after = kind, after


@dataclass(frozen=True, slots=True)
class CrmCompany:
    """A company record. `domains` is empty where it names none of its own; then `account` is None.

    `words` are the CRM's words for its relation, `parent` the id of the record above, `merged` ids that became this.
    """

    id: str
    domains: tuple[str, ...]
    account: Account | None
    words: tuple[str, ...] = ()
    parent: str | None = None
    owner: str | None = None
    modified_at: datetime | None = None
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CrmDeal:
    """A deal of the company with id `company`. `outcome` is None while it is open; `closed_at` is then None too."""

    id: str
    company: str | None
    stage: str | None = None
    amount: float | None = None
    currency: str | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: Outcome | None = None
    owner: str | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CrmPage:
    """A page of what changed, with the cursor that points after it. `gone_*`: ids that are there no more.

    `began` is set on the last page of a round: the instant before which nothing can have been missed; `full` says that
    the round read everything, so that what it did not show has left.
    """

    cursor: CrmCursor
    companies: Sequence[CrmCompany] = ()
    deals: Sequence[CrmDeal] = ()
    owners: Mapping[str, str] = field(default_factory=dict)
    gone_companies: Sequence[str] = ()
    gone_deals: Sequence[str] = ()
    began: datetime | None = None
    full: bool = False
