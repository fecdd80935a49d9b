"""What is usual in the whole county, kept as sums: a list of payouts adds to them, and nothing is counted again.

A rule of reach `neighbours` may ask what most of the county do: the CTE that its `usage` names groups everybody and
decides from counts, sums and greatest values. These are taken out of it, so that they can be counted once and then
changed by what a list changes: those of the neighbourhood before it off, those after it on. A greatest value only
grows, since a list takes nothing away.
"""

from dataclasses import dataclass
from functools import cache

import sqlglot
from sqlglot import exp

from rules.catalogue import FaultyRule
from rules.rule import Rule


@dataclass(frozen=True)
class Usage:
    """A rule's SQL in two: what it counts of everybody, and all else."""

    counted: str  # one row for each group: key_0 and so on, number_0 and so on
    keys: tuple[str, ...]
    sums: tuple[str, ...]
    greatest: tuple[str, ...]
    rest: str  # the rule's SQL, which reads `table` in place of counting
    table: str

    def changed(self, kept: str, before: str) -> str:
        """What is counted once a list is paid, where `kept` was counted of everybody and `before` of neighbours."""
        keys = ", ".join(self.keys)
        off = ", ".join([keys, *(f"-{name} AS {name}" for name in self.sums), *self.greatest])
        every = ", ".join([keys, *self.sums, *self.greatest])
        added = [f"sum({name}) AS {name}" for name in self.sums] + [f"max({name}) AS {name}" for name in self.greatest]
        return f"""
        CREATE OR REPLACE TEMP TABLE {self.table} AS
        SELECT {", ".join([keys, *added])}
        FROM (SELECT {every} FROM {kept} UNION ALL SELECT {off} FROM {before}
              UNION ALL SELECT {every} FROM ({self.counted}) counted) added
        GROUP BY {keys}
        """


def of(rule: Rule) -> Usage | None:
    """What a rule counts of everybody, or None where it names no such part. Raises FaultyRule."""
    return None if rule.usage is None else _of(rule.id, rule.sql, rule.usage)


@cache
def _of(rule: str, sql: str, part: str) -> Usage:
    tree = sqlglot.parse_one(sql, read="duckdb", into=exp.Select)
    place = next((number for number, cte in enumerate(tree.ctes) if cte.alias == part), None)
    if place is None:
        raise FaultyRule(f"The rule {rule} has no part {part} in its SQL; correct `usage`.")
    table, keys, numbers = f"usage_{rule.replace('-', '_')}", dict[str, str](), dict[str, str]()
    whole: exp.Select = tree.ctes[place].this
    for key in whole.args["group"].expressions:
        keys[key.sql("duckdb")] = f"key_{len(keys)}"
    for found in whole.find_all(exp.AggFunc):
        if not isinstance(found, exp.Sum | exp.Count | exp.Max) or found.find(exp.Distinct):
            raise FaultyRule(f"The rule {rule} asks {part} for {found.sql()}, which cannot be added to.")
        numbers.setdefault(found.sql("duckdb"), f"number_{len(numbers)}")
    most = tuple(name for said, name in numbers.items() if said.startswith("MAX("))
    counting = whole.copy()
    counting.set("having", None)
    named = [f"{said} AS {name}" for said, name in (keys | numbers).items()]
    counting.set("expressions", [sqlglot.parse_one(said, read="duckdb") for said in named])
    before = ", ".join(f"{cte.alias} AS ({cte.this.sql('duckdb')})" for cte in tree.ctes[:place])
    whole.replace(_decided(whole, table, keys | numbers))
    return Usage(
        counted=f"WITH {before} {counting.sql('duckdb')}" if before else counting.sql("duckdb"),
        keys=tuple(keys.values()),
        sums=tuple(name for name in numbers.values() if name not in most),
        greatest=most,
        rest=tree.sql("duckdb"),
        table=table,
    )


def _decided(whole: exp.Select, table: str, names: dict[str, str]) -> exp.Select:
    """The same decision from the counted table."""

    def counted(node: exp.Expr) -> exp.Expr:
        name = None if isinstance(node, exp.Identifier) else names.get(node.sql("duckdb"))
        return exp.column(name) if name else node

    columns = [_named(column).transform(counted) for column in whole.expressions]
    asked = exp.select(*columns).from_(table)
    having = whole.args.get("having")
    return asked.where(having.this.transform(counted)) if having else asked


def _named(column: exp.Expr) -> exp.Expr:
    # A plain column keeps its name, whatever it is read from.
    return column if isinstance(column, exp.Alias) else exp.alias_(column.copy(), column.name)
