"""The fit table holds what its topic said last of each account, in any order of what is asked between."""

from hypothesis import given
from hypothesis import strategies as st

from streams.fit_table import FitTable
from streams.records import AccountRecord

NAMES = ("Acme", "Brightwater", "Corvane")
DOMAINS = ("acme.example", "bright.example", "corvane.example")


def account(domain, name="Acme", status="prospect", verdict="pass"):
    fit = {"fit": 80.0, "tier": "A", "known": 1.0, "known_mandatory": 3, "profile": "main", "fit_version": "f1"}
    return AccountRecord(domain=domain, name=name, status=status, verdict=verdict, **fit)


def test_an_account_that_left_is_known_no_more():
    table = FitTable()
    table.put(account("acme.example"))
    assert table.find("Acme", None).account == "acme.example"
    table.drop("acme.example")
    assert table.find("Acme", None).account is None
    assert table.known("acme.example") is None
    table.drop("never.example")


def test_a_discovered_account_is_found_by_its_domain_never_by_a_name():
    table = FitTable()
    table.put(account("acme.example", status="discovered"))
    assert table.find("Acme", None).account is None
    assert table.known("www.acme.example") == "acme.example"


def test_an_account_that_was_discovered_and_is_listed_now_is_found_by_its_name():
    table = FitTable()
    table.put(account("acme.example", status="discovered"))
    table.find("Acme", None)
    table.put(account("acme.example"))
    assert table.find("Acme", None).account == "acme.example"


STEPS = st.one_of(
    st.builds(account, st.sampled_from(DOMAINS), st.sampled_from(NAMES), st.sampled_from(["prospect", "discovered"])),
    st.sampled_from(DOMAINS),
    st.none(),
)


@given(st.lists(STEPS))
def test_it_answers_as_one_made_of_what_is_left(steps):
    table, left = FitTable(), {}
    for step in steps:
        if step is None:
            table.find(NAMES[0], None)
        elif isinstance(step, str):
            table.drop(step)
            left.pop(step, None)
        else:
            table.put(step)
            left[step.domain] = step
    fresh = FitTable()
    for each in left.values():
        fresh.put(each)
    assert table.standings == fresh.standings == {domain: each.standing() for domain, each in left.items()}
    for name in NAMES:
        assert table.find(name, None) == fresh.find(name, None)
    for domain in DOMAINS:
        assert table.find(None, domain) == fresh.find(None, domain)
