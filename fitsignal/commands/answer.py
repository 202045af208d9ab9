"""answer: what a person says of an account's last alert."""

import getpass
from typing import Annotated

from cyclopts import Parameter

from fitsignal.asking import call
from fitsignal.options import COMMON, Shared
from fitsignal.output import present, table


def answer(
    domain: Annotated[str, Parameter(help="The account.")],
    said: Annotated[str, Parameter(help="good, not-a-fit, snooze or claim.")],
    /,
    *,
    reason: Annotated[
        str | None,
        Parameter(help="Why it is no fit: wrong-company, too-small, customer, competitor, own or other."),
    ] = None,
    days: Annotated[int | None, Parameter(help="How long a snooze lasts; 30 if not given.")] = None,
    by: Annotated[str | None, Parameter(help="Who says so: for a claim, who owns it then.")] = None,
    common: Shared = COMMON,
) -> None:
    """Answer for an account, as its buttons in Slack do: it counts from the next decision on."""
    params = {"domain": domain, "answer": said, "reason": reason, "days": days, "by": by or _user()}
    present(call(common.workspace, "answer", params), json=common.json, show=table)


def _user() -> str | None:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return None
