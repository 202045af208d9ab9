"""Visitors are kept as keyed hashes that change daily."""

import stat
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.receiver.who.hashing import BrokenKey, daily, daily_of, hashing_key, lasting

KEY = bytes(range(32))
DAY = date(2026, 11, 23)


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    key = hashing_key(tmp_path / ".fitsignal")
    file = tmp_path / ".fitsignal" / "visitor.key"
    assert len(key) == 32
    assert hashing_key(tmp_path / ".fitsignal") == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["visitor.key"]


def test_a_broken_key_is_a_sentence_and_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "visitor.key").write_bytes(b"short")
    with pytest.raises(BrokenKey, match="holds 5 bytes where a visitor key has 32: put it back from a backup"):
        hashing_key(tmp_path)
    assert (tmp_path / "visitor.key").read_bytes() == b"short"


@given(st.text(max_size=60), st.dates())
def test_a_hash_is_short_tells_nothing_and_is_the_same_from_the_lasting_one(visitor: str, day: date) -> None:
    found = daily(KEY, visitor, day)
    assert len(found) == 16
    assert int(found, 16) >= 0
    assert daily_of(KEY, lasting(KEY, visitor), day) == found
    assert len(lasting(KEY, visitor)) == 32


@given(st.text(max_size=60))
def test_two_days_two_keys_and_two_visitors_have_nothing_in_common(visitor: str) -> None:
    others = {
        daily(KEY, visitor, DAY + timedelta(days=1)),
        daily(bytes(32), visitor, DAY),
        daily(KEY, visitor + "x", DAY),
        lasting(KEY, visitor)[:16],
    }
    assert len(others | {daily(KEY, visitor, DAY)}) == 5
