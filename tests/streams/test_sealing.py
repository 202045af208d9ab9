"""Sealed texts open for who has the key, whole and unchanged, and for the one they are about."""

from base64 import b64decode, b64encode

from hypothesis import given
from hypothesis import strategies as st

from streams.sealing import Seal

KEY, OTHER = bytes(range(32)), bytes(32)
ADDRESS = "ann.doe@mail.example"


def test_only_the_key_and_the_subject_that_it_was_closed_with_open_it() -> None:
    sealed = Seal(KEY).closed(ADDRESS, "ann")
    assert Seal(KEY).opened(sealed, "ann") == ADDRESS
    assert Seal(OTHER).opened(sealed, "ann") is None
    assert Seal(KEY).opened(sealed, "bob") is None
    assert ADDRESS.encode() not in b64decode(sealed)


def test_what_was_changed_or_is_no_seal_at_all_does_not_open() -> None:
    sealed = b64decode(Seal(KEY).closed(ADDRESS, "ann"))
    changed = [sealed[:n] + bytes([sealed[n] ^ 1]) + sealed[n + 1 :] for n in range(len(sealed))]
    assert {Seal(KEY).opened(b64encode(each).decode(), "ann") for each in [*changed, sealed[:-1], b""]} == {None}
    assert Seal(KEY).opened("no base64 ?", "ann") is None


@given(st.text(min_size=1), st.text(alphabet=st.characters(codec="utf-8")))
def test_a_repeat_has_the_same_bytes_and_any_text_comes_back(text: str, subject: str) -> None:
    seal = Seal(KEY)
    assert seal.closed(text, subject) == seal.closed(text, subject)
    assert seal.opened(seal.closed(text, subject), subject) == text
