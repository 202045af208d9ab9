"""The example workspace tells the story of its README: run once, and looked at as a stranger would."""

import json
import math
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "northwind"
MAIN = "import sys; from fitsignal.cli import main; sys.exit(main())"
PARIS = "strftime(decided_at AT TIME ZONE 'Europe/Paris', '%H:%M')"
SUM = re.compile(r"([\d.]+) × ([\d.]+) × ([\d.]+) \([^)]*\) = ([\d.]+)")

ALERTS = {
    ("brask-thole.example", "P1", "form_submitted"),
    ("kelvora.example", "P2", "funding_round"),
    ("kelvora.example", "P1", "visit"),
    ("orrinfeld.example", "P2", "visit"),
    ("lindqvist-systems.example", "P2", "champion_move"),
    ("sundmark.example", "P2", "leadership_hire"),
    ("marrowgate.example", "P2", "visit"),
    ("pellworm.example", "P2", "form_submitted"),
    ("quillmar.example", "P2", "leadership_hire"),
    ("ferrowick.example", "P2", "leadership_hire"),
    ("tamsell.example", "P2", "funding_round"),
}
SILENT = {
    "beaulac.example": {"low_priority"},
    "ferrowick.example": {"cooldown"},
    "grafenau.example": {"low_priority"},
    "hartwell-bay.example": {"low_priority"},
    "kelvora.example": {"known_event", "cooldown"},
    "lumetrix.example": {"low_priority"},
    "norrbank.example": {"stale"},
    "orrinfeld.example": {"cooldown"},
    "osterby.example": {"unsure"},
    "quillmar.example": {"low_priority", "cooldown"},
    "sablecroft.example": {"held"},
    "sundmark.example": {"known_event"},
    "tamsell.example": {"cooldown"},
    "vintermoor.example": {"possible_fit"},
}
BELOW_THE_BAR = {
    "aldervane.example",
    "brightmoor.example",
    "calloway-pike.example",
    "dunmere.example",
    "halden-freight.example",
    "isenwald.example",
    "orchelle.example",
    "vantreel.example",
    "wexcombe.example",
}
AT_THE_GATE = {
    "trelloway.example": "customer",
    "grenholt.example": "customer",
    "castmere.example": "customer",
    "ostrella.example": "customer",
    "corvane.example": "open_deal",
    "verrick.example": "open_deal",
    "northwind.example": "own",
    "dialwright.example": "competitor",
    "quintrel.example": "opted_out",
    "mossgrove-foods.example": "out",
    "bellweather-finch.example": "out",
    "bitfarrow.example": "out",
}


@dataclass(frozen=True)
class Day:
    """The example after its day: a copy of the workspace, and what `run --once` printed."""

    workspace: Path
    printed: str

    def ask(self, *arguments: str) -> str:
        return fitsignal(*arguments, "--workspace", str(self.workspace))

    def rows(self, query: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.ask("store", "sql", query, "--json").splitlines()]

    @cache  # noqa: B019 - one day a session
    def explained(self, domain: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.ask("explain", domain, "--json"))
        return found


def fitsignal(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", MAIN, *arguments], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    workspace = tmp_path_factory.mktemp("example") / "northwind"
    shutil.copytree(EXAMPLE, workspace, ignore=shutil.ignore_patterns(".fitsignal"))
    return Day(workspace, fitsignal("run", "--once", "--fresh", "--workspace", str(workspace)))


def told(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading of the README."""
    section = (EXAMPLE / "README.md").read_text("utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def domain_in(cell: str) -> str:
    found = re.search(r"`([^`]+)`", cell)
    assert found, cell
    return found[1]


def redone(formula: str) -> float:
    """The value of a sum of products as the README writes it; `min(28, …)` is its first number at most."""
    cap = math.inf
    if bounded := re.fullmatch(r"min\(([\d.]+), (.*)\)", formula):
        cap, formula = float(bounded[1]), bounded[2]
    return min(cap, math.fsum(math.prod(map(float, term.split("×"))) for term in formula.split("+")))


def test_check_finds_nothing_wrong() -> None:
    assert fitsignal("check", "--workspace", str(EXAMPLE)).startswith("no problems")


def test_exactly_these_alerts_are_decided(day: Day) -> None:
    rows = day.rows("SELECT a.account, a.priority, s.kind FROM alerts AS a JOIN signals AS s ON s.id = a.signal")
    assert sorted((row["account"], row["priority"], row["kind"]) for row in rows) == sorted(ALERTS)


def test_everything_else_at_or_above_the_bar_is_silent_for_its_cause(day: Day) -> None:
    rows = day.rows("SELECT DISTINCT account, cause FROM decisions WHERE verdict <> 'alert'")
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["account"], set()).add(row["cause"])
    assert found == SILENT


def test_the_other_fitting_accounts_never_reach_the_bar(day: Day) -> None:
    rows = day.rows(
        "SELECT DISTINCT account FROM signals WHERE verdict = 'pass' AND account NOT IN (SELECT account FROM decisions)"
    )
    assert {row["account"] for row in rows} == BELOW_THE_BAR
    assert all(day.explained(domain)["intent"]["points"] < 30 for domain in BELOW_THE_BAR)


def test_the_gate_holds_back_whoever_must_not_be_prospected(day: Day) -> None:
    rows = day.rows("SELECT DISTINCT account, verdict FROM signals")
    verdicts = {row["account"]: row["verdict"] for row in rows}
    assert {domain: verdicts.get(domain) for domain in AT_THE_GATE} == AT_THE_GATE
    out = day.rows("SELECT count(DISTINCT account) AS a, count(*) AS n FROM signals WHERE verdict = 'out'")[0]
    assert f"{out['a']} companies with {out['n']} signals" in (EXAMPLE / "README.md").read_text("utf-8")


def test_one_round_in_three_outlets_is_one_trigger(day: Day) -> None:
    rounds = [each for each in day.explained("kelvora.example")["triggers"] if each["kind"] == "funding_round"]
    assert [each["signals"] for each in rounds] == [3]
    assert {proof["source"] for proof in rounds[0]["evidence"]} == {
        "nordwire.example",
        "ledgerline.example",
        "scaleup-post.example",
    }


def test_a_company_on_no_list_is_offered_in_the_digest(day: Day) -> None:
    lines = day.ask("digest", "--date", "2026-11-24", "--format", "json").splitlines()
    rows = [row for row in map(json.loads, lines) if row["section"] == "new_companies"]
    assert [row["domain"] for row in rows] == ["lumetrix.example"]


def test_the_digest_is_printed_after_the_alerts_and_tells_owners_of_their_customers(day: Day) -> None:
    alerts, digest = day.printed.split("Good morning", 1)
    assert "P1 ↑ · Kelvora" in alerts
    assert "Lumetrix Oy" in digest
    assert "Trelloway" in digest
    assert "Corvane" in digest
    assert not re.search("Dialwright|Quintrel|Mossgrove", digest)


def test_the_broken_line_is_the_only_dead_letter(day: Day) -> None:
    rows = day.rows("SELECT * FROM dead_letters")
    assert len(rows) == 1
    assert "inbox/visits.jsonl line 56" in rows[0].values()


def test_the_namesake_and_the_private_mailbox_resolve_to_nobody(day: Day) -> None:
    rows = day.rows("SELECT name, kind, reason FROM unresolved")
    aldermoor = next(row for row in rows if row["name"] == "Aldermoor")
    assert "aldermoor.example" in aldermoor["reason"]
    assert "aldermoor-foods.example" in aldermoor["reason"]
    assert sum(row["kind"] == "form_submitted" for row in rows) == 2


@pytest.mark.parametrize("domain", ["kelvora.example", "marrowgate.example", "quillmar.example"])
def test_an_explanation_adds_up(day: Day, domain: str) -> None:
    explained = day.explained(domain)
    fit, intent = explained["fit"], explained["intent"]
    assert fit["fit"] == math.fsum(reason["points"] for reason in fit["reasons"])
    assert intent["points"] == round(min(100.0, math.fsum(map(kind_value, intent["kinds"]))), 6)


def kind_value(kind: dict[str, Any]) -> float:
    """A kind's part, from the points, confidences, ages and half-life that stand beside it."""
    days = float(kind["half_life"].removesuffix("d"))
    shares = [s["points"] * s["confidence"] * 0.5 ** (s["age_days"] / days) for s in kind["shares"]]
    assert shares == pytest.approx([s["value"] for s in kind["shares"]], abs=1e-9)
    return min(float(kind["cap"]), math.fsum(shares))


def test_every_product_shown_is_that_of_the_numbers_shown(day: Day) -> None:
    shown = SUM.findall(day.printed) + SUM.findall(day.ask("explain", "kelvora.example"))
    assert len(shown) > len(ALERTS)
    for points, confidence, left, value in shown:
        product = Decimal(points) * Decimal(confidence) * Decimal(left)
        assert product.quantize(Decimal(value), ROUND_HALF_UP) == Decimal(value)


def test_the_readme_tells_each_alert_as_it_was_decided(day: Day) -> None:
    rows = day.rows(f"SELECT {PARIS} AS time, account, priority, tier, fit, intent FROM alerts ORDER BY decided_at")
    lines = told("What interrupts somebody")
    assert [(time, domain_in(who), priority, fit) for time, who, _, priority, fit, _, _ in lines] == [
        (row["time"], row["account"], row["priority"], f"{row['fit']:g} {row['tier']}") for row in rows
    ]
    for (*_, intent, formula), row in zip(lines, rows, strict=True):
        assert float(intent) == pytest.approx(row["intent"], abs=0.05)
        assert redone(formula) == pytest.approx(row["intent"], abs=0.05)


def test_the_readme_tells_each_silence_with_its_cause_and_intent(day: Day) -> None:
    rows = day.rows("SELECT account, cause, intent FROM decisions WHERE verdict <> 'alert'")
    for who, _, cause, intent, formula in told("What stays silent, although the intent is high enough"):
        intents = [r["intent"] for r in rows if (r["account"], r["cause"]) == (domain_in(who), domain_in(cause))]
        assert any(float(intent) == pytest.approx(each, abs=0.05) for each in intents), (who, intents)
        assert redone(formula) == pytest.approx(float(intent), abs=0.1)


def test_the_readme_tells_what_stays_below_the_bar(day: Day) -> None:
    for who, _, intent, formula in told("What never reaches the bar of 30"):
        points = day.explained(domain_in(who))["intent"]["points"]
        assert points == pytest.approx(float(intent), abs=1.0), who  # the sum is without the day's decay
        assert redone(formula) == pytest.approx(float(intent), abs=0.1)
