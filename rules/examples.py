"""Runs the examples that stand in the rules' YAML through the real engine, each in a small world of its own."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from records import asof, warehouse
from records.home import Home
from rules.catalogue import Catalogue
from rules.engine import compare
from rules.hits import Hit, of_award
from rules.omissions import Omission
from rules.rule import BANDS, Example, Expected, Rule
from rules.standards import Standard, Value
from rules.worlds import World

NAMES = {band: name for name, band in BANDS.items()}


@dataclass(frozen=True)
class Checked:
    """One example after it was run; `problem` says in a sentence what differs, null when nothing does."""

    rule: str
    says: str
    problem: str | None


@dataclass(frozen=True)
class _Task:
    """One example of one rule, under the name that keeps its people apart from everybody else's."""

    rule: Rule
    name: str
    example: Example

    @property
    def world(self) -> str:
        """A rule's examples with the same day and standards share one, unless an example wants a county of its own."""
        standards = json.dumps(self.example.standards, sort_keys=True)
        return f"{self.example.as_of} {standards} {self.name if self.example.alone else self.rule.id}"


def check(catalogue: Catalogue) -> tuple[Checked, ...]:
    """Run every example of every rule that is not retired; the answers stand in the order of the rules."""
    tasks = [
        _Task(rule, f"{rule.id} {number}", example)
        for rule in (*catalogue.running(), *(rule for rule in catalogue.omissions if rule.status != "retired"))
        for number, example in enumerate(rule.examples)
    ]
    worlds: dict[str, list[_Task]] = {}
    for task in tasks:
        worlds.setdefault(task.world, []).append(task)
    checked = {name: result for group in worlds.values() for name, result in _check_world(catalogue, group)}
    return tuple(checked[task.name] for task in tasks)


def check_rule(catalogue: Catalogue, rule: Rule) -> tuple[Checked, ...]:
    """Run the examples of one rule."""
    return check(replace(catalogue, rules=(rule,), omissions=()))


@contextmanager
def tried(catalogue: Catalogue, rule: Rule) -> Iterator[Callable[[Rule], tuple[Checked, ...]]]:
    """Build the worlds of a rule's examples once, to run several variants of the rule on them."""
    worlds: dict[str, list[_Task]] = {}
    for number, example in enumerate(rule.examples):
        task = _Task(rule, f"{rule.id} {number}", example)
        worlds.setdefault(task.world, []).append(task)
    with ExitStack() as stack:
        built = [stack.enter_context(_build(catalogue, group)) for group in worlds.values()]
        yield lambda variant: tuple(checked for world in built for _, checked in world.answers(variant))


@dataclass(frozen=True)
class _Built:
    """Examples that share a world, and a connection on it."""

    group: tuple[_Task, ...]
    world: World
    connection: duckdb.DuckDBPyConnection
    catalogue: Catalogue  # with the standards of the examples

    def answers(self, rule: Rule) -> Iterator[tuple[str, Checked]]:
        """What the examples say of `rule`, by their names."""
        kinds = (
            {"rules": (), "omissions": (rule,)} if isinstance(rule, Omission) else {"rules": (rule,), "omissions": ()}
        )
        not_run = dict(compare(self.connection, replace(self.catalogue, **kinds)).not_run)
        for task in self.group:
            problem = _answer(self.connection, self.world, task, not_run)
            yield task.name, Checked(task.rule.id, task.example.says, problem)


@contextmanager
def _build(catalogue: Catalogue, group: list[_Task]) -> Iterator[_Built]:
    world, first = World(catalogue.registers), group[0].example
    for task in group:
        world.add(task.name, task.example.world)
    own = replace(catalogue, standards=_standards(catalogue, first.standards))
    with TemporaryDirectory() as folder:
        snapshot = warehouse.write(Home(Path(folder)), world.tables(), [], own=catalogue.registers.values())
        with asof.connect(snapshot, first.as_of) as connection:
            yield _Built(tuple(group), world, connection, own)


def _check_world(catalogue: Catalogue, group: list[_Task]) -> Iterable[tuple[str, Checked]]:
    with _build(catalogue, group) as built:
        yield from built.answers(group[0].rule)


def _answer(connection: duckdb.DuckDBPyConnection, world: World, task: _Task, not_run: dict[str, str]) -> str | None:
    if task.rule.id in not_run:
        return f"not run: {not_run[task.rule.id]} is missing"
    answer = _omission if isinstance(task.rule, Omission) else _problem
    found = (answer(connection, world, task.name, task.example, e) for e in task.example.expect)
    return "; ".join(problem for problem in found if problem) or None


def _standards(catalogue: Catalogue, own: dict[str, float]) -> tuple[Standard, ...]:
    return tuple(
        standard.model_copy(update={"values": (Value(value=own[standard.name]),)}) if standard.name in own else standard
        for standard in catalogue.standards
    )


def _problem(
    connection: duckdb.DuckDBPyConnection, world: World, name: str, example: Example, expected: Expected
) -> str | None:
    programme = expected.programme or _programme(example, expected.person)
    award_key = world.award_key(name, expected.person, programme)
    found = of_award(connection, award_key)
    who = f"{expected.person} in {programme}"
    if not found:
        return f"{who}: passed where a {expected.hit} hit was expected" if expected.hit else None
    hit = found[0]
    if expected.hit is None:
        return f"{who}: a {NAMES[hit.band]} hit where it should pass"
    differs = [f"{what} is {is_}, not {should}" for what, is_, should in _differences(hit, expected) if is_ != should]
    return f"{who}: {', '.join(differs)}" if differs else None


def _omission(
    connection: duckdb.DuckDBPyConnection, world: World, name: str, example: Example, expected: Expected
) -> str | None:
    person, who = world.key(name, "person", expected.person), f"{expected.person} in {expected.programme}"
    found = connection.execute(
        "SELECT band, evidence FROM omission WHERE person_key = ? AND programme = ?", [person, expected.programme]
    ).fetchall()
    band = NAMES[found[0][0]] if found else None
    if band != expected.hit:
        return f"{who}: {band or 'nothing'} where {expected.hit or 'nothing'} was expected"
    facts = json.loads(found[0][1]) if found else {}
    wrong = [f"{c} is {facts.get(c)}, not {v}" for c, v in (expected.evidence or {}).items() if facts.get(c) != v]
    return f"{who}: {', '.join(wrong)}" if wrong else None


def _differences(hit: Hit, expected: Expected) -> list[tuple[str, object, object]]:
    pairs: list[tuple[str, object, object]] = [("the band", NAMES[hit.band], expected.hit)]
    if expected.payouts is not None:
        pairs.append(("the number of payouts", hit.payouts, expected.payouts))
    if expected.yuan is not None:
        pairs.append(("the amount", hit.amount_fen, round(expected.yuan * 100)))
    if expected.recover is not None:
        pairs.append(("the amount to recover", hit.recover_fen, round(expected.recover * 100)))
    if expected.months is not None:
        pairs.append(("the number of months", hit.recover_months, expected.months))
    for column, value in (expected.evidence or {}).items():
        pairs.append((column, hit.facts.get(column), value.isoformat() if isinstance(value, date) else value))
    return pairs


def _programme(example: Example, person: str) -> str:
    """The programme of the person's only award; rows for many people (A*12) hold A1's."""
    rows = example.world.get("payout", ())
    mine = [row for row in rows if str(row["person"]).split("*")[0] in (person, person.rstrip("0123456789"))]
    return str(mine[0]["programme"]) if mine else ""
