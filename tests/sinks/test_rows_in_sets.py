"""Sets of rows: a statement reads the rows of its own call, on a connection that was made ready or not."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from sinks.columns import Table

PLACES = Table("places", {"name": "text", "floors": "int"}, often=True)
INTO = "SELECT * FROM places ORDER BY name"


@pytest.fixture(params=["ready", "as it comes"])
def connection(request: pytest.FixtureRequest) -> Iterator[duckdb.DuckDBPyConnection]:
    made = duckdb.connect()
    made.execute("CREATE TABLE places (name VARCHAR PRIMARY KEY, floors BIGINT)")
    if request.param == "ready":
        Table.make_ready(made)
    yield made
    made.close()


def stored(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return connection.execute(INTO).fetchall()


def test_the_same_statement_takes_other_rows_each_time(connection: duckdb.DuckDBPyConnection) -> None:
    PLACES.insert(connection, [("a", 1), ("b", 2)])
    PLACES.insert(connection, [("c", None)])
    assert stored(connection) == [("a", 1), ("b", 2), ("c", None)]


def test_no_rows_are_no_statement(connection: duckdb.DuckDBPyConnection) -> None:
    assert PLACES.insert(connection, []) == []
    assert stored(connection) == []


def test_a_set_that_is_refused_leaves_nothing_and_the_next_is_taken(connection: duckdb.DuckDBPyConnection) -> None:
    PLACES.insert(connection, [("a", 1)])
    with pytest.raises(duckdb.ConstraintException):
        PLACES.insert(connection, [("b", 1), ("a", 2)])
    assert PLACES.insert(connection, [("a", 3)], tail="ON CONFLICT DO NOTHING RETURNING name") == []
    assert PLACES.insert(connection, [("c", 3)], tail="ON CONFLICT DO NOTHING RETURNING name") == [("c",)]
    assert stored(connection) == [("a", 1), ("c", 3)]


def test_rows_of_a_transaction_that_was_rolled_back_are_gone_and_the_next_goes_on(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.begin()
    PLACES.insert(connection, [("a", 1)])
    connection.rollback()
    PLACES.insert(connection, [("b", 2)])
    assert stored(connection) == [("b", 2)]


def test_connections_that_are_ready_do_not_see_each_others_rows(connection: duckdb.DuckDBPyConnection) -> None:
    other = duckdb.connect()
    other.execute("CREATE TABLE places (name VARCHAR, floors BIGINT)")
    Table.make_ready(other)
    PLACES.insert(connection, [("a", 1)])
    PLACES.insert(other, [("b", 2)])
    assert (stored(connection), stored(other)) == ([("a", 1)], [("b", 2)])
    other.close()
