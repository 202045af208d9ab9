"""Law: explained. Each number of fit and intent recomputes from what is shown beside it, at any past instant."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from math import fsum
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest

from fitsignal.config import load_workspace
from fitsignal.errors import OperatorError
from fitsignal.operations import operate
from fitsignal.service import Service
from sources.records import JsonLines
from streams.durations import parse_duration
from streams.ports import Batch
from streams.signal import SignalDraft
from tests.laws.workspaces import lines, workspace
from tests.streams.worlds import NOW

DAY = timedelta(days=1)
HALVED = '[policy.kinds.visit]\nhalf_life = "1d"\n'


def offered(count: int = 600) -> list[SignalDraft]:
    body = b"".join(line + b"\n" for line in lines(count))
    return list(JsonLines().take(body, "day", 0, count, False).drafts)


@contextmanager
def opened(folder: Path, now: datetime = NOW + DAY) -> Iterator[Service]:
    service = Service(load_workspace(folder), lambda: now)
    try:
        yield service
    finally:
        service.close()


def accept(service: Service, drafts: list[SignalDraft]) -> None:
    service.host.accept(Batch("inbox", "file", drafts)).result()


def explain(service: Service, domain: str, at: datetime | None = None) -> dict[str, Any]:
    (row,) = operate(service, "explain", {"domain": domain, "at": at.isoformat() if at else None})
    return orjson.loads(orjson.dumps(row))  # type: ignore[no-any-return]


def check_fit(fit: dict[str, Any]) -> None:
    """Points are those of the met criteria; the tier follows from them."""
    met = [reason["points"] for reason in fit["reasons"] if reason["verdict"] == "met"]
    assert fit["fit"] == pytest.approx(fsum(met)) or fit["tier"] == "out"
    assert all(reason["points"] == 0 for reason in fit["reasons"] if reason["verdict"] != "met")
    known = [reason for reason in fit["reasons"] if reason["verdict"] != "unknown"]
    assert fit["known"] == pytest.approx(len(known) / len(fit["reasons"]), abs=0.01)


def check_intent(intent: dict[str, Any]) -> None:
    """Shares multiply, kinds add up to their caps, and the whole to a hundred at most."""
    for kind in intent["kinds"]:
        days = parse_duration(kind["half_life"]) / DAY
        for share in kind["shares"]:
            assert share["decay"] == pytest.approx(0.5 ** (share["age_days"] / days))
            assert share["value"] == pytest.approx(share["points"] * share["confidence"] * share["decay"])
        assert kind["total"] == pytest.approx(fsum(share["value"] for share in kind["shares"]))
        assert kind["value"] == pytest.approx(min(kind["cap"], kind["total"]))
    total = fsum(kind["value"] for kind in intent["kinds"])
    assert intent["points"] == pytest.approx(min(100.0, total), abs=1e-6)


def test_fit_and_intent_of_every_account_recompute_from_what_is_shown(tmp_path: Path) -> None:
    with opened(workspace(tmp_path)) as service:
        accept(service, offered())
        shown = [explain(service, row["domain"]) for row in operate(service, "accounts.list", {})]
        assert len(shown) > 40
        for each in shown:
            check_fit(each["fit"])
            check_intent(each["intent"])
        live = {row["account"]: row["intent"] for row in service.store.rows("SELECT account, intent FROM live_intents")}
        assert live == pytest.approx({each["domain"]: each["intent"]["points"] for each in shown if each["triggers"]})
        assert sum(bool(each["alerts"]) for each in shown) > 5


def test_the_triggers_shown_hold_every_share_and_all_signals(tmp_path: Path) -> None:
    with opened(workspace(tmp_path)) as service:
        accept(service, offered())
        for row in operate(service, "accounts.list", {"limit": 15}):
            shown = explain(service, row["domain"])
            if shown["gate"] in ("pass", "possible"):
                assert sum(trigger["signals"] for trigger in shown["triggers"]) == shown["signals"]
                named = {share["trigger"] for kind in shown["intent"]["kinds"] for share in kind["shares"]}
                assert named <= {trigger["id"] for trigger in shown["triggers"]}


def test_what_is_shown_of_a_past_instant_is_what_was_shown_then(tmp_path: Path) -> None:
    drafts = offered()
    with opened(workspace(tmp_path)) as service:
        seen: list[dict[str, Any]] = []
        for place in range(0, len(drafts), 100):
            accept(service, drafts[place : place + 100])
            now = drafts[min(place + 99, len(drafts) - 1)].occurred_at
            domains = Random(place).sample([row["domain"] for row in operate(service, "accounts.list", {})], 8)
            seen += [explain(service, domain, now) for domain in domains]
        for then in seen:
            now = explain(service, then["domain"], datetime.fromisoformat(then["at"]))
            for row in [*then["alerts"], *now["alerts"]]:
                row.pop("delivered")
            assert now == then


def test_the_alert_of_the_log_is_what_is_explained_at_its_instant(tmp_path: Path) -> None:
    with opened(workspace(tmp_path)) as service:
        accept(service, offered())
        alerts = service.store.rows(
            "SELECT a.account, a.decided_at, a.fit, a.intent FROM alerts a"
            " WHERE (SELECT count(*) FROM signals s WHERE s.account = a.account AND s.observed_at = a.decided_at) = 1"
        )
        assert len(alerts) > 10
        for alert in alerts:
            then = explain(service, alert["account"], alert["decided_at"])
            assert (then["intent"]["points"], then["fit"]["fit"]) == (alert["intent"], alert["fit"])


def test_a_past_instant_is_explained_by_the_policy_and_profile_of_that_time(tmp_path: Path) -> None:
    folder, drafts = workspace(tmp_path), offered()
    half = len(drafts) // 2
    at = drafts[half - 1].occurred_at
    with opened(folder) as service:
        accept(service, drafts[:half])
        before = [explain(service, f"company{n}.example", at) for n in range(10)]
    profile = folder / "icp.toml"
    profile.write_text(profile.read_text().replace("points = 40", "points = 35"))
    config = folder / "fitsignal.toml"
    config.write_text(config.read_text() + HALVED)
    with opened(folder) as service:
        accept(service, drafts[half:])
        after = [explain(service, f"company{n}.example", at) for n in range(10)]
        for row in [each for shown in (*before, *after) for each in shown["alerts"]]:
            row.pop("delivered")
        assert after == before
        now = [explain(service, f"company{n}.example") for n in range(10)]
        assert any(kind["half_life"] == "1d" for shown in now for kind in shown["intent"]["kinds"])
        assert {reason["of"] for shown in now for reason in shown["fit"]["reasons"]} == {30, 35}


@pytest.mark.parametrize("given", ["yesterday", "2026-13-01", "0001-01-01T00:00:00+09:00", "²"])
@pytest.mark.parametrize("operation", ["explain", "signal"])
def test_a_time_that_is_none_is_refused_with_a_sentence(tmp_path: Path, operation: str, given: str) -> None:
    params = {"domain": "company1.example", "kind": "visit", "at": given}
    with opened(workspace(tmp_path)) as service, pytest.raises(OperatorError, match="is no time: expected one such as"):
        operate(service, operation, params)


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("explain", {"domain": "nobody.example"}, "nobody.example is no account"),
    ("explain", {}, "is no account"),
    ("fit", {"domains": ["nobody.example"]}, "nobody.example is no account"),
    ("accounts.show", {"domain": "nobody.example"}, "nobody.example is no account"),
    ("accounts.set", {"domain": "nobody.example", "values": {"status": "own"}}, "nobody.example is no account"),
    (
        "accounts.set",
        {"domain": "company1.example", "values": {"employees": "many"}},
        "company1.example was not changed: employees: found 'many', expected a number or range of people such as 140,"
        " 51-200 or 1001+",
    ),
    (
        "accounts.set",
        {"domain": "company1.example", "values": {"status": "lost", "founded": "long ago", "name": ""}},
        "company1.example was not changed: status: found 'lost', expected prospect, customer, open_deal, competitor,"
        " own, opted_out or discovered; founded: found 'long ago', expected a year such as 2015;"
        " name: found '', expected text",
    ),
    (
        "accounts.set",
        {"domain": "company1.example", "values": {"strategic": 3}},
        "strategic: found 3, expected yes or no",
    ),
    (
        "accounts.set",
        {"domain": "company1.example", "values": {"employees": -5}},
        "employees: found -5, expected a number",
    ),
    (
        "accounts.set",
        {"domain": "company1.example", "values": {"owner": {"a": 1}}},
        "owner: found an object, expected text",
    ),
    (
        "accounts.set",
        {"domain": "company1.example", "values": {"note": [[1]]}},
        "note: found [[1]], expected text or a number",
    ),
    (
        "accounts.set",
        {"domain": "company1.example", "values": {"attributes": 1}},
        "attributes: expected the name of one",
    ),
    (
        "accounts.set",
        {"domain": "company1.example", "values": {"domain": "x.example"}},
        "domain: it is what an account",
    ),
    ("accounts.import", {"file": "/nowhere/list.csv"}, "/nowhere/list.csv cannot be read"),
    ("signal", {"domain": "company1.example", "kind": "no such kind"}, "this is no signal: kind: not a kind"),
    ("deadletters.show", {"id": "0"}, "no dead letter begins with '0'"),
    ("digest", {"date": "soon"}, "'soon' is no day"),
    ("no.such", {}, "there is no operation 'no.such'"),
]


@pytest.mark.parametrize(("operation", "params", "sentence"), REFUSED)
def test_what_an_operation_cannot_do_is_a_sentence(
    tmp_path: Path, operation: str, params: dict[str, Any], sentence: str
) -> None:
    with opened(workspace(tmp_path)) as service, pytest.raises(OperatorError) as caught:
        operate(service, operation, params)
    assert sentence in str(caught.value)


def test_a_change_by_hand_is_read_as_a_cell_of_the_list_is(tmp_path: Path) -> None:
    given = {"employees": "51-200", "revenue": "12M", "technologies": "HubSpot; Zendesk", "deal_stage": 2, "growth": 12}
    with opened(workspace(tmp_path)) as service:
        operate(service, "accounts.set", {"domain": "company1.example", "values": {**given, "strategic": "yes"}})
        (shown,) = operate(service, "accounts.set", {"domain": "company1.example", "values": {"strategic": ""}})
        assert shown["employees"] == {"low": 51.0, "high": 200.0}
        assert (shown["revenue"], shown["deal_stage"], shown["growth"]) == (12e6, "2", 12)
        assert (shown["technologies"], shown["strategic"]) == (["HubSpot", "Zendesk"], None)


def test_an_account_silent_by_its_status_is_explained_without_intent(tmp_path: Path) -> None:
    with opened(workspace(tmp_path)) as service:
        accept(service, offered())
        (customer, *_) = operate(service, "accounts.list", {"status": "customer"})
        shown = explain(service, customer["domain"])
        assert (shown["gate"], shown["intent"]["points"], shown["triggers"]) == ("customer", 0.0, [])
        assert shown["signals"] > 0


def test_a_held_account_says_until_when(tmp_path: Path) -> None:
    hold = SignalDraft(kind="layoffs", company={"domain": "company1.example"}, occurred_at=NOW)  # type: ignore[arg-type]
    with opened(workspace(tmp_path)) as service:
        accept(service, [hold])
        shown: Callable[..., Any] = lambda at: explain(service, "company1.example", at).get("held_until")  # noqa: E731
        assert shown(NOW) == "2027-01-08T09:12:00Z"
        assert shown(NOW + 45 * DAY) is None
