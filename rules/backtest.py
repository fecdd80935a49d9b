"""A rule backtested: what it would have hit on the day of each past batch, as known then, and how that ended.

Before a rule goes live, or a changed one takes the place of the version in force, the county's own past says what it
would have done. An award's outcome is the award's, whatever suspicion it was visited for; only outcomes of visits on
the day or later count. What no other rule hit was hardly ever visited: of such hits the past knows little.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

import duckdb
import numpy as np
import pyarrow as pa

from records import asof
from records.decisions.judgements import Judgements
from records.progress import Progress, silent
from records.warehouse import Snapshot
from rules import cautions, engine, health_choices, known_hits
from rules.catalogue import Catalogue
from rules.parts import Rate
from rules.rates import Belief
from rules.rule import Rule, Text

SQL = Path(__file__).with_name("backtest.sql")
TESTED = "backtested"  # the rule's id while it runs beside the version in force
Version = Literal["tested", "in_force"]
# The days as training takes them: batches by the day they went out, visits without a batch by month.
DAYS = """
SELECT DISTINCT coalesce(dispatched, date_trunc('month', verified)::DATE) AS day FROM outcome
WHERE coalesce(dispatched, date_trunc('month', verified)) >= ? ORDER BY day
"""
COUNTS = """
count(*), coalesce(sum(known::INTEGER), 0)::BIGINT, coalesce(sum(sent::INTEGER), 0)::BIGINT,
count(*) FILTER (WHERE result = 'confirmed'), count(*) FILTER (WHERE result = 'cleared'),
count(*) FILTER (WHERE result = 'inconclusive'), coalesce(sum(amount_fen), 0)::BIGINT, sum(recover_fen)::BIGINT,
sum(recovered_fen)::BIGINT
"""
PAST = pa.schema(
    [("day", pa.date32()), ("version", pa.string()), ("award_key", pa.int64()), ("known", pa.bool_()),
     ("amount_fen", pa.int64()), ("recover_fen", pa.int64())]
)  # fmt: skip


@dataclass(frozen=True)
class Ended:
    """Hits, and how they ended."""

    hits: int
    known: int  # under another rule's hit already
    sent: int  # dispatched on the day or later
    confirmed: int
    cleared: int
    inconclusive: int
    stake_fen: int
    recover_fen: int | None  # 应追缴; null: unknown
    recovered_fen: int | None
    rate: Rate | None  # drawn towards the county's; null: nothing was confirmed or cleared

    @property
    def new(self) -> int:
        """Hits on awards that no other rule hit."""
        return self.hits - self.known

    @property
    def verified(self) -> int:
        """Hits whose award was visited."""
        return self.confirmed + self.cleared + self.inconclusive


@dataclass(frozen=True)
class PastDay:
    """One past day; `missing` says why the rule could not have run."""

    day: date
    tested: Ended
    in_force: Ended | None
    missing: str | None


@dataclass(frozen=True)
class Backtest:
    """A rule over all past days. `in_force`, `gained` and `lost` are null unless another version is in force."""

    rule: Rule
    compared_with: int | None  # version in force
    days: tuple[PastDay, ...]
    tested: Ended  # every award once, as of the first day it would have been hit
    in_force: Ended | None
    gained: Ended | None  # hit by the tested version alone
    lost: Ended | None  # hit by the version in force alone
    cautions: tuple[Text, ...]


@dataclass(frozen=True)
class Past:
    """The past of a county, and where to keep what was found in it."""

    snapshot: Snapshot
    judged: Judgements
    cache: Path

    def seen(self, day: date) -> str:
        """What decides of the hits of a day, besides the rules: the snapshot and what was judged by then."""
        tables = (getattr(self.judged, name) for name in sorted(vars(self.judged)))
        told = [known_hits.key(table.to_pandas().to_csv()) for table in tables if isinstance(table, pa.Table)]
        return f"{self.snapshot.digest} {day} {' '.join(told)}"


def run(
    past: Past, catalogue: Catalogue, rule: Rule, since: date | None = None, progress: Progress = silent
) -> Backtest:
    """Run `rule` on every past day; `catalogue` holds the rules in force. Raises FaultyRule when its SQL cannot run."""
    newest = asof.newest_day(past.snapshot, past.judged)
    in_force = next((one for one in catalogue.rules if one.id == rule.id and one != rule), None)
    with asof.outcomes(past.snapshot, newest, past.judged) as outcomes:
        days = [day for (day,) in outcomes.execute(DAYS, [since or date.min]).fetchall()]
        missing: dict[date, str | None] = {}
        outcomes.register("nothing", PAST.empty_table())
        outcomes.execute("CREATE TEMP TABLE past AS SELECT * FROM nothing")
        for step, day in enumerate(days):
            progress(f"as known on {day}", step, len(days))
            found, missing[day] = _on(past, catalogue, rule, day, in_force is not None)
            outcomes.register("found", found)
            outcomes.execute("INSERT INTO past SELECT * FROM found")
            outcomes.unregister("found")
        outcomes.execute(SQL.read_text(encoding="utf-8"))
        return _told(outcomes, rule, in_force, missing, cautions.of(past.snapshot, catalogue, rule))


def _on(past: Past, catalogue: Catalogue, rule: Rule, day: date, versions: bool) -> tuple[pa.Table, str | None]:
    """What was hit on a day, by version, and what the rule lacked."""
    name = known_hits.key("known hits", past.seen(day), catalogue.version)
    with asof.connect(past.snapshot, day, past.judged) as connection:
        connection.register("others", known_hits.of(connection, catalogue, past.cache, name))
        tested = rule.model_copy(update={"id": TESTED, "status": "live"})
        comparison = engine.compare(connection, replace(catalogue, rules=(tested,)))
        both = "UNION ALL SELECT 'in_force', award_key, amount_fen, recover_fen FROM others WHERE rule = $rule"
        found = connection.sql(
            f"""
            SELECT $day AS day, h.version, h.award_key, o.award_key IS NOT NULL AS known, h.amount_fen, h.recover_fen
            FROM (SELECT 'tested' AS version, award_key, amount_fen, recover_fen FROM hit {both if versions else ""}) h
            LEFT JOIN (SELECT DISTINCT award_key FROM others WHERE rule <> $rule) o ON o.award_key = h.award_key
            """,
            params={"day": day, "rule": rule.id},
        ).to_arrow_table()
    return found, comparison.not_run[0].missing if comparison.not_run else None


def _told(
    outcomes: duckdb.DuckDBPyConnection,
    rule: Rule,
    in_force: Rule | None,
    missing: Mapping[date, str | None],
    said: Sequence[Text],
) -> Backtest:
    county = _county(outcomes)

    def ended(version: Version, source: str, condition: str = "TRUE") -> Ended:
        rows = outcomes.execute(f"SELECT {COUNTS} FROM {source} WHERE version = '{version}' AND {condition}").fetchall()
        return _ended(rows[0], county)

    def alone(version: Version, other: Version) -> Ended | None:
        theirs = f"award_key NOT IN (SELECT award_key FROM first_hit WHERE version = '{other}')"
        return None if in_force is None else ended(version, "first_hit", theirs)

    days = []
    for day, lacking in missing.items():
        on = f"day = DATE '{day}'"
        before = None if in_force is None else ended("in_force", "ending", on)
        days.append(PastDay(day, ended("tested", "ending", on), before, lacking))
    return Backtest(
        rule=rule,
        compared_with=None if in_force is None else in_force.version,
        days=tuple(days),
        tested=ended("tested", "first_hit"),
        in_force=None if in_force is None else ended("in_force", "first_hit"),
        gained=alone("tested", "in_force"),
        lost=alone("in_force", "tested"),
        cautions=tuple(said),
    )


def _county(outcomes: duckdb.DuckDBPyConnection) -> Belief:
    """What is expected of a rule before anything of it is known: the rate of all awards verified."""
    counted = outcomes.execute(
        "SELECT count(*), count(*) FILTER (WHERE confirmed) FROM (SELECT bool_or(result = 'confirmed') AS confirmed "
        "FROM outcome WHERE result IN ('confirmed', 'cleared') GROUP BY award_key)"
    ).fetchall()
    cases, confirmed = counted[0]
    belief = Belief(np.array([(confirmed + 1) / (cases + 2)]), np.array([cases + 2.0]))
    return belief.of_a_part(health_choices.default().pull.rule)


def _ended(row: tuple[int, ...], county: Belief) -> Ended:
    hits, known, sent, confirmed, cleared, inconclusive, stake, recover, recovered = row
    rate = None
    if confirmed + cleared:
        believed = county.after(np.array([float(confirmed + cleared)]), np.array([float(confirmed)]))
        low, high = believed.interval(health_choices.default().level)
        rate = Rate(float(believed.mean[0]), float(low[0]), float(high[0]))
    return Ended(hits, known, sent, confirmed, cleared, inconclusive, stake, recover, recovered, rate)
