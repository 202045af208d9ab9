"""When a source is polled next. Pure: the generator of random numbers is an argument."""

from datetime import timedelta
from random import Random

from sources.contract import SOONEST

JITTER = 0.1
FIRST_RETRY = timedelta(seconds=5)


def after_success(every: timedelta, rng: Random) -> timedelta:
    """The interval, 10 % more or less, so that sources of one interval do not all poll together."""
    return max(every * rng.uniform(1 - JITTER, 1 + JITTER), SOONEST)


def after_failure(failures: int, cap: timedelta, asked: timedelta | None, rng: Random) -> timedelta:
    """Exponential backoff with full jitter: anything up to 5 s doubled for each failure in a row, at most the cap.

    Never sooner than the pause that the other side `asked` for.
    """
    ceiling = min(FIRST_RETRY * (1 << min(failures, 20)), cap)
    return max(ceiling * rng.random(), SOONEST, asked or SOONEST)
