"""Hundreds of thousands of rows of a table at once: given as columns, bound by their places, indexed at the end."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import FromClause, Insert, Table, Update, bindparam, exists, select
from sqlalchemy import insert as insert_into
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

_PIECE = 5_000  # rows per statement: bounds the memory
_WHICH = "which"  # names the row to change
Columns = Mapping[str, Iterable[Any]]


def insert(session: Session, into: FromClause, columns: Columns) -> None:
    """Add rows to a table, given as columns, those with a default too; no object and no dictionary is made of any."""
    _execute(session, insert_into(_table(into)), _table(into), columns)


def change(session: Session, of: FromClause, key: str, columns: Columns) -> None:
    """Change rows of a table; the column `key` says which."""
    table = _table(of)
    given = {_WHICH if name == key else name: values for name, values in columns.items()}
    _execute(session, table.update().where(table.c[key] == bindparam(_WHICH)), table, given)


@contextmanager
def indexed_afterwards(session: Session, *tables: FromClause) -> Iterator[None]:
    """Where a table is empty, sort its indexes once at the end instead of finding every row's place in each of them."""
    empty = [table for table in map(_table, tables) if not session.scalar(select(exists(select(table))))]
    indexes = [index for table in empty for index in sorted(table.indexes, key=lambda index: str(index.name))]
    connection = session.connection()
    for index in indexes:
        index.drop(connection)
    yield  # what fails is rolled back with the transaction, the indexes too
    for index in indexes:
        index.create(connection)


def _execute(session: Session, statement: Insert | Update, table: Table, columns: Columns) -> None:
    dialect = session.get_bind().dialect
    compiled = statement.compile(dialect=dialect, column_keys=list(columns), for_executemany=True)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - of a statement, not of a type
    names = compiled.positiontup or list(columns)
    rows = zip(*(_bound(session, table, name, columns[name]) for name in names), strict=True)
    connection = session.connection()
    while piece := list(islice(rows, _PIECE)):
        if compiled.positional:
            connection.exec_driver_sql(str(compiled), piece)
        else:  # a driver that wants names
            connection.exec_driver_sql(str(compiled), [dict(zip(names, row, strict=True)) for row in piece])


def _bound(session: Session, table: Table, name: str, values: Iterable[Any]) -> Iterable[Any]:
    """The values as the driver takes them: SQLite keeps dates as text."""
    if name == _WHICH:
        return values
    dialect = session.get_bind().dialect
    bind: Callable[[Any], Any] | None = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    return values if bind is None else map(cache(bind), values)  # the same few days come again and again


def _table(of: FromClause) -> Table:
    if not isinstance(of, Table):
        raise TypeError(of)
    return of
