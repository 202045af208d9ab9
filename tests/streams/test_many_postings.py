"""A board of thousands of postings at one account: taken in any order, with no fold of all of them for each one."""

from random import Random

import pytest

from streams.judgement import member_of
from streams.triggers import KindFold, anchor_of, fold, new_fold
from tests.streams.worlds import NOW, shipped_policy, signal

POLICY = shipped_policy()


def test_postings_of_one_instant_open_each_its_own_trigger_in_whatever_order(monkeypatch: pytest.MonkeyPatch) -> None:
    members = [member_of(signal("job_posting", at=NOW, observed=NOW, job=f"{number % 400}")) for number in range(600)]
    mixed = Random(7).sample(members, len(members))
    anew: list[str] = []
    refold = KindFold._refold

    def counted(self: KindFold, member):  # type: ignore[no-untyped-def]
        anew.append(member.details["job"])
        return refold(self, member)

    monkeypatch.setattr(KindFold, "_refold", counted)
    grown = new_fold("job_posting", POLICY, None)
    for member in mixed:
        grown.add(member)

    assert sorted((anchor_of(g), g.size) for g in grown.newest_first()) == sorted(
        (anchor_of(g), g.size) for g in fold("job_posting", members, POLICY)
    )
    assert {int(job) for job in anew} <= set(range(200)), "only where a job has two postings an anchor is displaced"
