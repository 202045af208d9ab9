"""The table [privacy]: how long what was taken in is kept."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from fitsignal.policy_rules import KNOWN_KINDS, is_kind
from fitsignal.tables import Table
from fitsignal.validation import Reader
from icp.problem import Problem
from streams.durations import Duration, duration_text
from streams.policy import Policy
from streams.retention import TABLES, too_short


class Privacy(Table):
    """`retention`: how long rows are kept, by kind of signal, and of `unresolved` and `dead_letters`.

    Kinds that are not named are kept for good.
    """

    retention: dict[str, Annotated[Duration, Field(ge=timedelta(days=1))]] = Field(default_factory=dict)


def privacy_problems(privacy: Privacy, policy: Policy, reader: Reader) -> Iterator[Problem]:
    """Names of nothing that is kept, and kinds that would be let go while their signals still count."""
    for name in privacy.retention:
        if name not in TABLES and not is_kind(name):
            yield reader.unknown_word(("privacy", "retention", name), name, "kind or table", (*TABLES, *KNOWN_KINDS))
    kinds = {name: span for name, span in privacy.retention.items() if is_kind(name)}
    for kind, needed in too_short(kinds, policy):
        found = duration_text(privacy.retention[kind])
        expected = f"{duration_text(needed)} or more: ten half-lives of the kind and a cooldown, while it still counts"
        yield reader.unmet(("privacy", "retention", kind), found, expected)
