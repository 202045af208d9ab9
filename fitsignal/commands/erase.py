"""erase: a person or a company is forgotten."""

from typing import Annotated

from cyclopts import Parameter

from fitsignal.asking import call
from fitsignal.errors import UsageError
from fitsignal.options import COMMON, Shared
from fitsignal.output import present, table


def erase(
    *,
    person: Annotated[str | None, Parameter(help="An e-mail address, a user id or a whole name.")] = None,
    domain: Annotated[str | None, Parameter(help="A company's domain.")] = None,
    common: Shared = COMMON,
) -> None:
    """Forget a person, who is not collected again, or a company; tells what was removed where. It cannot be undone."""
    if bool(person) == bool(domain):
        raise UsageError("say who is to be forgotten: either --person EMAIL or --domain DOMAIN")
    rows = call(common.workspace, "erase", {"person": person, "domain": domain})
    present(rows, json=common.json, show=table)
