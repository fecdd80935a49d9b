"""The neighbourhood of a list of planned payouts: whose hits it may change, and on whose payouts these rest.

A rule of reach `neighbours` decides on an award from the payouts of its person, of the members of his household and
into the accounts he is paid into, and from the registers; such a rule says of `near_award` the very same when it sees
only `near_payout`. A test holds both against each other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

SQL = (Path(__file__).parent / "neighbourhood.sql").read_text(encoding="utf-8")


def find(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `listed_award`, `near_award`, and `near_payout` as it is before the list is paid."""
    connection.execute(SQL)


def pay(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the list to `near_payout`."""
    connection.execute("INSERT INTO near_payout BY NAME SELECT * FROM planned_payout")


@contextmanager
def alone(connection: duckdb.DuckDBPyConnection, also: tuple[str, ...] = ()) -> Iterator[None]:
    """Meanwhile these tables show the neighbourhood only: a temporary view is found before the table of that name.

    `also`: near_NAME stands in the place of each of these tables too.
    """
    names = ("payout", *also)
    for name in names:
        connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM near_{name}")
    yield  # after an error the whole transaction is undone, and the views with it
    for name in names:
        connection.execute(f"DROP VIEW temp.{name}")
