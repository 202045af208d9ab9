"""The small print of a message: whose, how sure, which company."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sinks.ages import age
from sinks.methods import method_text
from sinks.plain import clip, plain, shown
from sinks.sums import share_text
from sinks.views import AlertView


def context_lines(view: AlertView) -> Iterator[str]:
    """The lines, each a few words."""
    account, match = view.account, view.resolution
    owner = shown(account.owner, 80)
    yield f"Owner {owner}" if owner else "no owner"
    if account.last_activity:
        yield f"last CRM activity {_activity(account.last_activity, view.now)}"
    if match.method != "none":
        yield f"matched by {method_text(match.method)} {share_text(match.confidence)}"
    yield clip(plain(account.domain), 120)
    if account.status == "discovered":
        yield "not on your list"
    if view.escalated_from:
        yield f"was {view.escalated_from}"
    if also := [name for each in view.also[:5] if (name := shown(each, 60))]:
        yield f"also fits {', '.join(also)}"


def _activity(day: str, now: datetime) -> str:
    try:
        then = datetime.fromisoformat(day)
    except ValueError:
        return clip(plain(day), 40)
    return age(then if then.tzinfo else then.replace(tzinfo=UTC), now)
