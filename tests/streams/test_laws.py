"""Laws of the deciding half: state is a function of the set, intent the sum of its reasons, the future never counts."""

from datetime import timedelta
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.ids import trigger_id
from streams.intent import Intent, Named
from streams.judgement import (
    AccountState,
    Rules,
    as_of,
    explained,
    held_until,
    intent_now,
    judge,
    let_go,
    member_of,
    reasons,
)
from streams.policy import RANK
from streams.times import micros
from streams.triggers import anchor_of, fold, new_fold
from tests.streams.worlds import NOW, shipped_policy, signal, standing

POLICY = shipped_policy()
KINDS = ["funding_round", "leadership_hire", "job_posting", "visit", "form_submitted", "acquisition", "topic_surge"]
DETAILS = st.fixed_dictionaries(
    {},
    optional={
        "round": st.sampled_from(["seed", "series_a", "series_b", "venture_unspecified"]),
        "amount": st.sampled_from([1e6, 1.05e6, 5e6]),
        "currency": st.sampled_from(["EUR", "USD"]),
        "person": st.sampled_from(["Ann Doe", "A. Doe", "Bo Roe"]),
        "role": st.sampled_from(["CFO", "VP Sales", "Chief Revenue Officer"]),
        "job": st.sampled_from(["1", "2", "3"]),
        "title": st.sampled_from(["SDR", "Head of Sales"]),
        "page": st.sampled_from(["/pricing", "/blog/a", "/careers", "/demo"]),
        "visitor": st.sampled_from(["v1", "v2", "v3", "v4", "v5"]),
        "form": st.sampled_from(["demo", "newsletter"]),
        "topic": st.sampled_from(["crm", "sales"]),
    },
)


@st.composite
def signals(draw, kinds=KINDS):
    hours = draw(st.integers(-24 * 60, 24))
    at = NOW + timedelta(hours=hours)
    lag = timedelta(hours=draw(st.integers(-2, 100)))
    return signal(
        draw(st.sampled_from(kinds)),
        confidence=draw(st.sampled_from([0.5, 0.8, 0.95])),
        at=at,
        observed=at + lag,
        **draw(DETAILS),
    )


def unique(found):
    return list({each.id: each for each in found}.values())


def told(groups):
    return [(anchor_of(g), g.at, g.confidence, g.points, g.size, dict(g.details)) for g in groups]


@given(st.lists(signals(), max_size=25), st.randoms(use_true_random=False))
def test_triggers_depend_on_which_signals_are_stored_and_not_on_their_order(found, random):
    for kind in {each.kind for each in found}:
        members = [member_of(each) for each in unique(found) if each.kind == kind]
        shuffled = random.sample(members, len(members))
        grown = new_fold(kind, POLICY, Rules(POLICY).pages)
        for member in shuffled:
            grown.add(member)
        in_order = sorted(grown.newest_first(), key=lambda g: (g.at, anchor_of(g)))
        assert told(in_order) == told(fold(kind, members, POLICY))


@given(st.lists(signals(), max_size=25))
def test_a_change_names_every_trigger_that_came_or_went(found):
    kept: dict[str, object] = {}
    folds = {kind: new_fold(kind, POLICY, Rules(POLICY).pages) for kind in KINDS}
    for each in unique(found):
        change = folds[each.kind].add(member_of(each))
        for gone in change.gone:
            kept.pop(f"{each.kind} {gone}", None)
        for group in (change.group, *change.others):
            kept[f"{each.kind} {anchor_of(group)}"] = (group.size, group.confidence, group.points)
    now = {
        f"{kind} {anchor_of(g)}": (g.size, g.confidence, g.points)
        for kind, whole in folds.items()
        for g in whole.newest_first()
    }
    assert kept == now


@given(st.lists(signals(), max_size=25), st.integers(-1500, 3000))
def test_intent_is_the_sum_of_its_reasons_and_the_fast_way_gives_the_same_number(found, hours):
    rules, state = Rules(POLICY), AccountState()
    for each in unique(found):
        judge(state, each, standing(), rules)
    now = micros(NOW + timedelta(hours=hours))
    intent = explained("veltrane.example", state, POLICY, now)
    assert intent.points == intent_now(state, POLICY, now)
    assert intent.points == pytest.approx(min(100.0, fsum(kind.value for kind in intent.kinds)), abs=1e-6)
    for kind in intent.kinds:
        assert kind.value == min(kind.cap, fsum(share.value for share in kind.shares))
        for share in kind.shares:
            assert share.age_days >= 0
            assert share.value == share.points * share.confidence * share.decay
    assert 0.0 <= intent.points <= 100.0


@given(st.lists(signals(), max_size=25), st.integers(0, 900), st.integers(1, 3), st.integers(0, 30))
def test_intent_is_the_sum_of_the_reasons_that_are_named_and_of_the_rest(found, hours, most, place):
    state = AccountState()
    for each in unique(found):
        judge(state, each, standing(), Rules(POLICY))
    anchors = [group.anchor_id for fold in state.folds.values() for group in fold.newest_first()]
    always = anchors[place % len(anchors)] if anchors else ""
    now = micros(NOW + timedelta(hours=hours))
    whole = explained("a", state, POLICY, now)
    short = Intent.model_validate(reasons("a", state, POLICY, now, Named(most, always)))
    assert short.points == whole.points
    for kind, full in zip(short.kinds, whole.kinds, strict=True):
        parts = [share.value for share in kind.shares] + ([kind.rest.value] if kind.rest else [])
        assert kind.value == min(kind.cap, fsum(parts)) == pytest.approx(full.value, abs=1e-9)
        assert len(kind.shares) + (kind.rest.triggers if kind.rest else 0) == len(full.shares)
        assert len(kind.shares) <= most + 1
        assert kind.shares[:most] == full.shares[:most]
        assert set(kind.shares) <= set(full.shares)
    counted = {share.trigger for kind in whole.kinds for share in kind.shares}
    chosen = {trigger_id("a", kind, always) for kind in state.folds}
    assert chosen & counted == chosen & {share.trigger for kind in short.kinds for share in kind.shares}


@given(st.lists(signals(), max_size=20))
def test_the_future_never_counts(found):
    for each in found:
        assert member_of(each).at <= micros(each.observed_at)
    state, past = AccountState(), micros(NOW - timedelta(days=5000))
    for each in unique(found):
        Rules(POLICY).fold_of(state, each.kind).add(member_of(each))
    assert reasons("a", state, POLICY, past)["points"] == intent_now(state, POLICY, past) == 0.0


@given(st.lists(signals(), max_size=30), st.sampled_from(["A", "B", "C"]))
def test_alerts_are_justified_at_their_instant_and_never_repeat_within_the_cooldown_unless_they_rise(found, tier):
    rules, state = Rules(POLICY), AccountState()
    alerts = []
    for each in unique(found):
        verdict = judge(state, each, standing(tier), rules)
        if verdict.alert:
            alerts.append((verdict.decided_at, verdict.decision, verdict.intent, each))
    cooldown = POLICY.alert.cooldown // timedelta(microseconds=1)
    for place, (at, decision, intent, cause) in enumerate(alerts):
        assert intent >= POLICY.alert.intent
        assert not cause.seeded
        assert RANK[decision.priority] >= RANK[POLICY.alert.from_]
        recent = [d for t, d, _, _ in alerts[:place] if t > at - cooldown]
        hand_raise = cause.kind == "form_submitted" and cause.details.get("form") == "demo"
        assert not recent or hand_raise or RANK[decision.priority] > max(RANK[d.priority] for d in recent)
    assert len({cause.id for *_, cause in alerts}) == len(alerts)


@given(st.lists(signals(), max_size=15))
def test_a_repeat_of_a_signal_changes_no_decision_that_was_made(found):
    once, twice = Rules(POLICY), Rules(POLICY)
    first, second = AccountState(), AccountState()
    kept = unique(found)
    for each in kept:
        judge(first, each, standing(), once)
        judge(second, each, standing(), twice)
    assert told(g for f in first.folds.values() for g in f.newest_first()) == told(
        g for f in second.folds.values() for g in f.newest_first()
    )
    assert first.past == second.past


SHORT = shipped_policy(
    kinds={
        kind: rule.model_dump(by_alias=True) | {"half_life": timedelta(hours=5), "fresh": timedelta(days=3)}
        for kind, rule in POLICY.kinds.items()
    }
)


@given(st.lists(signals(), max_size=30))
def test_an_account_that_lets_go_of_what_no_longer_counts_decides_as_one_that_keeps_all(found):
    rules = Rules(SHORT)
    whole, lighter, stored = AccountState(), AccountState(), []
    for each in unique(found):
        if member_of(each).at < lighter.floor(each.kind):
            lighter = stored_state(stored, lighter, rules)
        assert judge(lighter, each, standing("A"), rules) == judge(whole, each, standing("A"), rules)
        assert in_force(lighter, rules) == in_force(whole, rules)
        stored.append(each)
        let_go(lighter, rules)
    assert lighter.past == whole.past


def stored_state(stored, before, rules):
    """The state read anew: all triggers of what is stored."""
    state = AccountState(last=before.last, past=before.past)
    for each in stored:
        rules.fold_of(state, each.kind).add(member_of(each))
    return state


def in_force(state, rules):
    """What the store keeps of each kind, and the reasons of the intent now."""
    kinds = {kind: as_of(fold, rules.policy.kinds[kind]) for kind, fold in state.folds.items()}
    return kinds, reasons("a", state, rules.policy, state.last), held_until(state, rules, state.last)


@pytest.mark.parametrize("kind", ["visit", "funding_round"])
def test_what_is_let_go_is_what_is_older_than_ten_half_lives_and_a_window(kind):
    rules, state = Rules(SHORT), AccountState()
    for day in range(-20, 1):
        judge(state, signal(kind, at=NOW + timedelta(days=day), page="/pricing", round="seed"), standing(), rules)
    all_of_them = [group.at for group in state.folds[kind].weighed()]
    let_go(state, rules)
    kept = [group.at for group in state.folds[kind].weighed()]
    changing = [group.at for group in state.folds[kind].newest_first()]
    assert kept == all_of_them[: len(kept)]
    assert len(changing) <= len(kept) < len(all_of_them)
    assert max(set(all_of_them) - set(changing)) < state.floor(kind) <= changing[0]


@given(st.lists(signals(kinds=["job_posting"]), max_size=25), st.randoms(use_true_random=False))
def test_many_postings_are_found_by_their_job_as_few_are_by_looking_at_each(found, random):
    members = [member_of(each) for each in unique(found)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("streams.triggers.MANY", 2)
        many = new_fold("job_posting", POLICY, Rules(POLICY).pages)
        for member in random.sample(members, len(members)):
            many.add(member)
    assert told(sorted(many.newest_first(), key=lambda g: (g.at, anchor_of(g)))) == told(
        fold("job_posting", members, POLICY)
    )
