"""Law: what a signal teaches of an account becomes a version of it after that signal, never before it."""

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from icp.account import Account
from icp.origins import ORIGINS
from streams.ports import Batch, Lesson
from streams.records import COMMAND, LessonCommand
from streams.signal import Resolution, SignalDraft
from tests.laws.desks import World, account, draft, profile, world

OPEN = account("golf", technologies=(), founded=1950)
"""Meets its mandatory criteria; whether it meets a preferential one, only its technologies can tell."""
POSTING = draft("job_posting", "golf", hours=1, title="Sales Engineer", technologies=["Salesforce"])
DEMO = draft("form_submitted", "golf", form="demo")
VERDICTS = "SELECT kind, verdict FROM signals ORDER BY seq"


def fit(made: World) -> tuple[str, float]:
    ((verdict, points),) = made.rows("SELECT verdict, fit FROM fits WHERE account = 'golf.example'")
    return verdict, points


def test_the_signal_that_teaches_is_judged_by_what_was_known_before_it(tmp_path: Path) -> None:
    with world(tmp_path, [OPEN]) as made:
        assert fit(made) == ("possible", 65.0)
        made.offer(POSTING, draft("form_submitted", "golf", hours=2, form="demo"))
        assert made.rows(VERDICTS) == [("job_posting", "possible"), ("form_submitted", "pass")]
        assert fit(made) == ("qualifies", 80.0)
        assert made.decisions() == [("golf.example", None)], "the demo alone is over the bar, and alerts"


def test_the_explanation_says_where_the_value_came_from(tmp_path: Path) -> None:
    with world(tmp_path, [OPEN]) as made:
        made.offer(POSTING)
        ((found,),) = made.rows("SELECT reasons FROM fits WHERE account = 'golf.example'")
        assert '"origin":"test, 2026-11-24"' in found


@pytest.mark.parametrize(
    "unsure",
    [
        replace(POSTING, confidence=0.6),
        replace(POSTING, match=Resolution(method="fuzzy", confidence=0.7)),
        draft("job_posting", "golf", title="Sales Engineer"),
    ],
)
def test_who_is_unsure_teaches_nothing(tmp_path: Path, unsure: SignalDraft) -> None:
    with world(tmp_path, [OPEN]) as made:
        made.offer(unsure)
        assert fit(made) == ("possible", 65.0)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_batches_do_not_change_what_is_taught_when(tmp_path: Path, size: int) -> None:
    found = [draft("visit", "golf", page="/docs"), POSTING, draft("visit", "golf", hours=2, page="/pricing")]
    found += [draft("leadership_hire", "golf", hours=3, role="VP Sales"), draft("visit", "golf", hours=4, page="/demo")]
    with world(tmp_path, [OPEN, account("alpha")]) as made:
        for start in range(0, len(found), size):
            made.offer(*found[start : start + size])
        verdicts = [verdict for _, verdict in made.rows(VERDICTS)]
        assert verdicts == ["possible", "possible", "pass", "pass", "pass"]
        ((body,),) = made.rows("SELECT attributes FROM accounts WHERE domain = 'golf.example'")
        assert [name in body for name in ("sales_leader", "vp_sales", "technologies: test")] == [True] * 3


def test_a_new_list_and_a_new_start_keep_what_was_taught(tmp_path: Path) -> None:
    with world(tmp_path, [OPEN]) as made:
        made.offer(POSTING)
        made.restart(accounts=[OPEN.model_copy(update={"name": "Golf GmbH"}), account("alpha")])
        assert fit(made) == ("qualifies", 80.0)
        made.restart(accounts=[OPEN.model_copy(update={"technologies": ("HubSpot",)})])
        assert fit(made)[0] == "out", "the list says now what it is, and that counts"


def test_a_round_sets_the_funding_stage_for_a_criterion_that_asks_for_it(tmp_path: Path) -> None:
    raised = {"name": "Raised", "role": "preferential", "attribute": "funding_stage", "one_of": ["Series A"]}
    by = profile(criteria=[*_criteria(), {**raised, "points": 15}])
    bare = Account(domain="golf.example", name="Golf", employees=200, industry="Software", country="FR")
    with world(tmp_path, [bare], by=by) as made:
        made.offer(draft("funding_round", "golf", round="series_a"))
        assert fit(made) == ("qualifies", 80.0)
        ((attributes,),) = made.rows("SELECT attributes FROM accounts")
        assert ORIGINS in attributes


def _criteria() -> list[dict[str, object]]:
    return [
        {"name": "Size", "role": "mandatory", "attribute": "employees", "between": [50, 500], "points": 25},
        {"name": "Industry", "role": "mandatory", "attribute": "industry", "one_of": ["Software"], "points": 20},
        {"name": "Country", "role": "mandatory", "attribute": "country", "one_of": ["FR", "DE"], "points": 20},
    ]


LESSON = Lesson("golf.example", {"technologies": ["Salesforce"]}, "web", "2026-11-24")


def test_what_a_source_found_out_fills_an_account_without_any_signal(tmp_path: Path) -> None:
    strange = Lesson("nobody.example", {"employees": 5}, "web", "2026-11-24")
    with world(tmp_path, [OPEN]) as made:
        made.apply(Batch("web", "web", (), lessons=[LESSON, strange]))
        assert fit(made) == ("qualifies", 80.0)
        assert made.rows("SELECT count(*) FROM signals") == [(0,)]
        versions = made.rows("SELECT count(*) FROM account_versions")
        made.apply(Batch("web", "web", (), lessons=[LESSON]))
        assert made.rows("SELECT count(*) FROM account_versions") == versions, "told again, it is no news"


def looked(day: str, *tools: str) -> Batch:
    return Batch("web", "web", (), lessons=[Lesson("golf.example", {"technologies_seen": list(tools)}, "web", day)])


def test_what_web_evidence_taught_leaves_again_with_the_fit_it_gave(tmp_path: Path) -> None:
    with world(tmp_path, [OPEN]) as made:
        made.apply(looked("2026-10-01", "Salesforce", "Stripe"))
        assert fit(made) == ("qualifies", 80.0)
        made.apply(looked("2026-11-01", "Stripe"))
        assert fit(made)[0] == "out", "what is known of its tools holds no CRM"
        assert made.rows("SELECT technologies FROM accounts") == [(["Stripe"],)]
        made.offer(POSTING)
        assert fit(made) == ("qualifies", 80.0), "a posting names it: no look takes that back"
        made.apply(looked("2026-12-01"))
        assert made.rows("SELECT technologies FROM accounts") == [(["Salesforce"],)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_looks_and_postings_leave_the_same_account_in_any_order(tmp_path: Path, order: tuple[int, ...]) -> None:
    steps = (looked("2026-10-01", "Salesforce", "Stripe"), looked("2026-11-01", "Stripe"), POSTING)
    with world(tmp_path, [OPEN]) as made:
        for number in order:
            step = steps[number]
            made.apply(step) if isinstance(step, Batch) else made.offer(step)
        assert made.rows("SELECT technologies, attributes -> 'technologies_seen' FROM accounts") == [
            (["Salesforce", "Stripe"], '["others: Salesforce","web, 2026-11-01: Stripe"]')
        ]


def test_a_lesson_travels_on_the_topic_of_commands() -> None:
    command = COMMAND.validate_json(LessonCommand.of(LESSON).model_dump_json())
    assert isinstance(command, LessonCommand)
    assert command.lesson() == LESSON
