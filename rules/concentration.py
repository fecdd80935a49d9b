"""优亲厚友集中度: whether the kin of a village's cadres hold more of its money than chance would give them.

Compared are households, since that is what aid is decided for and kin live in one. Were kinship no matter, the kin
households would be like as many drawn at random from the village, each from those of its own size (larger households
have more kin and more awards). What such a draw holds on average, and how much that varies, follows exactly from
sampling without replacement; only villages clearly above it are drawn DRAWS times.

Sums of fractions run in parallel and differ in their last bits from run to run, hence `times` is rounded.

Makes `concentration`: one row per village with kin households and money, and `kin_household`. `p` is the share of draws
(the village itself counted among them) in which the drawn households held at least as much; it, `draws` and `reached`
are null in villages that were not drawn because they are not above what chance gives.
"""

import zlib
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

Numbers = npt.NDArray[np.int64]
SQL = (Path(__file__).parent / "concentration.sql").read_text(encoding="utf-8")
DRAWS = 999
SCREEN = 1.0  # deviations above the mean from which a village is drawn; below, p under 0.05 is next to impossible
TEMPORARY = ("concentration_unit", "concentration_marked", "concentration_village")
PAID = """
SELECT village_key, size, fen, kin FROM concentration_marked JOIN screened USING (village_key) WHERE fen > 0
ORDER BY village_key, size, fen, kin
"""
SIZES = """
SELECT village_key, size, CAST(count(*) AS BIGINT) AS households, CAST(sum(kin) AS BIGINT) AS kin_households
FROM concentration_marked JOIN screened USING (village_key) GROUP BY village_key, size ORDER BY village_key, size
"""
SCREENED = f"""
CREATE OR REPLACE TEMP TABLE screened AS
SELECT village_key FROM concentration_village
WHERE variance > 0 AND kin_fen >= expected_fen + {SCREEN} * sqrt(variance)
"""
CONCENTRATION = """
CREATE OR REPLACE TABLE concentration AS
SELECT v.village_key, households, kin_households, awards, kin_awards, kin_paid, fen, kin_fen,
       kin_fen / CAST(fen AS DOUBLE) AS share, expected_fen / fen AS expected,
       CASE WHEN expected_fen > 0 THEN round(kin_fen / expected_fen, 4) END AS times,
       CASE WHEN variance > 0 THEN (kin_fen - expected_fen) / sqrt(variance) END AS deviations,
       d.draws, d.reached, (d.reached + 1) / (d.draws + 1.0) AS p
FROM concentration_village v LEFT JOIN drawn d ON d.village_key = v.village_key
"""
DRAWN = pa.schema([("village_key", pa.int32()), ("draws", pa.int32()), ("reached", pa.int32())])


class Stratum(NamedTuple):
    """Households of one size in one village."""

    households: int
    kin_households: int
    paid: Numbers  # fen of those that received anything, sorted
    kin: Numbers  # 1 where such a household is kin


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `concentration` and `kin_household` on a connection that has `home`, `award`, `kinship` and `standard`."""
    connection.execute(SQL)
    connection.execute(SCREENED)
    villages = _villages(connection)
    columns = [list(villages), [DRAWS] * len(villages), [reached(strata) for strata in villages.values()]]
    connection.register("drawn", pa.table(columns, schema=DRAWN))
    connection.execute(CONCENTRATION)
    connection.unregister("drawn")
    for name in (*TEMPORARY, "screened"):
        connection.execute(f"DROP TABLE {name}")


def reached(strata: list[Stratum], draws: int = DRAWS) -> int:
    """In how many of `draws` random draws the drawn households hold at least what the kin households hold."""
    held = sum(int(stratum.paid[stratum.kin == 1].sum()) for stratum in strata)
    random = np.random.default_rng(_seed(strata))
    drawn = (_drawn(stratum, draws, random) for stratum in strata if stratum.kin_households)
    totals = sum(drawn, start=np.zeros(draws, dtype=np.int64))
    return int((totals >= held).sum())


def _drawn(stratum: Stratum, draws: int, random: np.random.Generator) -> Numbers:
    """What `kin_households` households drawn without replacement hold, in each draw.

    Household by household: it is drawn with the chance that what is still to draw has among those still to come; those
    that received nothing come last and need no drawing.
    """
    taken = np.empty((len(stratum.paid), draws), dtype=bool)
    chances = random.random(taken.shape, dtype=np.float32)
    chances *= (stratum.households - np.arange(len(taken), dtype=np.float32))[:, None]
    left = np.full(draws, stratum.kin_households, dtype=np.float32)
    for place, chance in enumerate(chances):
        np.less(chance, left, out=taken[place])
        left -= taken[place]
    return stratum.paid @ taken


def _seed(strata: list[Stratum]) -> int:
    """From what the village's own households hold: the same village is drawn alike in every scan and under any key."""
    digest = 0
    for stratum in strata:
        digest = zlib.crc32(np.array([stratum.households, stratum.kin_households], dtype=np.int64).tobytes(), digest)
        digest = zlib.crc32(stratum.paid.astype(np.int64).tobytes(), digest)
    return digest


def _villages(connection: duckdb.DuckDBPyConnection) -> dict[int, list[Stratum]]:
    paid, sizes = _columns(connection, PAID), _columns(connection, SIZES)
    places, wanted = (table["village_key"] * 8 + table["size"] for table in (paid, sizes))
    starts, ends = np.searchsorted(places, wanted), np.searchsorted(places, wanted, side="right")
    villages: dict[int, list[Stratum]] = {}
    for village, households, kin, start, end in zip(
        sizes["village_key"], sizes["households"], sizes["kin_households"], starts, ends, strict=True
    ):
        stratum = Stratum(int(households), int(kin), paid["fen"][start:end], paid["kin"][start:end])
        villages.setdefault(int(village), []).append(stratum)
    return villages


def _columns(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Numbers]:
    found: dict[str, Any] = connection.execute(sql).fetchnumpy()
    return {name: np.asarray(column, dtype=np.int64) for name, column in found.items()}
