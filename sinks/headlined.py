"""The trigger that an alert is headed by: the strongest reason of the last days that nobody was told of yet."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sinks.views import AlertView, TriggerView

LATELY = timedelta(days=7)
"""Older reasons add to the intent, but are no news."""


def headlined(view: AlertView) -> TriggerView:
    """The trigger with the greatest share of those that are news; what decided the alert where none has a greater."""
    worth = _worth(view)
    decided = worth.get(view.deciding.trigger.id, 0.0)
    news = [each for each in view.triggers if _is_news(each, view)]
    best = max(news, key=lambda each: worth.get(each.trigger.id, 0.0), default=view.deciding)
    return best if worth.get(best.trigger.id, 0.0) > decided else view.deciding


def _worth(view: AlertView) -> Mapping[str, float]:
    return {share.trigger: share.value for kind in view.alert.intent.kinds for share in kind.shares}


def _is_news(trigger: TriggerView, view: AlertView) -> bool:
    """Whether it happened lately, and was first heard of after the account's last alert."""
    if view.alert.decided_at - trigger.trigger.at > LATELY:
        return False
    return view.before is None or heard(trigger) > view.before


def heard(trigger: TriggerView) -> datetime:
    """When it was first heard of."""
    return min((each.observed_at for each in trigger.evidence), default=trigger.trigger.at)
