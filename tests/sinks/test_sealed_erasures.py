"""Who is to be forgotten travels sealed; a machine without the key forgets by hashes, and says that it did no more."""

from types import SimpleNamespace

import pytest

from sinks.taking import take
from streams.ports import Erasure
from streams.records import ErasureCommand, Opening
from streams.sealing import Seal
from streams.topics import COMMANDS

SEAL = Seal(bytes(range(32)))
GONE = Erasure("hash", ("v1",), "ann@acme.example")


def taken(seal: Opening) -> tuple[list[Erasure], list[str]]:
    """The erasures of a sealed command, and the causes of its dead letters."""
    value = ErasureCommand.of(GONE, lambda: SEAL).model_dump_json().encode()
    record = SimpleNamespace(topic=COMMANDS, partition=0, offset=3, timestamp=0, key=None, value=value)
    arrivals = take(record, seal).arrivals
    return list(arrivals.erasures), [each.rejected.cause for each in arrivals.dead]


def test_with_the_key_the_person_is_looked_for_in_texts() -> None:
    assert taken(lambda: SEAL) == ([GONE], [])


@pytest.mark.parametrize("seal", [None, Seal(bytes(32))])
def test_without_the_key_or_with_another_hashes_apply_and_a_dead_letter_says_what_is_missing(seal: Seal | None) -> None:
    erasures, causes = taken(lambda: seal)
    assert erasures == [Erasure("hash", ("v1",))]
    assert [cause.partition(",")[0] for cause in causes] == ["sealed: it does not open with this machine's key"]
