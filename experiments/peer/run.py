"""Both sides of the comparison: the same rules and families on the same snapshot, from files to hits and columns."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from experiments.peer import covered
from experiments.peer.families import FAMILIES
from experiments.peer.hits import hits
from experiments.peer.rules import RULES
from experiments.peer.tables import read
from features import table
from records import asof
from records.warehouse import Snapshot
from rules import engine

Say = Callable[[str], None]


@dataclass(frozen=True)
class Computed:
    """`hits` by rule, award_key; `columns`: one row per award, indexed and sorted by award_key."""

    hits: pd.DataFrame
    columns: pd.DataFrame

    def summary(self) -> dict[str, int]:
        """How much there is."""
        of_rules = len(covered.RULES)
        return {
            "rules": of_rules,
            "columns": self.columns.shape[1],
            "hits": len(self.hits),
            "awards": len(self.columns),
        }


def ours(snapshot: Snapshot, day: date, say: Say) -> Computed:
    """With our engine, as a scan does it."""
    chosen = covered.rules()
    say("reading as-of")
    with asof.connect(snapshot, day) as connection:
        say("rules")
        ran = frozenset(engine.compare(connection, chosen).ran)
        say("features")
        columns = table.build(connection, chosen, ran, only=covered.families())
        say("hits")
        names = "rule, award_key, band, strength, payouts, months, amount_fen, first_date, last_date"
        # Pandas silences nothing that was cleared before: all that was found is compared.
        found = connection.execute(f"SELECT {names} FROM hit UNION ALL SELECT {names} FROM silenced_hit").df()
    return Computed(found, columns)


def pandas(snapshot: Snapshot, day: date, say: Say) -> Computed:
    """In pandas."""
    say("reading as-of")
    tables = read(snapshot, day)
    say("rules")
    found = {rule: hits(RULES[rule](tables), tables) for rule in covered.RULES}
    say("features")
    index = pd.Index(tables.award["award_key"], name="award_key").sort_values()
    frames = [FAMILIES[family](tables).reindex(index) for family in covered.FAMILIES]
    columns = pd.concat([*frames, _by_rule(found, index)], axis=1)
    return Computed(pd.concat(found, names=["rule"]).reset_index("rule"), columns.astype("float32").astype("float64"))


def _by_rule(found: dict[str, pd.DataFrame], index: pd.Index) -> pd.DataFrame:
    columns = {}
    for rule, rows in found.items():
        of_award = rows.set_index("award_key").reindex(index)
        name = rule.replace("-", "_")
        columns[f"band_{name}"] = of_award["band"].fillna(0)
        columns[f"strength_{name}"] = of_award["strength"]
    return pd.DataFrame(columns, index=index)


SIDES: dict[str, Callable[[Snapshot, date, Say], Computed]] = {"ours": ours, "pandas": pandas}
