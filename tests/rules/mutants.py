"""Takes conditions out of a rule, one at a time, to see whether an example notices.

A mutant is the rule with one conjunct of a WHERE, HAVING or JOIN ... ON replaced by true, one branch of a CASE taken
out, or one conjunct of a band. Joins keep their keys and standards the days for which they hold: these are written
alike in every rule, and a catalogue with one value per standard cannot tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from rules.rule import Bands, Rule


@dataclass(frozen=True)
class Mutant:
    """A rule without one of its conditions."""

    what: str
    rule: Rule


def mutants(rule: Rule) -> Iterator[Mutant]:
    """Every mutant of a rule: of its SQL, then of its bands."""
    yield from _of_sql(rule)
    for band in ("strong", "medium"):
        for what, condition in _without(getattr(rule.bands, band)):
            yield Mutant(f"{band}: {what}", _with_bands(rule, {band: condition}))


def _of_sql(rule: Rule) -> Iterator[Mutant]:
    for place in range(len(_conditions(sqlglot.parse_one(rule.sql, read="duckdb")))):
        tree = sqlglot.parse_one(rule.sql, read="duckdb")
        condition = _conditions(tree)[place]
        what = f"{condition.parent.key if condition.parent else ''}: {condition.sql(dialect='duckdb')}"
        if isinstance(condition, exp.If):
            condition.pop()
        else:
            condition.replace(exp.true())
        yield Mutant(what, rule.model_copy(update={"sql": tree.sql(dialect="duckdb")}))


def _conditions(tree: exp.Expression) -> list[exp.Expression]:
    found: list[exp.Expression] = []
    for node in tree.walk():
        if isinstance(node, exp.Where | exp.Having):
            found += _conjuncts(node.this)
        elif isinstance(node, exp.Join) and node.args.get("on") is not None:
            found += [part for part in _conjuncts(node.args["on"]) if not _is_key(part)]
        elif isinstance(node, exp.Case) and len(node.args["ifs"]) > 1:
            found += node.args["ifs"]
    return found


def _conjuncts(node: exp.Expression) -> list[exp.Expression]:
    if isinstance(node, exp.Paren):
        return _conjuncts(node.this)
    if isinstance(node, exp.And):
        return [*_conjuncts(node.left), *_conjuncts(node.right)]
    return [node]


def _is_key(node: exp.Expression) -> bool:
    """Whether it joins two tables by equal columns, or picks a standard by its name."""
    if isinstance(node, exp.GTE | exp.LT | exp.LTE | exp.GT):
        return any(column.name in ("effective", "until") for column in node.find_all(exp.Column))
    return isinstance(node, exp.EQ) and (isinstance(node.right, exp.Column) or node.left.name == "name")


def _without(condition: str | None) -> Iterator[tuple[str, str | None]]:
    if condition is None:
        return
    tree = sqlglot.parse_one(condition, read="duckdb")
    parts = _conjuncts(tree)
    for left_out in parts:
        rest = [part.sql(dialect="duckdb") for part in parts if part is not left_out]
        yield left_out.sql(dialect="duckdb"), " AND ".join(f"({part})" for part in rest) or "TRUE"


def _with_bands(rule: Rule, changed: dict[str, str | None]) -> Rule:
    bands: Bands = rule.bands.model_copy(update=changed)
    return rule.model_copy(update={"bands": bands})
