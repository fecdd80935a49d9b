"""Scores of payouts that are not paid yet: they are added to the payouts, and scored as a scan would score them.

A planned payout scores exactly as it would once paid. All that a list cannot change is kept from before (`rules.kept`);
a list for which that does not hold runs everything as a scan does. Nothing is stored.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import duckdb
import pyarrow as pa

from records import asof, warehouse
from records.decisions import judgements
from rules import hits
from serving.database import Database
from serving.refusals import InvalidPayout, TooManyDays
from serving.scan.current import CurrentScan
from serving.scores import planned_rows, planned_sight, warm
from serving.scores.known import reason
from serving.scores.planned_rows import FURTHEST
from serving.scores.schemas import PlannedPayout, ScoreAnswer
from serving.security.sight import Sight

MOST_DAYS = 12  # each takes seconds


def score(
    database: Database, scan: CurrentScan, items: Mapping[str, PlannedPayout], sight: Sight
) -> dict[str, ScoreAnswer | InvalidPayout]:
    """Score the payouts of each day together, as one payment list; an unreadable one gets its own error.

    Raises TooManyDays.
    """
    days: dict[date, dict[str, PlannedPayout]] = {}
    for key, item in items.items():
        # A payout is seen on its own day: what others of the request are paid later has not happened then.
        seen = min(max(scan.manifest.day, item.pay_date or scan.manifest.day), scan.manifest.day + FURTHEST)
        days.setdefault(seen, {})[key] = item
    if len(days) > MOST_DAYS:
        raise TooManyDays(f"The payouts are planned for {len(days)} days; send at most {MOST_DAYS} days in a request.")
    answers: dict[str, ScoreAnswer | InvalidPayout] = {}
    for day, listed in days.items():
        answers |= _score_day(database, scan, day, listed, sight)
    return answers


def _score_day(
    database: Database, scan: CurrentScan, day: date, items: Mapping[str, PlannedPayout], sight: Sight
) -> dict[str, ScoreAnswer | InvalidPayout]:
    from features import table
    from rules import engine, listed
    from serving.models.in_use import interval, model

    home, rules = database.home, scan.rules
    bundle, snapshot = model(home, scan.manifest.model_version), warehouse.current(home)
    with warm.planning(snapshot, day, judgements.read(home, database.url), rules) as (connection, kept):
        rows, failed = planned_rows.read(home.secret(), scan.manifest.day, kept.begun, connection, items)
        rows, unseen = planned_sight.in_sight(connection, rows, sight)
        answers: dict[str, ScoreAnswer | InvalidPayout] = {**failed, **unseen}
        if not rows:
            return answers
        planned_rows.register(connection, list(rows.values()))
        near = listed.can(connection, kept)
        planned_rows.add(connection)
        if near:
            ran = listed.compare(connection, rules, kept)
        else:
            connection.execute(asof.AWARD)
            ran = engine.compare(connection, rules, wanted="planned_payout").ran
        cohort = pa.array(sorted({row.award_key for row in rows.values()}), pa.int64())
        scored = bundle.score(table.build(connection, rules, frozenset(ran), cohort, near=near))
        found = {int(award): says for award, says in zip(scored.index, scored.to_dict("records"), strict=True)}
        hit, own = _hits(connection), _own(connection)
    for key, row in rows.items():
        says, hits = found[row.award_key], hit[row.award_key]
        answers[key] = ScoreAnswer(
            award=str(row.award_key),
            probability=says["probability"],
            interval=interval(home, bundle.version, says["probability"]) if hits else None,
            level=says["level"],
            percentile=None if math.isnan(says["percentile"]) else says["percentile"],
            rank=None,
            reasons=[reason(scan, one, (row.payout_key, one.rule) in own) for one in hits],
            model_version=scan.manifest.model_version,
            catalogue_version=scan.manifest.catalogue_version,
            as_of=day,
        )
    return answers


def _hits(connection: duckdb.DuckDBPyConnection) -> Mapping[int, list[hits.Hit]]:
    """The hits of all awards planned for, each award's strongest first."""
    found: dict[int, list[hits.Hit]] = defaultdict(list)
    for row in connection.execute(
        f"SELECT {hits.COLUMNS} FROM hit SEMI JOIN planned_payout USING (award_key) ORDER BY band DESC, rule"
    ).fetchall():
        found[row[0]].append(hits.Hit(*row))
    return found


def _own(connection: duckdb.DuckDBPyConnection) -> frozenset[tuple[int, str]]:
    """Which rules hit the very payouts planned."""
    query = "SELECT DISTINCT payout_key, rule FROM hit_payout SEMI JOIN planned_payout USING (payout_key)"
    return frozenset(connection.execute(query).fetchall())
