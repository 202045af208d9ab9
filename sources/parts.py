"""Sources of several places: what their parts came to, told as one. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from sources.contract import Source
from sources.errors import SourceError
from sources.state import Health
from sources.summary import Poll, added

SHOWN = 3
"""Sentences of failed parts that are told; the others are counted."""
Known = Mapping[tuple[str, str], Health]


def healths(sources: Iterable[Source], known: Known) -> list[Health]:
    """How each source does, by what is kept of it and of its parts."""
    return [health_of(source, known) for source in sources]


def health_of(source: Source, known: Known) -> Health:
    """How a source does; of one with several places, their counts together and the errors of those that fail."""
    try:
        parts = source.parts
    except SourceError:
        parts = (source,)
    found = [known.get((part.name, part.type), Health(part.name, part.type)) for part in parts]
    return found[0] if tuple(parts) == (source,) else _merged(source, found)


def _merged(source: Source, found: Sequence[Health]) -> Health:
    failing = [each for each in found if each.failures]
    ok = [each.last_ok for each in found if each.last_ok]
    due = [each.next_poll for each in found if each.next_poll]
    return Health(
        source.name,
        source.type,
        _state(found, failing),
        last_ok=max(ok, default=None),
        last_error_at=max((each.last_error_at for each in found if each.last_error_at), default=None),
        last_error=together([each.last_error or "" for each in failing], len(found)) if failing else None,
        failures=max((each.failures for each in failing), default=0),
        next_poll=min(due, default=None),
        **{name: sum(getattr(each, name) for each in found) for name in _COUNTS},
    )


_COUNTS = ("polls", "signals", "rejected", "stored", "unresolved", "alerted")


def _state(found: Sequence[Health], failing: Sequence[Health]) -> str:
    if failing:
        return "failing" if len(failing) == len(found) else "partly failing"
    return "ok" if any(each.state == "ok" for each in found) else "new"


def one_poll(source: Source, polls: Sequence[Poll]) -> Poll:
    """What polling the parts came to, as one poll of the source."""
    errors = [poll.error for poll in polls if poll.error]
    return Poll(
        source.name,
        source.type,
        sum(poll.signals for poll in polls),
        sum(poll.rejected for poll in polls),
        added(poll.receipt for poll in polls),
        together(errors, len(polls)) if errors else None,
    )


def together(errors: Sequence[str], parts: int) -> str:
    """One error as it is, else how many of the parts failed and why the first ones did, each cause once."""
    if len(errors) == 1:
        return errors[0]
    causes = [*dict.fromkeys(errors)]
    more = f" (and {len(causes) - SHOWN} more)" if len(causes) > SHOWN else ""
    return f"{len(errors):,} of {parts:,} failed: {'; '.join(causes[:SHOWN])}{more}"
