"""A hit 疑点命中 as a value: which rule, how strong, which facts disagree, what is at stake."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

COLUMNS = (
    "award_key, rule, rule_version, band, strength, payouts, months, amount_fen, recover_fen, recover_months, "
    "first_date, last_date, evidence, fact_file, fact_row, fact_known"
)


@dataclass(frozen=True)
class Hit:
    """One rule on one award."""

    award_key: int
    rule: str
    rule_version: int
    band: int  # 1 weak, 2 medium, 3 strong
    strength: float | None  # in the unit the rule's YAML states
    payouts: int
    months: int  # distinct periods paid for
    amount_fen: int  # 涉及金额: sum of the payouts at stake
    recover_fen: int | None  # 应追缴金额: the part of them that was not due; null: unknown
    recover_months: int | None  # for how many months; null: the rule is not about an interval
    first_date: date
    last_date: date
    evidence: str  # JSON object: evidence columns, then rules.rule.STAKES
    fact_file: int | None  # where the register's fact stands: number in the ledger
    fact_row: int | None
    fact_known: date | None

    @property
    def facts(self) -> dict[str, Any]:
        """The evidence by column; persons stand in it as keys only."""
        return dict(json.loads(self.evidence))


def of_award(source: duckdb.DuckDBPyConnection | Path, award_key: int) -> tuple[Hit, ...]:
    """The hits of one award, strongest first: from a compared connection or from a scan's hits.parquet."""
    order = "ORDER BY band DESC, rule"
    if isinstance(source, Path):
        with duckdb.connect() as connection:
            found = connection.execute(
                f"SELECT {COLUMNS} FROM read_parquet(?) WHERE award_key = ? {order}", [str(source), award_key]
            ).fetchall()
    else:
        cursor = source.execute(f"SELECT {COLUMNS} FROM hit WHERE award_key = ? {order}", [award_key])
        found = cursor.fetchall()
    return tuple(Hit(*row) for row in found)
