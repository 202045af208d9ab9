"""Law: nothing is published without fit and intent; what must stay quiet stays quiet, each silence with its cause."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from icp.account import STATUSES
from streams.ports import Batch
from streams.signal import Resolution, SignalDraft
from tests.laws.desks import ACCOUNTS, World, account, draft, drafts, policy, profile, world

FEW = settings(max_examples=10, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
QUIET = ("customer", "open_deal", "own", "competitor", "opted_out")
PUBLISHED = """
    SELECT p.account FROM (SELECT account FROM qualified_accounts UNION SELECT account FROM alerts) AS p
    JOIN accounts AS a ON a.domain = p.account JOIN fits AS f ON f.account = p.account AND f.best
    WHERE f.verdict <> 'qualifies' OR a.status IN ('customer', 'open_deal', 'own', 'competitor', 'opted_out')
        OR f.fit < 40
"""


@st.composite
def markets(draw: st.DrawFn) -> list[Any]:
    """Accounts of any status and any fit."""
    fits = [{}, {"country": "US"}, {"employees": 5, "industry": "Retail", "country": "US"}, {"employees": None}]
    fits += [{"employees": None, "industry": None}, {"technologies": (), "founded": 1950}]
    return [
        account(name, status=draw(st.sampled_from(STATUSES)), **draw(st.sampled_from(fits)))
        for name in ("alpha", "bravo", "charly")
    ]


@FEW
@given(markets(), st.lists(drafts(("alpha", "bravo", "charly", "kilo"), traits=True), max_size=25))
def test_nothing_is_published_without_fit_and_intent_whatever_the_statuses(market, found):
    with TemporaryDirectory() as folder, world(Path(folder), market) as made:
        made.offer(*found, draft("form_submitted", "charly", form="demo"))
        assert made.rows(PUBLISHED) == []
        assert made.rows("SELECT account FROM qualified_accounts WHERE intent < 30") == []
        assert made.rows("SELECT id FROM alerts WHERE fit < 40 OR intent < 30 OR tier = 'out'") == []
        silent = made.rows("SELECT DISTINCT account FROM signals WHERE verdict NOT IN ('pass', 'possible')")
        for table in ("triggers", "intents", "decisions", "alerts"):
            rows = made.rows(f"SELECT account FROM {table}")
            known = made.rows("SELECT domain FROM accounts WHERE status = 'discovered'")
            assert not set(rows) & (set(silent) - set(known))


@pytest.mark.parametrize("status", QUIET)
def test_who_must_stay_quiet_is_stored_and_never_decided_on(tmp_path: Path, status: str) -> None:
    with world(tmp_path, [account("alpha", status=status)]) as made:
        made.offer(draft("form_submitted", form="demo"), draft("funding_round", round="series_a"))
        assert made.rows("SELECT DISTINCT verdict, count(*) FROM signals GROUP BY 1") == [(status, 2)]
        assert [made.table(name) for name in ("triggers", "intents", "decisions", "alerts", "outbox")] == [[]] * 5


DEMO = draft("form_submitted", form="demo")
ROUND = draft("funding_round", round="series_a")
NETWORK = Resolution(method="network", confidence=0.7)
RAISED = {"employees": 200, "industry": "Software", "country": "FR", "technologies": "Salesforce", "founded": 2015}


def only(*drafts: SignalDraft, seeded: bool = False) -> list[Batch]:
    return [Batch("test", "test", [each], seeded=seeded) for each in drafts]


SILENCES: list[tuple[str, list[Batch], list[str | None]]] = [
    ("a hand-raise at a fitting account alerts", only(DEMO), [None]),
    ("seeded", only(DEMO, seeded=True), ["seeded"]),
    ("stale", only(draft("form_submitted", lag=25, form="demo")), ["stale"]),
    ("on the last hour of its freshness", only(draft("form_submitted", lag=24, form="demo")), [None]),
    ("unsure by its reading", only(draft("form_submitted", confidence=0.79, form="demo")), ["unsure"]),
    ("unsure by its match", only(DEMO.model_copy(update={"match": NETWORK})), ["unsure"]),
    ("at the bar of confidence", only(draft("form_submitted", confidence=0.8, form="demo")), [None]),
    ("possible fit", only(draft("form_submitted", "india", form="demo")), ["possible_fit"]),
    ("below the bar of fit", only(draft("form_submitted", "lean", form="demo")), ["below_fit"]),
    ("held by layoffs", only(draft("layoffs", hours=-1), DEMO), ["held"]),
    ("a hold that is over", only(draft("layoffs", hours=-45 * 24 - 1, lag=1), DEMO), [None]),
    ("a known event", only(ROUND, draft("funding_round", hours=1, round="series_a")), [None, "known_event"]),
    ("a page worth nothing", only(DEMO, draft("visit", hours=1, page="/careers")), [None, "adds_nothing"]),
    ("a priority too low", only(draft("funding_round", "bravo", round="series_a")), ["low_priority"]),
    ("cooling down", only(ROUND, draft("visit", hours=1, page="/blog/x")), [None, "cooldown"]),
    ("a rise through the cooldown", only(ROUND, draft("form_submitted", hours=1, form="trial")), [None, None]),
    ("after the cooldown", only(DEMO, draft("form_submitted", hours=14 * 24 + 1, form="demo")), [None, None]),
    ("intent below the bar is no decision", only(draft("visit", page="/blog/x")), []),
    ("a stranger of whom nothing is known", only(draft("form_submitted", "kilo", form="demo")), ["possible_fit"]),
    (
        "a stranger of whom too little is known",
        only(draft("form_submitted", "kilo", form="demo", traits={"employees": 200, "founded": 2015})),
        ["possible_fit"],
    ),
    ("a stranger who fits", only(draft("form_submitted", "kilo", form="demo", traits=RAISED)), [None]),
    (
        "a stranger who is only warm",
        only(draft("funding_round", "kilo", round="series_a", traits=RAISED)),
        ["low_priority"],
    ),
]


@pytest.mark.parametrize(("batches", "causes"), [case[1:] for case in SILENCES], ids=[case[0] for case in SILENCES])
def test_every_silence_has_its_cause_in_the_store(
    tmp_path: Path, batches: list[Batch], causes: list[str | None]
) -> None:
    market = [*ACCOUNTS, account("lean", technologies=("Salesforce",), employees=5, founded=1950)]
    rules = profile(tiers={"A": 70, "B": 56})
    with world(tmp_path, market, by=rules, policy=policy(alert=ALERT | {"fit": 56})) as made:
        for batch in batches:
            made.apply(batch)
        assert [cause for _, cause in made.decisions()] == causes
        assert made.rows("SELECT count(*) FROM alerts") == [(causes.count(None),)]
        assert made.rows("SELECT verdict FROM decisions WHERE (cause IS NULL) <> (verdict = 'alert')") == []


ALERT = {"fit": 40, "intent": 30, "from": "P2", "cooldown": "14d"}


def test_a_discovered_company_needs_so_many_known_mandatory_facts(tmp_path: Path) -> None:
    loose = profile(rule={"mandatory": 1, "preferential": 1})
    traits = {"industry": "Software", "technologies": "Salesforce", "founded": 2015}
    with world(tmp_path, by=loose) as made:
        made.offer(draft("form_submitted", "kilo", form="demo", traits=traits))
        made.offer(draft("form_submitted", "lima", form="demo", traits=traits | {"country": "FR"}))
        assert made.decisions() == [("kilo.example", "little_known"), ("lima.example", None)]


def test_an_alert_that_raises_the_priority_names_the_one_it_raises(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(ROUND)
        made.offer(draft("form_submitted", hours=1, form="trial"))
        (first, before, _), (_, after, named) = made.rows(
            "SELECT id, priority, escalates FROM alerts ORDER BY decided_at"
        )
        assert (before, after, named) == ("P2", "P1", first)


def test_silent_rows_are_only_appended(tmp_path: Path) -> None:
    offered = [draft("visit", "hotel", hours=n, page="/pricing") for n in range(5)]
    with world(tmp_path) as made:
        made.offer(*offered)
        assert made.rows("SELECT count(*), any_value(verdict) FROM signals") == [(5, "out")]
        assert [made.table(name) for name in ("triggers", "intents", "decisions", "outbox")] == [[]] * 4
        assert "hotel.example" not in made.desk.memory._states


DISCOVERED = """
    SELECT domain, name, status, employees, industry, country, attributes -> 'origins'
    FROM accounts WHERE status = 'discovered'
"""


def test_a_company_on_no_list_becomes_an_account_with_facts_that_name_their_origin(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(draft("visit", "kilo", traits={"employees": 80, "country": "France"}), source="tracker")
        made.offer(draft("visit", "kilo", hours=26, traits={"employees": 900, "industry": "Software"}), source="other")
        (row,) = made.rows(DISCOVERED)
        assert row[:6] == ("kilo.example", "Kilo", "discovered", 80, "Software", "France")
        assert '"country: tracker, 2026-11-24"' in row[6]
        assert '"industry: other, 2026-11-25"' in row[6]
        versions = "SELECT count(*) FROM account_versions WHERE domain = 'kilo.example'"
        assert made.rows(versions) == [(2,)]
        seqs = made.rows(
            "SELECT seq FROM account_versions WHERE domain = 'kilo.example' UNION ALL SELECT seq FROM signals"
        )
        assert len({seq for (seq,) in seqs}) == 4, "every input has a number of its own"


def test_what_a_signal_teaches_holds_after_it_and_never_before(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(
            draft("form_submitted", "kilo", form="demo"),
            draft("form_submitted", "kilo", hours=1, form="contact", traits=RAISED),
            draft("form_submitted", "kilo", hours=2, form="trial"),
        )
        assert [cause for _, cause in made.decisions()] == ["possible_fit", "possible_fit", None]


@pytest.mark.parametrize("domain", ["gmail.com", "web.de", "github.io", "wordpress.com", "somebody.github.io"])
def test_free_mail_and_shared_hosts_never_become_accounts(tmp_path: Path, domain: str) -> None:
    with world(tmp_path) as made:
        given = DEMO.model_copy(update={"company": DEMO.company.model_copy(update={"domain": domain, "name": None})})
        mailed = DEMO.model_copy(
            update={"company": DEMO.company.model_copy(update={"domain": None, "name": None}), "email": f"a@{domain}"}
        )
        made.offer(given, mailed)
        assert made.rows("SELECT count(*) FROM accounts WHERE status = 'discovered'") == [(0,)]
        assert made.rows("SELECT count(*) FROM unresolved WHERE reason <> ''") == [(2,)]


def test_companies_beyond_the_cap_go_to_unresolved_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sinks.discovering.MOST", 2)
    with world(tmp_path) as made:
        receipt = made.offer(*(draft("visit", name, page="/pricing") for name in ("kilo", "lima", "mike", "kilo")))
        assert (receipt.stored, receipt.unresolved, receipt.repeated) == (2, 1, 1)
        made.restart()
        assert made.offer(draft("visit", "november")).unresolved == 1
        assert made.offer(draft("visit", "kilo", hours=1)).stored == 1
        assert made.rows("SELECT count(*) FROM accounts WHERE status = 'discovered'") == [(2,)]
        reasons = made.rows("SELECT DISTINCT reason FROM unresolved")
        assert reasons == [("2 companies were discovered already: put it on the account list",)]


def test_a_list_takes_a_discovered_company_over_with_all_that_is_stored_of_it(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(
            draft("funding_round", "kilo", hours=-1, round="series_a", traits={"employees": 7, "industry": "Retail"})
        )
        made.restart(accounts=[*ACCOUNTS, account("kilo", owner="mara@northwind.example")])
        assert made.rows(DISCOVERED) == []
        assert made.rows("SELECT status, employees, owner, source FROM accounts WHERE name = 'Kilo'") == [
            ("prospect", 200, "mara@northwind.example", "list")
        ]
        made.offer(draft("visit", "kilo", page="/pricing", traits={"employees": 7}))
        assert made.decisions() == [("kilo.example", None)]
        assert made.rows("SELECT employees FROM accounts WHERE domain = 'kilo.example'") == [(200,)]


def qualified(made: World) -> list[str]:
    return [name for (name,) in made.rows("SELECT account FROM qualified_accounts ORDER BY 1")]


def test_intent_fades_out_of_the_published_accounts(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(draft("visit", page="/pricing"))
        assert qualified(made) == ["alpha.example"]
        made.offer(draft("visit", "hotel", hours=24 * 7, page="/"))
        assert qualified(made) == [], "the last recorded instant is a week later"


def test_what_a_list_gives_is_not_changed_by_facts_of_signals(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        before = made.table("accounts")
        made.offer(draft("visit", traits={"employees": 3}), draft("visit", "bravo", traits={"country": "FR"}))
        assert made.table("accounts") == before


def test_a_hold_ends_when_its_span_does(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(draft("acquired", hours=0))
        day = timedelta(days=90) // timedelta(hours=1)
        made.offer(draft("form_submitted", hours=day - 1, form="demo"))
        made.offer(draft("form_submitted", hours=day, form="contact"))
        assert [cause for _, cause in made.decisions()] == ["held", None]
