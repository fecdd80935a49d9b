"""What visits found: by month, and by rule, programme and township with smoothed rates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from rules import attribution, health_choices, rates
from rules.attribution import UNKNOWN
from rules.catalogue import Catalogue
from rules.health import Scan
from rules.parts import Rate, rules_of
from rules.rule import Text
from serving.board.views import BoardFilter, Divided, Found, Month, RateLine

SQL = Path(__file__).with_name("found.sql")
_SUMS = """
count(*) FILTER (WHERE result = 'confirmed'), count(*) FILTER (WHERE result = 'cleared'),
count(*) FILTER (WHERE result = 'inconclusive'), sum(recovered_fen)::BIGINT
"""


@dataclass(frozen=True)
class FoundByVisits:
    """What the chosen visits found."""

    first: date | None  # of all visits, whatever was chosen
    last: date | None
    townships: Mapping[int, str]
    whole: Found
    months: tuple[Month, ...]
    rates: Mapping[Divided, tuple[RateLine, ...]]


def by_visits(
    outcomes: duckdb.DuckDBPyConnection, scan: Scan, catalogue: Catalogue, chosen: BoardFilter
) -> FoundByVisits:
    """Count the chosen visits of a connection of `serving.rules.service.known_outcomes`."""
    first, last = outcomes.execute("SELECT min(verified), max(verified) FROM outcome").fetchall()[0]
    _narrow(outcomes, scan, chosen)
    attribution.attribute(outcomes, scan.folder, catalogue)
    names = attribution.names(outcomes, catalogue)
    outcomes.execute(SQL.read_text(encoding="utf-8"))
    months = outcomes.execute(f"SELECT month, {_SUMS} FROM monthly GROUP BY month ORDER BY month").fetchall()
    return FoundByVisits(
        first=first,
        last=last,
        townships=dict(sorted(names.townships.items(), key=lambda named: named[1])),
        whole=Found(*outcomes.execute(f"SELECT {_SUMS} FROM visited").fetchall()[0]),
        months=tuple(Month(month, Found(*sums)) for month, *sums in months),
        rates={
            "rule": _of_rules(outcomes, catalogue),
            "programme": _divided(outcomes, "programme", names.programmes),
            "township": _divided(
                outcomes, "township_key", {key: Text(zh=name, en=name) for key, name in names.townships.items()}
            ),
        },
    )


def _narrow(outcomes: duckdb.DuckDBPyConnection, scan: Scan, chosen: BoardFilter) -> None:
    """Leave in `outcome` what was chosen."""
    outcomes.execute("ALTER VIEW outcome RENAME TO every_outcome")
    outcomes.execute("CREATE TABLE outcome AS SELECT * FROM every_outcome")
    if chosen.since is not None:
        outcomes.execute("DELETE FROM outcome WHERE verified < ?", [chosen.since])
    if chosen.until is not None:
        outcomes.execute("DELETE FROM outcome WHERE verified > ?", [chosen.until])
    if chosen.township_key is not None:
        outcomes.execute(
            "DELETE FROM outcome WHERE award_key NOT IN (SELECT award_key FROM read_parquet(?) WHERE township_key = ?)",
            [str(scan.folder / "scores.parquet"), chosen.township_key],
        )


def _of_rules(outcomes: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> tuple[RateLine, ...]:
    """As rule health has them, of the chosen visits alone."""
    parts = rules_of(outcomes, [rule.id for rule in catalogue.rules], health_choices.default()).parts
    lines = []
    for rule in catalogue.rules:
        tally = parts[rule.id].tally
        found = Found(tally.confirmed, tally.cleared, tally.inconclusive, tally.recovered_fen)
        lines.append(RateLine(rule.id, rule.title, found, parts[rule.id].rate))
    return _ordered(lines)


def _divided(outcomes: duckdb.DuckDBPyConnection, column: str, names: Mapping[Any, Text]) -> tuple[RateLine, ...]:
    """Each drawn towards all others as strongly as a rule is: programmes and townships differ as much at least."""
    rows = outcomes.execute(f"SELECT {column}, {_SUMS} FROM visited GROUP BY {column} ORDER BY {column}").fetchall()
    chosen, known = health_choices.default(), [Found(*sums) for _, *sums in rows]
    cases, confirmed = (
        np.array([getattr(one, name) for one in known], np.float64) for name in ("labelled", "confirmed")
    )
    believed = rates.beside_others(cases, confirmed, chosen.pull.rule).after(cases, confirmed)
    low, high = believed.interval(chosen.level)
    lines = []
    for place, (row, found) in enumerate(zip(rows, known, strict=True)):
        rate = Rate(float(believed.mean[place]), float(low[place]), float(high[place])) if found.labelled else None
        lines.append(RateLine("" if row[0] is None else str(row[0]), names.get(row[0], UNKNOWN), found, rate))
    return _ordered(lines)


def _ordered(lines: list[RateLine]) -> tuple[RateLine, ...]:
    """Those that were visited, the most often confirmed first, those never settled last."""
    visited = [line for line in lines if line.found.visits]
    return tuple(sorted(visited, key=lambda line: (-line.rate.mean if line.rate else 1.0, line.key)))
