"""answer: what a person says of an account's last alert, by hand."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from fitsignal.errors import OperatorError
from icp.domains import account_domain
from streams.answers import BECAUSE, SAID, Answer, answer_id, in_words
from streams.ports import Batch, OutletError
from streams.times import rfc3339

if TYPE_CHECKING:
    from fitsignal.service import Service

Word = TypeVar("Word", bound=str)
PATIENCE = 30.0
"""Seconds that a broker has to take an answer."""
SNOOZE = 30
LONGEST = 3650


def answer(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer for an account; it counts from the next decision on. One row: what was said, by whom, of which alert."""
    domain = account_domain(str(params.get("domain") or "")) or str(params.get("domain") or "")
    if service.reader.account(domain) is None:
        raise OperatorError(f"{domain} is no account: `fitsignal accounts list` shows those there are")
    given = _given(domain, params, service.now())
    try:
        service.outlet.accept(Batch("by-hand", "by-hand", answers=[given])).result(PATIENCE)
    except (OutletError, TimeoutError) as error:
        why = str(error) or f"it did not answer within {PATIENCE:g} s"
        raise OperatorError(f"the answer was not taken, give it again: {why}") from None
    told = in_words(given.said, given.because, given.days)
    return [{"account": domain, "answer": told, "person": given.person, "at": rfc3339(given.at)}]


def _given(domain: str, params: dict[str, Any], at: datetime) -> Answer:
    said = _one_of("answer", str(params.get("answer") or "").replace("-", "_"), SAID)
    reason, days = params.get("reason"), params.get("days")
    if reason is not None and said != "not_a_fit":
        raise OperatorError(f"reason is for not-a-fit; {said.replace('_', '-')} has none")
    if days is not None and said != "snooze":
        raise OperatorError(f"days are for snooze; {said.replace('_', '-')} has none")
    if days is not None and not (isinstance(days, int) and 1 <= days <= LONGEST):
        raise OperatorError(f"days: expected a whole number from 1 to {LONGEST}")
    because = _one_of("reason", str(reason or "other").replace("-", "_"), tuple(BECAUSE))
    who = str(params.get("by") or "").strip()
    return Answer(
        id=answer_id("hand", uuid4().hex),
        said=said,
        at=at,
        account=domain,
        because=because if said == "not_a_fit" else None,
        days=(days or SNOOZE) if said == "snooze" else None,
        names=(who,) if who else (),
    )


def _one_of(what: str, given: str, known: Sequence[Word]) -> Word:
    for each in known:
        if each == given:
            return each
    offered = ", ".join(each.replace("_", "-") for each in known)
    raise OperatorError(f"{what}: found {given.replace('_', '-') or 'nothing'!r}, expected one of {offered}")
