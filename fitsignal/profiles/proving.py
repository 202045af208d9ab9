"""icp validate: a profile against the market, the best customers, outcomes, and people's judgement."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fitsignal.errors import OperatorError, UsageError
from fitsignal.output import print_json, say, table
from fitsignal.profiles.asked import Asked, frame_of_file, must_speak
from icp.proof.finding import Finding

if TYPE_CHECKING:
    from icp.columns.frame import Frame
    from icp.profile_model import Profile

_MARKS = {"good": "✓", "doubtful": "?", "bad": "✗", "told": ""}


@dataclass(frozen=True)
class Proof:
    """What a profile is to be proved by, beside the market and the customers."""

    profile: Path | None
    outcomes: Path | None = None
    sheet: Path | None = None
    judged: Path | None = None


def validate(asked: Asked, proof: Proof, *, json: bool) -> int:
    """Prove the profile. What fails a bar is told as bad."""
    from icp.learning.contrast import shared_rows
    from icp.proof.criteria import decided
    from icp.proof.reach import without

    profile = profile_of(proof.profile, asked.workspace)
    market, customers = asked.lists()
    must_speak(profile, market, "the market")
    if customers is not None:
        must_speak(profile, customers, "the list of customers")
    others = without(market, shared_rows(customers, market)) if customers is not None else market
    if not others.rows:
        raise OperatorError("the market holds nobody but the customers: give the companies that they are told from")
    findings = _on_reach(profile, others, customers)
    findings += _on_outcomes(profile, proof.outcomes, market) if proof.outcomes else []
    findings += _on_judgement(profile, market, proof.judged) if proof.judged else []
    if proof.sheet:
        _write_sheet(profile, market, proof.sheet)
    criteria = decided(profile, others, customers)
    if json:
        print_json([*map(_told, findings), *(each._asdict() for each in criteria)])
    else:
        _show(profile, findings, criteria)
    return 0


def profile_of(path: Path | None, workspace: Path) -> "Profile":
    """The profile of a file, or the first of the workspace."""
    from fitsignal.offline import profiles_of

    first, *others = profiles_of((path,) if path else (), workspace)
    if others:
        names = ", ".join(each.name for each in others)
        say(f"this proves {first.name}; --profile FILE proves another of the workspace's ({names})")
    return first


def _on_reach(profile: "Profile", market: "Frame", customers: "Frame | None") -> list[Finding]:
    from icp.columns.scoring import score_frame
    from icp.proof.reach import customer_lift, customer_share, market_share, possible_share

    theirs = score_frame(market, profile)
    found = [market_share(theirs), possible_share(theirs)]
    if customers is not None and customers.rows:
        ours = score_frame(customers, profile)
        found += [customer_share(ours), customer_lift(ours, theirs)]
    return found


def _on_outcomes(profile: "Profile", path: Path, market: "Frame") -> list[Finding]:
    from icp.columns.scoring import score_frame
    from icp.proof.outcomes import outcomes_in, outcomes_of, separation

    frame = frame_of_file(path)
    outcomes = outcomes_of(frame)
    if outcomes is None:
        raise UsageError(
            f"{path} has no column that says which deals were won and which were lost; expected one such as `outcome` "
            f"with won and lost; found {', '.join(frame.columns[:20])}"
        )
    if not {each.attribute for each in profile.criteria} & set(frame.attributes):
        count = frame.rows
        frame, outcomes = outcomes_in(market, frame, outcomes)
        say(f"{path} names companies alone: of {frame.rows} of {count} the market says what they are like")
    if not ((outcomes.won == 1).any() and (outcomes.won == 0).any()):
        raise OperatorError(f"{path} has no company that was won and one that was lost of which the market knows")
    return separation(score_frame(frame, profile), outcomes)


def _on_judgement(profile: "Profile", market: "Frame", path: Path) -> list[Finding]:
    from icp.columns.scoring import score_frame
    from icp.domains import account_domain
    from icp.proof.leads import agreement, judgement_of

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise OperatorError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    columns = list(rows[0]) if rows else []
    if len(columns) < 2 or "domain" not in columns:
        raise UsageError(f"{path} is not the sheet that --sheet wrote: it has no column `domain`, or no rows")
    judged = {account_domain(row["domain"]) or row["domain"]: judgement_of(str(row[columns[-1]] or "")) for row in rows}
    known = {domain: wanted for domain, wanted in judged.items() if wanted is not None}
    if len(known) < len(rows):
        say(f"{len(rows) - len(known)} of {len(rows)} leads have no yes or no in the last column: they do not count")
    return agreement(known, market, score_frame(market, profile))


def _write_sheet(profile: "Profile", market: "Frame", path: Path) -> None:
    from icp.columns.scoring import score_frame
    from icp.proof.leads import sheet

    rows = sheet(market, score_frame(market, profile), profile)
    if not rows:
        raise OperatorError("a sheet needs accounts with domains: the market has none")
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows({key: _safe(value) for key, value in row.items()} for row in rows)
    except OSError as error:
        raise OperatorError(f"{path} cannot be written: {error.strerror or error}") from None
    say(f"wrote {len(rows)} leads to {path}: fill in the last column, then --judged {path}")


def _safe(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "@", "\t") else value


def _told(finding: Finding) -> dict[str, Any]:
    interval = finding.interval
    return {
        "finding": finding.what,
        "value": finding.value,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "count": finding.companies,
        "level": finding.level,
        "words": finding.words,
    }


def _show(profile: "Profile", findings: Sequence[Finding], criteria: Sequence[Any]) -> None:
    print(f"profile {profile.name}")
    for finding in findings:
        print(f"  {_MARKS[finding.level] or '·'} {finding.words}")
    rows = [
        {
            "criterion": each.criterion,
            "role": each.role,
            "market": f"{each.market:.0%}",
            "customers": "" if each.customers is None else f"{each.customers:.0%}",
            "unknown": f"{each.unknown:.0%}",
            "moves": each.moves,
            "": each.words,
        }
        for each in criteria
    ]
    table(rows, title="what each criterion decides: accounts that would move without it first")
