"""Whose status an account has, by who stands above it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.account import Account
from icp.kinship import DEEPEST, STATUS_FROM, Inherited, bare, inherited, with_inherited


@pytest.mark.parametrize(
    ("own", "parents", "found"),
    [
        ({"a": "prospect", "b": "customer"}, {"a": "b"}, Inherited("customer", "b")),
        ({"a": "prospect", "b": "prospect", "c": "opted_out"}, {"a": "b", "b": "c"}, Inherited("opted_out", "c")),
        ({"a": "prospect", "b": "open_deal", "c": "own"}, {"a": "b", "b": "c"}, Inherited("open_deal", "b")),
        ({"a": "competitor", "b": "customer"}, {"a": "b"}, None),
        ({"a": "prospect", "b": "prospect"}, {"a": "b"}, None),
        ({"a": "prospect"}, {"a": "gone"}, None),
        ({"a": "prospect", "c": "customer"}, {"a": "gone", "gone": "c"}, Inherited("customer", "c")),
        ({"a": "prospect"}, {"a": "a"}, None),
        ({"a": "prospect", "b": "prospect"}, {"a": "b", "b": "a"}, None),
        (
            {"a": "prospect", "b": "prospect", "c": "customer"},
            {"a": "b", "b": "c", "c": "a"},
            Inherited("customer", "c"),
        ),
        ({"a": "discovered", "b": "own"}, {"a": "b"}, Inherited("own", "b")),
    ],
)
def test_the_nearest_above_that_is_no_prospect_counts(own: Any, parents: Any, found: Any) -> None:
    assert inherited("a", own, parents) == found


NAMES = st.sampled_from("abcdef")
STATUSES = st.sampled_from(["prospect", "prospect", "customer", "competitor", "open_deal"])


@given(st.dictionaries(NAMES, STATUSES), st.dictionaries(NAMES, NAMES), NAMES)
def test_a_status_that_is_inherited_is_that_of_somebody_above(own: Any, parents: Any, name: str) -> None:
    found = inherited(name, own, parents)
    above, seen = parents.get(name), [name]
    while above is not None and above not in seen:
        seen.append(above)
        above = parents.get(above)
    if found is None:
        assert own.get(name) not in ("prospect",) or all(own.get(each, "prospect") == "prospect" for each in seen)
    else:
        assert (own[found.source], own[name]) == (found.status, "prospect")
        assert found.source in seen[1:]


def test_a_chain_is_followed_so_far_and_no_farther() -> None:
    parents = {str(number): str(number + 1) for number in range(50)}
    own: Any = {str(number): "prospect" for number in range(50)} | {str(DEEPEST): "customer"}
    assert inherited("0", own, parents) == Inherited("customer", str(DEEPEST))
    own |= {str(DEEPEST): "prospect", str(DEEPEST + 1): "customer"}
    assert inherited("0", own, parents) is None


def test_what_was_inherited_leaves_the_account_as_it_was() -> None:
    account = Account(domain="a.example", name="A", attributes={"tier": "gold"})
    heir = with_inherited(account, Inherited("customer", "b.example"))
    assert (heir.status, heir.attributes) == ("customer", {"tier": "gold", STATUS_FROM: "b.example"})
    assert bare(heir) == with_inherited(heir, None) == account
