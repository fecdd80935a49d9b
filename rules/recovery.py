"""应追缴金额: which months that a payout covers were paid wrongly, and how much of it is to be recovered.

A rule about an interval gives, next to each offending payout, when nothing was due: as days, `wrong_since` and
`wrong_until` (both belong to it; whole months between them count), or as months with the grace already taken off,
`wrong_from` and `wrong_to`, in month numbers `year * 12 + month - 1`. Null means without beginning, or still going on.
The payout's own months come from the view `covered`; months in both are recoverable, and of a payout for a year or a
term that share. Any rule may give `recover_fen`, the part of the payout that is in question (null: unknown); one that
does not puts the whole payout in question.
"""

from collections.abc import Collection, Sequence

# The months a payout is for: those of its year or term (February to July, August to January), else its month. Where
# the list does not say what it is for, the day of payment decides.
COVERED = """
CREATE OR REPLACE TEMP VIEW {view} AS
SELECT p.*, rhythm, CASE WHEN period IS NULL THEN 'pay_date' ELSE 'period' END AS covered_by,
       CASE rhythm WHEN 'year' THEN CAST(floor(month_number / 12.0) * 12 AS INTEGER)
                   WHEN 'term' THEN CAST(floor((month_number - 1) / 6.0) * 6 + 1 AS INTEGER)
                   ELSE month_number END AS first_month,
       CASE rhythm WHEN 'year' THEN CAST(floor(month_number / 12.0) * 12 + 11 AS INTEGER)
                   WHEN 'term' THEN CAST(floor((month_number - 1) / 6.0) * 6 + 6 AS INTEGER)
                   ELSE month_number END AS last_month
FROM (SELECT q.*, r.rhythm,
             CASE WHEN q.period IS NULL THEN year(q.pay_date) * 12 + month(q.pay_date) - 1
                  ELSE CAST(floor(q.period / 100.0) AS INTEGER) * 12 + q.period % 100 - 1 END AS month_number
      FROM {payouts} q LEFT JOIN programme r ON r.programme = q.programme) p
"""
COLUMNS = ("recover_fen", "wrong_since", "wrong_until", "wrong_from", "wrong_to")
# The first and the last whole month of the days given.
SINCE = "year(b.wrong_since - INTERVAL '1' DAY) * 12 + month(b.wrong_since - INTERVAL '1' DAY)"
UNTIL = "year(b.wrong_until + INTERVAL '1' DAY) * 12 + month(b.wrong_until + INTERVAL '1' DAY) - 2"
# The row of `banded` that would recover most speaks for its payout; of one that recovers nothing, no months are told.
CHOSEN = """
INSERT INTO hit_payout
SELECT award_key, payout_key, '{rule}', fen, CASE WHEN {told} THEN overlap END,
       CASE WHEN {told} AND overlap > 0 THEN CAST(floor(begins / 12.0) AS INTEGER) * 100 + begins % 12 + 1 END,
       CASE WHEN {told} AND overlap > 0 THEN CAST(floor(ends / 12.0) AS INTEGER) * 100 + ends % 12 + 1 END, covered_by
FROM (SELECT *, row_number() OVER (
          PARTITION BY award_key, payout_key ORDER BY fen DESC NULLS LAST, overlap DESC, begins) AS place
      FROM (SELECT *, {fen} AS fen
            FROM (SELECT *, CAST(greatest(ends - begins + 1, 0) AS INTEGER) AS overlap
                  FROM (SELECT b.award_key, b.payout_key, c.rhythm, c.amount_fen, c.covered_by, {given} AS given_fen,
                               c.last_month - c.first_month + 1 AS months,
                               greatest(c.first_month, {wrong_from}) AS begins,
                               least(c.last_month, {wrong_to}) AS ends
                        FROM banded b JOIN struck_covered c ON c.payout_key = b.payout_key) meeting) measured) weighed
     ) placed
WHERE place = 1
"""


def struck(tables: Sequence[str]) -> str:
    """The payouts that stand in any of the tables: few. All that is asked of them is read off once, from the many."""
    named = " UNION ALL ".join(f"SELECT payout_key FROM {table}" for table in tables)
    wanted = f"IN (SELECT payout_key FROM ({named}) found)" if tables else "IS NULL AND FALSE"
    return f"""
    CREATE OR REPLACE TEMP TABLE struck AS
    SELECT payout_key, programme, period, pay_date, amount_fen FROM payout WHERE payout_key {wanted}
    """


def struck_covered() -> str:
    """The months that the payouts of `struck` cover, as a table: every rule asks, and none works them out again."""
    return f"""
    {covered("struck_months", "struck")};
    CREATE OR REPLACE TEMP TABLE struck_covered AS
    SELECT payout_key, rhythm, amount_fen, covered_by, first_month, last_month FROM struck_months;
    DROP VIEW struck_months
    """


def covered(view: str, payouts: str) -> str:
    """A view of payouts with the months that each covers."""
    return COVERED.format(view=view, payouts=payouts)


def hit_payouts(rule: str, columns: Collection[str]) -> str:
    """Fill `hit_payout` from `banded`, whose `columns` the rule's SQL gave: every payout once."""
    interval = any(column.startswith("wrong_") for column in columns)
    fen = "amount_fen"
    if "recover_fen" in columns:
        fen = "CASE WHEN given_fen IS NOT NULL THEN least(greatest(given_fen, 0), amount_fen) END"
    if interval:
        fen = f"CAST(round({fen} * overlap / CAST(months AS DOUBLE)) AS BIGINT)"
    return CHOSEN.format(
        rule=rule,
        fen=fen,
        # Money paid once and for all is for no months, and a rule that is not about an interval says nothing of any.
        told="rhythm <> 'once' AND fen IS NOT NULL" if interval else "false",
        given="CAST(b.recover_fen AS BIGINT)" if "recover_fen" in columns else "CAST(NULL AS BIGINT)",
        wrong_from=_end("wrong_from", "wrong_since", SINCE, columns),
        wrong_to=_end("wrong_to", "wrong_until", UNTIL, columns),
    )


def _end(month: str, day: str, of_day: str, columns: Collection[str]) -> str:
    if month in columns:
        return f"b.{month}"
    return of_day if day in columns else "CAST(NULL AS INTEGER)"
