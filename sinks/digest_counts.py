"""The line under the digest: every visit and every visiting company accounted for, so that silence is no riddle."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sinks.counting import counted
from sinks.digest_input import DigestAccount, DigestInput
from sinks.moments import window_text
from sinks.plain import clip, plain
from streams.join import gate
from streams.policy import Policy

_CAUSES = {
    "out": ("does not fit", "do not fit"), "customer": ("customer", "customers"),
    "open_deal": ("open deal", "open deals"), "competitor": ("competitor", "competitors"),
    "isp": ("network provider", "network providers"), "own": ("own staff",) * 2,
    "opted_out": ("opted out",) * 2, "none": ("only on careers or support pages",) * 2,
    "snooze": ("snoozed",) * 2, "not_a_fit": ("answered as no fit",) * 2,
    "weak": ("matched too weakly",) * 2, "left_out": ("not shown here",) * 2,
}  # fmt: skip
"""Why a visiting company is not shown, of one and of several."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Visiting companies: `shown` plus all of `silent` is `companies`."""

    companies: int
    shown: int
    silent: Mapping[str, int]


def tally(given: DigestInput, policy: Policy, shown: set[str]) -> Tally:
    """Who of the visiting companies is shown, and why the others are not."""
    visitors = [row for row in given.rows if row.visits]
    silent = Counter({cause: n for cause, n in given.counts.silent.items() if n > 0})
    silent.update(_cause(row, policy) for row in visitors if row.account.domain not in shown)
    seen = sum(row.account.domain in shown for row in visitors)
    rest = given.counts.companies - seen - silent.total()
    silent["left_out"] += max(rest, 0)
    by_size = sorted(silent.items(), key=lambda item: (-item[1], item[0]))
    return Tally(seen + silent.total(), seen, {cause: n for cause, n in by_size if n})


def counts_line(tally: Tally, given: DigestInput) -> str:
    """ "412 visits (1,204 bot hits dropped) · 131 identified (32 %) from 74 companies: 6 shown, 61 do not fit · …"."""
    counts = given.counts
    share = f" ({100 * counts.identified / counts.visits:.0f} %)" if counts.visits else ""
    silent = [counted(n, *_words(cause)) for cause, n in tally.silent.items()]
    bots = f" ({counted(counts.bots, 'bot hit')} dropped)" if counts.bots else ""
    parts = [
        counted(counts.visits, "visit") + bots,
        f"{counts.identified:,} identified{share} from {counted(tally.companies, 'company', 'companies')}: "
        + ", ".join([f"{tally.shown:,} shown", *silent]),
        f"covers {window_text(given.start, given.end, given.tz)}",
        "; ".join(clip(plain(each), 200) for each in given.health[:10]) or "all sources healthy",
        "Explain any line: fitsignal explain DOMAIN",
    ]
    return " · ".join(parts)


def _cause(row: DigestAccount, policy: Policy) -> str:
    verdict = gate(row.account.status, row.fit.verdict)
    if verdict not in ("pass", "possible"):
        return verdict
    if row.aside and row.said is not None:
        return row.said
    if all(each.page_class == "none" for each in row.visits):
        return "none"
    weak = row.weak_match is not None and row.weak_match.confidence < policy.confidence.digest
    return "weak" if weak else "left_out"


def _words(cause: str) -> tuple[str, str]:
    return _CAUSES.get(cause) or (clip(plain(cause.replace("_", " ")), 60),) * 2
