"""The as-of feature table: one row per award, one column per entry of the dictionary."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from features import base, by_rule
from features.catalogue import BadFamily, Family, families
from records import asof
from records.decisions.judgements import Judgements
from records.progress import Progress, Step, silent
from records.warehouse import Snapshot
from rules import catalogue as rule_catalogue
from rules import engine, neighbourhood
from rules.catalogue import Catalogue

_ROWS = 100_000  # taken from the database at a time
_PER_AWARD = ("beneficiary", "award_member")
# What the families join of the neighbourhood of a list: the awards of its persons and of all of their households.
NEAR = """
CREATE TEMP TABLE near_{name} AS
SELECT * FROM {name} WHERE award_key IN (
    SELECT award_key FROM award WHERE person_key IN (SELECT person_key FROM around_person))
"""


def build(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    ran: frozenset[str],
    cohort: pa.Array | None = None,
    progress: Progress = silent,
    only: tuple[Family, ...] | None = None,
    near: bool = False,
) -> pd.DataFrame:
    """Build the features of `cohort` (award keys; all awards where None) on an as-of connection.

    The connection has been compared (`rules.engine.compare`); `ran` are the rules that could run. Peers and sums are
    taken over all awards, whoever is in the cohort. `only`: these families instead of all. `near`: `rules.listed` did
    compare it, the cohort being the awards on the list, so that families of reach `neighbours` look no further, and
    `features.base` was made before the list. Returns one row per award of the cohort with a visible payout, indexed by
    award_key and sorted by it, every column float64 and NaN where nothing is known.
    """
    chosen = families() if only is None else only
    (base.change if near else base.make)(connection)
    if cohort is None:
        connection.execute("CREATE TABLE cohort AS SELECT award_key FROM award")
    else:
        connection.register("wanted", pa.table({"award_key": cohort}))
        connection.execute("CREATE TABLE cohort AS SELECT award_key FROM award SEMI JOIN wanted USING (award_key)")
    if near:
        for name in _PER_AWARD:
            connection.execute(NEAR.format(name=name))
    names = [column.name for family in chosen for column in family.columns]
    names += [column.name for column in by_rule.rule_columns(catalogue)]
    keys = np.asarray(connection.execute("SELECT award_key FROM cohort ORDER BY award_key").fetchnumpy()["award_key"])
    block = _Block(
        {name: place for place, name in enumerate(names)}, np.full((len(keys), len(names)), np.nan, order="F")
    )
    for step, family in enumerate(chosen):
        progress(Step(family.title.en, family.title.zh), step, len(chosen))
        if _has(connection, family):
            alone = near and family.reach == "neighbours"
            with neighbourhood.alone(connection, _PER_AWARD) if alone else nullcontext():
                _fill_family(connection, family, block)
    for rule in catalogue.rules:
        if rule.id in ran:
            _fill_rule(connection, rule.id, keys, block)
    index = pd.Index(keys, name="award_key")
    return pd.DataFrame(block.values, index=index, columns=names, copy=False)


@dataclass(frozen=True)
class _Block:
    """The whole table, filled family by family; a city's fits into memory once, not twice."""

    places: Mapping[str, int]  # of the columns
    values: npt.NDArray[np.float64]  # by column


def as_of_table(
    snapshot: Snapshot,
    as_of: date,
    cohort: pa.Array | None = None,
    judged: Judgements | None = None,
    progress: Progress = silent,
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


def _fill_family(connection: duckdb.DuckDBPyConnection, family: Family, block: _Block) -> None:
    try:
        given = _fill(connection, family.sql, block)
    except duckdb.Error as error:
        raise BadFamily(f"The SQL of feature family {family.id} failed: {error}") from error
    if missing := {column.name for column in family.columns} ^ given:
        raise BadFamily(f"Feature family {family.id} and its SQL disagree on the columns {', '.join(sorted(missing))}.")


def _fill(connection: duckdb.DuckDBPyConnection, sql: str, block: _Block) -> set[str]:
    """Compute columns and write those that the dictionary has into their places; names all that were computed."""
    described = connection.execute(f"DESCRIBE {sql}").fetchall()
    columns = [name for name, *_ in described if name != "award_key"]
    wanted = [name for name in columns if name in block.places]
    # Sums run in parallel and differ in their last bits from run to run; in 24 bits the same data gives the same table,
    # and with it the same model.
    chosen = ", ".join(f"CAST({name} AS DOUBLE) AS {name}" for name in wanted)
    found = connection.sql(f"SELECT {chosen} FROM cohort LEFT JOIN ({sql}) USING (award_key) ORDER BY award_key")
    start = 0
    for batch in found.to_arrow_reader(_ROWS):
        for name, values in zip(wanted, batch.columns, strict=True):
            rounded = values.to_numpy(zero_copy_only=False).astype(np.float32)
            block.values[start : start + len(values), block.places[name]] = rounded
        start += batch.num_rows
    return set(columns)


def _fill_rule(connection: duckdb.DuckDBPyConnection, rule: str, keys: npt.NDArray[np.int64], block: _Block) -> None:
    """The two columns of a rule that ran: few awards are hit, so theirs are put in their places, and 0 is elsewhere."""
    found = connection.execute(by_rule.HITS, [rule]).fetchnumpy()
    place = np.searchsorted(keys, found["award_key"])
    place[place == len(keys)] = 0
    asked = keys[place] == found["award_key"]
    band, strength = (block.values[:, block.places[name]] for name in by_rule.names(rule))
    band[:] = 0
    band[place[asked]] = found["band"][asked]
    given = np.ma.filled(np.ma.asarray(found["strength"], dtype=np.float64), np.nan)
    strength[place[asked]] = given[asked].astype(np.float32)
