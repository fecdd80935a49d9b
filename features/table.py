"""The as-of feature table: one row per award, one column per entry of the dictionary."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from features.by_rule import by_rule, rule_columns
from features.catalogue import BadFamily, Family, families
from records import asof
from records.judgements import Judgements
from records.warehouse import Snapshot
from rules import catalogue as rule_catalogue
from rules import engine
from rules.catalogue import Catalogue

Progress = Callable[[str, int, int], None]  # what is being done, step, of how many
BASE = (Path(__file__).parent / "base.sql").read_text(encoding="utf-8")


def build(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    ran: frozenset[str],
    cohort: pa.Array | None = None,
    progress: Progress | None = None,
    only: tuple[Family, ...] | None = None,
) -> pd.DataFrame:
    """Build the features of `cohort` (award keys; all awards where None) on an as-of connection.

    The connection has been compared (`rules.engine.compare`); `ran` are the rules that could run. Peers and sums are
    taken over all awards, whoever is in the cohort. `only`: these families instead of all. Returns one row per award of
    the cohort with a visible payout, indexed by award_key and sorted by it, every column float64 and NaN where nothing
    is known.
    """
    chosen = families() if only is None else only
    connection.execute(BASE)
    if cohort is None:
        connection.execute("CREATE TABLE cohort AS SELECT award_key FROM award")
    else:
        connection.register("wanted", pa.table({"award_key": cohort}))
        connection.execute("CREATE TABLE cohort AS SELECT award_key FROM award SEMI JOIN wanted USING (award_key)")
    frames = [
        _family_frame(connection, family, step, progress)
        for step, family in enumerate(chosen)
        if _has(connection, family)
    ]
    frames.append(_frame(connection, by_rule(connection, catalogue, ran)))
    table = pd.concat(frames, axis=1)
    names = [column.name for family in chosen for column in family.columns]
    table = table.reindex(columns=[*names, *(column.name for column in rule_columns(catalogue))])
    # Sums run in parallel and differ in their last bits from run to run; in 24 bits the same data gives the same table,
    # and with it the same model.
    return table.astype(np.float32).astype(np.float64)


def as_of_table(
    snapshot: Snapshot,
    as_of: date,
    cohort: pa.Array | None = None,
    judged: Judgements | None = None,
    progress: Progress | None = None,
    catalogue: Catalogue | None = None,
) -> pd.DataFrame:
    """Compare and build in one go: what was known of `cohort` on `as_of`, and nothing later."""
    chosen = catalogue or rule_catalogue.load()
    with asof.connect(snapshot, as_of, judged) as connection:
        comparison = engine.compare(connection, chosen)
        return build(connection, chosen, frozenset(comparison.ran), cohort, progress)


def _has(connection: duckdb.DuckDBPyConnection, family: Family) -> bool:
    """Whether every registry the family needs was handed in; without one its columns stay null."""
    for table in family.needs:
        row = connection.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()
        if row is None or not row[0]:
            return False
    return True


def _family_frame(
    connection: duckdb.DuckDBPyConnection, family: Family, step: int, progress: Progress | None
) -> pd.DataFrame:
    if progress is not None:
        progress(family.title.en, step, len(families()))
    try:
        frame = _frame(connection, family.sql)
    except duckdb.Error as error:
        raise BadFamily(f"The SQL of feature family {family.id} failed: {error}") from error
    missing = {column.name for column in family.columns} ^ set(frame.columns)
    if missing:
        raise BadFamily(f"Feature family {family.id} and its SQL disagree on the columns {', '.join(sorted(missing))}.")
    return frame


def _frame(connection: duckdb.DuckDBPyConnection, sql: str) -> pd.DataFrame:
    found = connection.execute(f"SELECT * FROM cohort LEFT JOIN ({sql}) USING (award_key) ORDER BY award_key")
    return found.df().set_index("award_key")
