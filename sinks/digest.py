"""The morning digest: which ideal customers came by and what is new at them, in sections, with limits. Pure.

An account stands at most once in a section; who visited stands under visitors, not under new triggers too. Customers
and open deals stand in their own section only, companies that were on no list in theirs, and what is out nowhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sinks.counting import counted
from sinks.digest_counts import counts_line, tally
from sinks.digest_input import Counts, DigestAccount, DigestInput, OpenAlert, PageVisits, concerns
from sinks.digest_policy import DigestPolicy, Weekly, next_sending, window
from sinks.digest_sections import AFTER, MEMBERS
from sinks.message import name_of
from sinks.plain import clip, plain, web_link
from sinks.sums import headline, number
from streams.join import gate
from streams.policy import RANK, Policy

__all__ = [
    "Counts", "Digest", "DigestAccount", "DigestInput", "DigestPolicy", "OpenAlert", "PageVisits", "Row", "Section",
    "Weekly", "build", "concerns", "next_sending", "window",
]  # fmt: skip
TITLES: Mapping[str, str] = {
    "still_open": "Still open",
    "visitors": "ICP visitors",
    "new_triggers": "New triggers at fitting accounts",
    "rising": "Rising",
    "deals_and_customers": "Your deals and customers",
    "new_companies": "New companies (not on your list)",
    "cooling": "Cooling",
    "precision": "Precision of the last weeks",
    "unresolved": "Companies that could not be matched",
    "unknown_attributes": "What is unknown about your accounts",
    "icp_review_due": "Profile review",
}
ANSWERED = frozenset({"still_open", "visitors", "new_triggers", "rising", "new_companies"})
"""The sections whose lines ask for an answer: of prospects, and of what may become one."""
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Row:
    """One account's line. `fit` and `intent` as shown ("80"), `priority` P1 to P3 or "—", `url` its first evidence.

    `account`: the whole domain, where the line can be answered, `alert`: the open alert that it is of, `page`: the
    address at which it is answered where nothing can be pressed.
    """

    domain: str
    name: str
    priority: str
    fit: str
    tier: str
    intent: str
    level: str
    notes: tuple[str, ...]
    url: str | None = None
    account: str | None = None
    alert: str | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list of rows; `more`: how many the limit left out; `lines`: sentences instead of rows."""

    name: str
    title: str
    rows: tuple[Row, ...] = ()
    more: int = 0
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """What one receiver reads of one window. `empty`: no section has a row; `send`: whether it is wanted then."""

    start: datetime
    end: datetime
    tz: tzinfo
    receiver: str | None
    greeting: str
    sections: tuple[Section, ...]
    counts: tuple[str, ...]
    empty: bool
    send: bool


def build(given: DigestInput, policy: Policy, rules: DigestPolicy) -> Digest:
    """The digest of a window, by the policy's bars and the digest's own sections and limits."""
    taken: dict[str, frozenset[str]] = {}
    sections, shown = [], set[str]()
    ranked = sorted(given.rows, key=_rank)
    for name in sorted((n for n in rules.sections if n in MEMBERS), key=list(MEMBERS).index):
        chosen = [row for row in ranked if MEMBERS[name].has(row, policy) and not _told(row, name, taken)]
        taken[name] = frozenset(row.account.domain for row in chosen)
        if name == "still_open":  # what the budget left out is told here first
            chosen.sort(key=lambda row: not any(each.unsent and not each.answered for each in row.alerted))
        limited = chosen[: rules.limits.get(name, len(chosen))]
        shown |= {row.account.domain for row in limited}
        rows = tuple(_row(row, given, policy, name) for row in limited)
        sections.append(Section(name, TITLES[name], rows, len(chosen) - len(rows)))
    sections.sort(key=lambda section: [*rules.sections].index(section.name))  # type: ignore[arg-type]
    return _digest(given, policy, rules, [s for s in sections if s.rows or s.more], shown)


def _digest(
    given: DigestInput, policy: Policy, rules: DigestPolicy, sections: list[Section], shown: set[str]
) -> Digest:
    empty = not sections
    counts = (counts_line(tally(given, policy, shown), given),) if "counts" in rules.sections or empty else ()
    return Digest(
        start=given.start,
        end=given.end,
        tz=given.tz,
        receiver=given.receiver,
        greeting=_greeting(given, sections),
        sections=(*sections, *_weekly(given, rules)),
        counts=counts,
        empty=empty,
        send=not empty or rules.empty == "counts",
    )


def _row(row: DigestAccount, given: DigestInput, policy: Policy, section: str) -> Row:
    bars = (policy.alert.intent, policy.levels.hot)
    return Row(
        domain=clip(plain(row.account.domain), 120),
        name=name_of(row.account),
        priority=_priority(row, section),
        fit=number(row.fit.fit),
        tier=row.fit.tier,
        intent=headline(row.intent, bars),
        level=row.level,
        notes=MEMBERS[section].notes(row, given, policy),
        url=_url(row),
        account=row.account.domain if section in ANSWERED else None,
        alert=next((each.alert.id for each in row.alerted if section == "still_open" and not each.answered), None),
    )


def _priority(row: DigestAccount, section: str) -> str:
    if section == "still_open":
        return max((each.alert.priority for each in row.alerted if not each.answered), key=lambda p: RANK[p])
    prospect = gate(row.account.status, row.fit.verdict) == "pass"
    return row.priority if prospect and RANK[row.priority] > 0 else "—"


def _url(row: DigestAccount) -> str | None:
    links = (web_link(proof.url) for trigger in (*row.triggers, *row.recent) for proof in trigger.evidence)
    return next(filter(None, links), None)


def _rank(row: DigestAccount) -> tuple[int, bool, float, float, str]:
    sure = gate(row.account.status, row.fit.verdict) == "pass"
    priority = max((RANK[row.priority], 0)) if sure else 0
    return (-priority, not sure, -row.intent, -row.fit.fit, row.account.domain)


def _told(row: DigestAccount, section: str, taken: Mapping[str, frozenset[str]]) -> bool:
    before = AFTER.get(section, ())
    return any(row.account.domain in taken.get(name, ()) for name in before)


def _greeting(given: DigestInput, sections: Iterable[Section]) -> str:
    totals = {section.name: len(section.rows) + section.more for section in sections}
    who = f" {plain(given.receiver.split('@')[0].split('.')[0]).title()}" if given.receiver else ""
    visitors, waiting = totals.get("visitors", 0), totals.get("still_open", 0)
    parts = [f"Good morning{clip(who, 40)}", counted(visitors, "ICP visitor")]
    return " · ".join([*parts, f"{waiting} still open"] if waiting else parts)


def _weekly(given: DigestInput, rules: DigestPolicy) -> tuple[Section, ...]:
    weekly = rules.weekly
    if weekly is None or _DAYS[given.end.astimezone(given.tz).weekday()] != weekly.day:
        return ()
    said = ((name, given.weekly.get(name, ())) for name in weekly.sections)
    return tuple(Section(name, TITLES[name], lines=lines) for name, lines in said if lines)
