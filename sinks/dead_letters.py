"""Dead letters: input that broke its contract, kept with cause and bytes until a person retries or drops it."""

from collections.abc import Sequence

from sinks.store import Store


def drop(store: Store, ids: Sequence[str]) -> None:
    """Forget dead letters; on the writer thread."""
    with store.transaction() as connection:
        connection.execute("DELETE FROM dead_letters WHERE id IN (SELECT unnest(?)::UUID)", [list(ids)])
