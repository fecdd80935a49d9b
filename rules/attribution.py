"""Which rule an outcome speaks of, and the sums that rule health is made of: see attribution.sql."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from records.values.text import squeezed
from rules.catalogue import Catalogue
from rules.parts import Part
from rules.rule import Text

SQL = Path(__file__).with_name("attribution.sql")
UNKNOWN, WHOLE = Text(zh="不详", en="unknown"), Text(zh="全部", en="all")
BAND_WORDS = {
    None: Text(zh="现已不命中", en="no longer hit"),
    1: Text(zh="弱", en="weak"),
    2: Text(zh="中", en="medium"),
    3: Text(zh="强", en="strong"),
}
NAMED = pa.schema([("kind", pa.string()), ("rule", pa.string()), ("programme", pa.string())])
OWN = pa.schema([("findings", pa.string()), ("rule", pa.string()), ("result", pa.string())])
TOTALS = """
SELECT as_of(), count(*) FILTER (WHERE labelled), count(*) FILTER (WHERE confirmed), count(*) FILTER (WHERE NOT known)
FROM (SELECT l.award_key, bool_or(l.overall IN ('confirmed', 'cleared')) AS labelled,
             bool_or(l.overall = 'confirmed') AS confirmed, bool_or(a.line IS NOT NULL) AS known
      FROM line l LEFT JOIN attributed a ON a.line = l.line GROUP BY l.award_key)
"""
BATCHES = """
SELECT batch, day, count(DISTINCT award_key) FILTER (WHERE result = 'confirmed'),
       count(DISTINCT award_key) FILTER (WHERE result = 'cleared'),
       count(DISTINCT award_key) FILTER (WHERE result = 'inconclusive'),
       sum(CASE WHEN result = 'confirmed' THEN recovered_fen END)::BIGINT
FROM (SELECT l.*, coalesce(dispatched, date_trunc('month', went)::DATE) AS day FROM line l)
SEMI JOIN (SELECT line FROM attributed WHERE rule = ?) a USING (line)
GROUP BY batch, day ORDER BY day, batch
"""


@dataclass(frozen=True)
class Batch:
    """What one batch found under one rule, in awards and fen."""

    name: str | None  # null: visits without a batch, of one month
    day: date
    confirmed: int
    cleared: int
    inconclusive: int
    recovered_fen: int | None


@dataclass(frozen=True)
class Names:
    """What the parts of a rule are called."""

    programmes: Mapping[str, Text]
    townships: Mapping[int, str]

    def of(self, part: Part) -> Text:
        """The part's programme, township or band in words."""
        zh, en = [], []
        if "programme" in part.divided_by:
            named = self.programmes.get(part.programme or "", UNKNOWN)
            zh.append(named.zh)
            en.append(named.en)
        if "township" in part.divided_by:
            township = None if part.township_key is None else self.townships.get(part.township_key)
            zh.append(township or UNKNOWN.zh)
            en.append(township or UNKNOWN.en)
        if "band" in part.divided_by:
            zh.append(BAND_WORDS[part.band].zh)
            en.append(BAND_WORDS[part.band].en)
        return Text(zh=" ".join(zh), en=", ".join(en)) if zh else WHOLE


def attribute(outcomes: duckdb.DuckDBPyConnection, scan: Path, catalogue: Catalogue) -> None:
    """Make `line`, `attributed`, `verdict` and `cell` in a connection of `records.asof.outcomes`."""
    # A hit that a clearance silences was found all the same: without it a rule would forget whom it wrongly accused.
    names = ("hits", "silenced_hits", "scores")
    hits, silenced, scores = (str(scan / f"{name}.parquet").replace("'", "''") for name in names)
    files = f"'{hits}', '{silenced}'" if (scan / "silenced_hits.parquet").exists() else f"'{hits}'"
    # A scan made before hits told what to recover.
    recover = "recover_fen" if "recover_fen" in pq.read_schema(scan / "hits.parquet").names else "NULL::BIGINT"
    outcomes.execute(
        f"CREATE OR REPLACE TEMP TABLE hit AS SELECT award_key, rule, band, amount_fen, {recover} AS recover_fen, "
        f"first_date, fact_known FROM read_parquet([{files}], union_by_name = true)"
    )
    outcomes.execute(
        "CREATE OR REPLACE TEMP VIEW standing AS SELECT award_key, programme, programme_name, township_key, township "
        f"FROM read_parquet('{scores}')"
    )
    outcomes.register("named", _named(outcomes, catalogue))
    outcomes.register("own_finding", _own_findings(outcomes))
    outcomes.execute(SQL.read_text(encoding="utf-8"))


def totals(attributed: duckdb.DuckDBPyConnection) -> tuple[date, int, int, int]:
    """The day, the awards confirmed or cleared, those confirmed, and those that speak of no rule."""
    found = attributed.execute(TOTALS).fetchall()
    return found[0]


def batches(attributed: duckdb.DuckDBPyConnection, rule: str) -> tuple[Batch, ...]:
    """What each batch found under the rule, oldest first; visits without a batch by month."""
    return tuple(Batch(*row) for row in attributed.execute(BATCHES, [rule]).fetchall())


def names(attributed: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> Names:
    """What programmes and townships of the scan are called."""
    english = catalogue.codes["programme"]
    programmes = attributed.execute("SELECT programme, any_value(programme_name) FROM standing GROUP BY 1").fetchall()
    townships = attributed.execute(
        "SELECT township_key, any_value(township) FROM standing WHERE township_key IS NOT NULL GROUP BY 1"
    ).fetchall()
    return Names(
        {code: Text(zh=name, en=english[code].en if code in english else name) for code, name in programmes},
        dict(townships),
    )


def _own_findings(outcomes: duckdb.DuckDBPyConnection) -> pa.Table:
    """What outcomes say suspicion by suspicion, as lines under the text that says it."""
    said = outcomes.execute("SELECT DISTINCT findings FROM outcome WHERE findings IS NOT NULL").fetchall()
    rows = [
        {"findings": text, "rule": rule, "result": result}
        for (text,) in said
        for rule, result in json.loads(text).items()
    ]
    return pa.Table.from_pylist(rows, schema=OWN)


def _named(outcomes: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> pa.Table:
    """The words of the outcomes that name a rule: its id, or a kind of suspicion it answers to, blanks aside."""
    names: dict[str, list[tuple[str, str | None]]] = {}
    for rule in catalogue.rules:
        codes = (None,) if rule.programmes == "all" else rule.programmes
        for name in (rule.id, *rule.suspicion_names):
            names.setdefault(squeezed(name), []).extend((rule.id, code) for code in codes)
    kinds = outcomes.execute("SELECT DISTINCT kind FROM outcome WHERE kind IS NOT NULL").fetchall()
    rows = [
        {"kind": kind, "rule": rule, "programme": code}
        for (kind,) in kinds
        for rule, code in names.get(squeezed(kind), ())
    ]
    return pa.Table.from_pylist(rows, schema=NAMED)
