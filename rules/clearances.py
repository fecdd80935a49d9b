"""Clearances: which rules an outcome judged on an award, on which day, and until when that silences them."""

import json
from typing import Any

import duckdb
import pyarrow as pa

from records.values.text import squeezed
from rules.catalogue import Catalogue

_SAID = ("kind", "judged", "findings")  # what an outcome says of rules
JUDGED_RULE = pa.schema(
    [*((name, pa.string()) for name in (*_SAID, "rule")), ("band", pa.int32()), ("own_result", pa.string())]
)
OWN_MONTHS = pa.schema([("rule", pa.string()), ("months", pa.int32())])
BETWEEN_KINDS = "、,;/+"  # a sheet may name several kinds in one cell; text is read in half width

# The newest outcome of each award and rule; of two of one day the confirmed one. Only a clearance is kept.
CLEARANCE = """
CREATE OR REPLACE TEMP TABLE clearance AS
WITH judged AS (
  SELECT o.award_key, j.rule, j.band, coalesce(j.own_result, o.result) AS result, o.kind,
         coalesce(o.judged_day, o.verified) AS day,
         row_number() OVER (
           PARTITION BY o.award_key, j.rule
           ORDER BY coalesce(o.judged_day, o.verified) DESC, coalesce(j.own_result, o.result) DESC, j.band, o.kind
         ) AS place
  FROM outcome o
  JOIN judged_rule j ON j.kind IS NOT DISTINCT FROM o.kind AND j.judged IS NOT DISTINCT FROM o.judged
                    AND j.findings IS NOT DISTINCT FROM o.findings
  WHERE coalesce(j.own_result, o.result) IN ('confirmed', 'cleared'))
SELECT c.award_key, c.rule, c.band, c.kind, c.day,
       CAST(c.day + to_months(CAST(coalesce(own.months, s.value) AS INTEGER)) AS DATE) AS until
FROM judged c
JOIN award a ON a.award_key = c.award_key
LEFT JOIN own_months own ON own.rule = c.rule
LEFT JOIN standard s ON s.name = 'silence_months' AND s.programme = a.programme
                    AND c.day >= s.effective AND c.day < s.until
WHERE c.place = 1 AND c.result = 'cleared'
"""


def make(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Make `clearance`: award, rule, the band judged (null: not kept), kind, day, until (null: no end)."""
    asked = "SELECT DISTINCT kind, judged, findings FROM outcome"
    said = connection.execute(f"{asked} WHERE result IN ('confirmed', 'cleared') OR findings IS NOT NULL").fetchall()
    judged = [row for kind, text, findings in said for row in _judged(kind, text, findings, catalogue)]
    own = [{"rule": r.id, "months": r.silence_months} for r in catalogue.rules if r.silence_months is not None]
    connection.register("judged_rule", pa.Table.from_pylist(judged, schema=JUDGED_RULE))
    connection.register("own_months", pa.Table.from_pylist(own, schema=OWN_MONTHS))
    connection.execute(CLEARANCE)
    connection.unregister("judged_rule")
    connection.unregister("own_months")


def named(kind: str | None, catalogue: Catalogue) -> tuple[str, ...]:
    """The rules that a kind of suspicion speaks of: by a rule's suspicion names, or by its id; in the rules' order."""
    words = squeezed(kind)
    said = {words, *words.translate({ord(sign): "、" for sign in BETWEEN_KINDS}).split("、")} - {""}
    return tuple(rule.id for rule in catalogue.rules if said & {rule.id, *map(squeezed, rule.suspicion_names)})


def _judged(kind: str | None, text: str | None, findings: str | None, catalogue: Catalogue) -> list[dict[str, Any]]:
    """What an outcome recorded here kept, with a rule's own finding; for an imported one, what its kind says."""
    bands = json.loads(text) if text is not None else dict.fromkeys(named(kind, catalogue))
    own = json.loads(findings) if findings is not None else {}
    said = dict(zip(_SAID, (kind, text, findings), strict=True))
    return [said | {"rule": rule, "band": band, "own_result": own.get(rule)} for rule, band in bands.items()]
