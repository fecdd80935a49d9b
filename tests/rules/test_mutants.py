"""Takes every condition out of every rule, one at a time: an example has to notice, or the condition is untested."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest

from records import asof, warehouse
from records.home import Home
from rules import catalogue, engine, examples
from rules.catalogue import FaultyRule
from rules.omissions import Omission
from rules.rule import Rule
from rules.standards import Standard
from rules.worlds import World
from tests.rules.mutants import mutants

CATALOGUE = catalogue.load()
RULES = {rule.id: rule for rule in CATALOGUE.everything()}
# How many of a rule's mutants its examples notice at least, over all rules.
SHARE = 0.65
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Ready:
    """The world of some examples, with its tables in memory."""

    world: World
    tasks: tuple[examples._Task, ...]
    connection: duckdb.DuckDBPyConnection
    standards: tuple[Standard, ...]

    def notices(self, rule: Rule) -> bool:
        kinds = (
            {"rules": (), "omissions": (rule,)} if isinstance(rule, Omission) else {"rules": (rule,), "omissions": ()}
        )
        try:
            done = engine.compare(self.connection, replace(CATALOGUE, standards=self.standards, **kinds))
        except FaultyRule:
            return True
        tasks = (replace(task, rule=rule) for task in self.tasks)
        return any(examples._answer(self.connection, self.world, task, dict(done.not_run)) for task in tasks)


def ready(rule: Rule, folder: Path, stack: ExitStack) -> Iterator[Ready]:
    worlds: dict[str, list[examples._Task]] = {}
    for number, example in enumerate(rule.examples):
        task = examples._Task(rule, f"{rule.id} {number}", example)
        worlds.setdefault(task.world, []).append(task)
    for place, tasks in enumerate(worlds.values()):
        world = World()
        for task in tasks:
            world.add(task.name, task.example.world)
        snapshot = warehouse.write(Home(folder / str(place)), world.tables(), [])
        connection = stack.enter_context(asof.connect(snapshot, tasks[0].example.as_of, threads=1))
        yield Ready(world, tuple(tasks), connection, examples._standards(CATALOGUE, tasks[0].example.standards))


@pytest.fixture(scope="module")
def survivors(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, list[str]]]:
    """By rule: how many mutants it has, and those that no example noticed."""
    found = {}
    for identifier, rule in RULES.items():
        with ExitStack() as stack:
            worlds = tuple(ready(rule, tmp_path_factory.mktemp(identifier), stack))
            made = list(mutants(rule))
            found[identifier] = (len(made), [m.what for m in made if not any(w.notices(m.rule) for w in worlds)])
    return found


@pytest.mark.parametrize("identifier", RULES)
def test_the_conditions_that_make_the_rule_are_noticed_when_they_go(survivors, identifier):
    number, unnoticed = survivors[identifier]
    assert number - len(unnoticed) >= 1, f"no example of {identifier} fails whatever is taken out"


def test_most_conditions_of_the_catalogue_are_noticed_when_they_go(survivors):
    number = sum(number for number, _ in survivors.values())
    unnoticed = [f"{rule}: {what}" for rule, (_, left) in survivors.items() for what in left]
    assert 1 - len(unnoticed) / number >= SHARE, "\n".join(unnoticed)
