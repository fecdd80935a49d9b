"""A short factory: a compared connection over a small world in friendly names."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from records import asof, warehouse
from records.home import Home
from rules import catalogue, engine
from rules.catalogue import Catalogue
from rules.hits import Hit, of_award
from rules.rule import Rule
from rules.worlds import World

KEY = "test"
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Compared:
    """A world after its comparison."""

    connection: duckdb.DuckDBPyConnection
    world: World
    comparison: engine.Comparison

    def hits(self, person: str, programme: str) -> tuple[Hit, ...]:
        return of_award(self.connection, self.award_key(person, programme))

    def award_key(self, person: str, programme: str) -> int:
        return self.world.award_key(KEY, person, programme)


@pytest.fixture
def compared(tmp_path: Path) -> Callable[..., AbstractContextManager[Compared]]:
    """compared(tables, *rules, as_of): compare a world with the given rules, or with all."""

    @contextmanager
    def compare(tables: Rows, *rules: str | Rule, as_of: date = date(2025, 12, 31)) -> Iterator[Compared]:
        world = World()
        world.add(KEY, {table: tuple(rows) for table, rows in tables.items()})
        whole = catalogue.load()
        chosen = replace(whole, rules=tuple(_given(whole, rule) for rule in rules), omissions=()) if rules else whole
        snapshot = warehouse.write(Home(tmp_path / "home"), world.tables(), [])
        with asof.connect(snapshot, as_of) as connection:
            yield Compared(connection, world, engine.compare(connection, chosen))

    return compare


def _given(whole: Catalogue, rule: str | Rule) -> Rule:
    return whole.rule(rule) if isinstance(rule, str) else rule
