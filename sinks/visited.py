"""Who came, in a rise: "2 people on /pricing today (48 s and 71 s)". Nobody is named."""

from sinks.counting import counted
from sinks.sentences import page_path, trigger_sentence
from sinks.views import AlertView, TriggerView

LONGEST = 86_400
"""Seconds that nobody stays on a page: a tracker that says more is wrong."""


def risen_by(view: AlertView) -> str:
    """What raised the priority: of visits who came and for how long, else the sentence of the trigger."""
    of = view.deciding
    people = of.trigger.details.get("people")
    page = page_path(of.evidence[0].page or of.evidence[0].url) if of.evidence else None
    if of.trigger.kind != "visit" or not isinstance(people, int) or people < 1 or page is None:
        return trigger_sentence(of)
    where = "the home page" if page == "/" else page
    today = of.trigger.at.astimezone(view.tz).date() == view.now.astimezone(view.tz).date()
    return f"{counted(people, 'person', 'people')} on {where}{' today' if today else ''}{_stayed(of, people)}"


def _stayed(of: TriggerView, people: int) -> str:
    """How long each stayed, where that is known of all."""
    spans = [each.dwell for each in of.evidence if each.dwell is not None and 0 < each.dwell < LONGEST]
    if len(spans) != people or people > 3:
        return ""
    told = [f"{span:.0f} s" for span in sorted(spans)]
    return f" ({' and '.join((', '.join(told[:-1]), told[-1]) if len(told) > 1 else told)})"
