"""Silences: what a clearance 不属实 judged is not put before anybody again, until something is new.

One place decides it, for any day: `prepare` before the rules run, `note` after each of them, `apply` at the end. Only
outcomes known by then count, so a look back from before a clearance still sees the hit.

Who clears an award judges, in each rule, the payouts made and the facts known up to that day. An imported finding
judges the rules that its kind of suspicion names (`Rule.suspicion_names`); an outcome recorded here judges every rule
that hit then, and keeps their bands. A confirmed outcome silences nothing and lifts an earlier silence of its rules; an
inconclusive one judges nothing.

A silenced rule speaks again on that award when
- `expired`: the months of the standard `silence_months` (or of the rule's own) have passed;
- `fact`: it rests on a register's fact that became known later;
- `stronger`: its band is higher than the one judged;
- `payout`: the payouts alone are the evidence (`Rule.on_register`), and there is a new one. Where a register stands
  against them, an allowance that goes on as before on the judged fact is not new, however often it is paid;
- `amount`: what is paid has grown beyond what was judged by more than the standard `silence_amount_ratio`. Measured by
  what recurs: month by month for a monthly allowance, year by year for a yearly one, in sum where each payout is a
  grant of its own. A yearly rise of an allowance stays within the ratio; a second member of the household or a second
  grant does not;
- `unseen`: nothing it rests on was there on the day of the clearance.
"""

import duckdb

from rules import clearances
from rules.catalogue import Catalogue
from rules.rule import Rule

CLEARED_ROW = """
CREATE OR REPLACE TEMP TABLE cleared_row (
    award_key BIGINT, rule VARCHAR, payout_key BIGINT, on_register BOOLEAN, fact_known DATE, band INTEGER)
"""
# What the rule rests on, split by the day of the clearance, and the reason to speak again; null: silent.
SILENCE = """
CREATE OR REPLACE TEMP TABLE silence AS
WITH seen AS (
  SELECT r.award_key, r.rule, r.payout_key, r.on_register, r.band, c.day, c.band AS judged_band, c.until, c.kind,
         p.pay_date > c.day AS paid_later, coalesce(r.fact_known > c.day, FALSE) AS known_later, p.amount_fen,
         CASE WHEN g.rhythm = 'once' THEN 0
              WHEN g.rhythm = 'year' THEN coalesce(floor(p.period / 100), year(p.pay_date))
              ELSE coalesce(p.period, year(p.pay_date) * 100 + month(p.pay_date)) END AS span,
         coalesce(s.value, 1) AS ratio
  FROM cleared_row r
  JOIN clearance c ON c.award_key = r.award_key AND c.rule = r.rule
  JOIN payout p ON p.payout_key = r.payout_key
  LEFT JOIN (SELECT programme, min(rhythm) AS rhythm FROM programme GROUP BY programme) g ON g.programme = p.programme
  LEFT JOIN standard s ON s.name = 'silence_amount_ratio' AND s.programme = p.programme
                      AND c.day >= s.effective AND c.day < s.until),
paid AS (SELECT DISTINCT award_key, rule, payout_key, span, paid_later, amount_fen FROM seen),
spans AS (
  SELECT award_key, rule, sum(amount_fen) AS amount, sum(CASE WHEN paid_later THEN 0 ELSE amount_fen END) AS judged,
         max(CASE WHEN paid_later THEN 1 ELSE 0 END) AS later
  FROM paid GROUP BY award_key, rule, span),
amounts AS (
  SELECT award_key, rule, max(judged) AS judged, max(CASE WHEN later = 1 THEN amount END) AS later
  FROM spans GROUP BY award_key, rule),
summed AS (
  SELECT award_key, rule, min(kind) AS kind, min(day) AS day, min(until) AS until, min(ratio) AS ratio,
         max(CASE WHEN NOT paid_later AND NOT known_later THEN 1 ELSE 0 END) AS was_there,
         max(CASE WHEN known_later THEN 1 ELSE 0 END) AS new_fact,
         max(CASE WHEN paid_later AND NOT on_register THEN 1 ELSE 0 END) AS new_payout,
         max(band) AS band,
         coalesce(min(judged_band), max(CASE WHEN NOT paid_later AND NOT known_later THEN band END)) AS judged_band
  FROM seen GROUP BY award_key, rule)
SELECT s.award_key, s.rule, s.kind, s.day AS cleared, s.until,
       CASE WHEN s.until <= as_of() THEN 'expired'
            WHEN s.new_fact = 1 THEN 'fact'
            WHEN s.was_there = 0 THEN 'unseen'
            WHEN s.band > s.judged_band THEN 'stronger'
            WHEN s.new_payout = 1 THEN 'payout'
            WHEN m.later > m.judged * s.ratio THEN 'amount' END AS why
FROM summed s JOIN amounts m ON m.award_key = s.award_key AND m.rule = s.rule
"""
APPLY = """
CREATE OR REPLACE TABLE silenced_hit AS
SELECT h.*, s.kind AS cleared_as, s.cleared, s.until AS silent_until
FROM hit h JOIN silence s ON s.award_key = h.award_key AND s.rule = h.rule WHERE s.why IS NULL;

CREATE OR REPLACE TABLE woken_hit AS
SELECT s.award_key, s.rule, s.why, s.cleared FROM silence s WHERE s.why IS NOT NULL;

DELETE FROM hit USING silenced_hit s WHERE s.award_key = hit.award_key AND s.rule = hit.rule;
DELETE FROM hit_payout USING silenced_hit s WHERE s.award_key = hit_payout.award_key AND s.rule = hit_payout.rule;

CREATE OR REPLACE VIEW every_hit AS
SELECT award_key, rule, band, FALSE AS silent FROM hit
UNION ALL SELECT award_key, rule, band, TRUE FROM silenced_hit;
"""


def prepare(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Make what `note` writes to, from the outcomes known."""
    clearances.make(connection, catalogue)
    connection.execute(CLEARED_ROW)


def note(connection: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    """Keep what a rule that just ran (its rows are in `banded`) rests on, where it was cleared before."""
    on_register = str(rule.on_register).upper()
    connection.execute(f"""
        INSERT INTO cleared_row
        SELECT DISTINCT b.award_key, '{rule.id}', b.payout_key, b.fact_row IS NOT NULL OR {on_register},
               b.fact_known, b.band
        FROM banded b SEMI JOIN clearance c ON c.award_key = b.award_key AND c.rule = '{rule.id}'""")


def apply(connection: duckdb.DuckDBPyConnection) -> None:
    """Move silenced hits out of `hit` and `hit_payout`.

    Makes `silenced_hit` (the columns of `hit`, then `cleared_as` the kind of suspicion or rule as the outcome names it,
    `cleared` the day, `silent_until` or null), `woken_hit` (award_key, rule, why, cleared: cleared once, and why it
    speaks again) and `every_hit` (award_key, rule, band, silent), for those who count what a rule found.
    """
    connection.execute(SILENCE)
    connection.execute(APPLY)
