"""Dead letters wait for company, signals do not; nothing is left behind at the end."""

from hypothesis import given
from hypothesis import strategies as st

from streams.joining import Sent
from streams.load import AT_ONCE, Load
from streams.topics import DEAD_LETTERS, QUALIFIED
from streams.wire import FULL

SIGNAL, LETTER = Sent(QUALIFIED, "a.example", b"{}"), Sent(DEAD_LETTERS, "x", b"{}")


def test_signals_leave_when_there_are_enough_and_dead_letters_stay_for_the_end() -> None:
    load = Load()
    load.put([*[SIGNAL] * (AT_ONCE - 1), LETTER])
    assert not load.is_full
    load.put([SIGNAL])
    assert load.is_full
    assert load.unload() == [SIGNAL] * AT_ONCE
    assert not load.is_full
    assert load.unload(all_of_it=True) == [LETTER]


def test_dead_letters_that_fill_a_record_do_not_wait() -> None:
    load, large = Load(), LETTER._replace(body=b"x" * FULL)
    load.put([large])
    assert load.is_full
    assert load.unload() == [large]
    assert not load.is_full


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=20))
def test_all_that_was_put_is_unloaded_once_and_signals_in_their_order(records: list[tuple[int, int, bool]]) -> None:
    load, put, left = Load(), list[Sent](), list[Sent]()
    for number, (signals, letters, unloads) in enumerate(records):
        sent = [SIGNAL._replace(body=b"%d.%d" % (number, n)) for n in range(signals)]
        sent += [LETTER._replace(body=b"%d.%d" % (number, n)) for n in range(letters)]
        load.put(iter(sent))
        put += sent
        left += load.unload() if unloads else []
    left += load.unload(all_of_it=True)
    assert sorted(left) == sorted(put)
    assert [each for each in left if each.topic == QUALIFIED] == [each for each in put if each.topic == QUALIFIED]
