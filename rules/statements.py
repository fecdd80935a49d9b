"""The statements by which the rows of a rule's SQL become hits."""

from collections.abc import Sequence

from rules.rule import STAKES, Rule


def paid(rule: Rule) -> str:
    """The view `paid`: payouts of the rule's own programmes, while `payout` shows all."""
    names = "" if rule.programmes == "all" else ", ".join(f"'{code}'" for code in rule.programmes)
    return (
        f"CREATE OR REPLACE TEMP VIEW paid AS SELECT * FROM payout{f' WHERE programme IN ({names})' if names else ''}"
    )


def banded(rule: Rule, columns: Sequence[str], sql: str | None = None) -> str:
    """The query for a rule's rows, each with its band; `sql` stands in place of the rule's own, and says the same."""
    facts = (("fact_file", "INTEGER"), ("fact_row", "INTEGER"), ("fact_known", "DATE"))
    absent = "".join(f", CAST(NULL AS {kind}) AS {name}" for name, kind in facts if name not in columns)
    given = ((rule.bands.strong, 3), (rule.bands.medium, 2))
    cases = " ".join(f"WHEN {condition} THEN {band}" for condition, band in given if condition)
    band = f"CASE {cases} ELSE 1 END" if cases else "1"
    return f"SELECT *{absent}, {band} AS band FROM ({sql or rule.sql}\n) offending"


def hit_in_brief(rule: Rule, wanted: str) -> str:
    """Fills `hit` from the view `banded` for awards that the table `wanted` does not name: by their band alone."""
    return f"""
    INSERT INTO hit (award_key, rule, rule_version, band)
    SELECT award_key, '{rule.id}', {rule.version}, max(band) FROM banded ANTI JOIN {wanted} USING (award_key)
    GROUP BY award_key
    """


def hit(rule: Rule) -> str:
    """Fills `hit` from the views `banded` and `struck`: one row per award, told by its leading row."""
    evidence = [field.column for field in rule.evidence]
    # Every column breaks ties, so that the same county gives the same evidence in every run.
    order = ", ".join(["b.payout_key", "b.fact_file", "b.fact_row", *(f"b.{column}" for column in evidence)])
    stakes = [f"{c} := {'c' if c == 'recover_months' else 's'}.{c}" for c in STAKES]
    members = ", ".join([*(f"{column} := l.{column}" for column in evidence), *stakes])
    return f"""
    INSERT INTO hit
    WITH leading_row AS (
        SELECT b.*, row_number() OVER (
            PARTITION BY b.award_key
            ORDER BY b.band DESC, b.strength DESC NULLS LAST, p.pay_date DESC, {order}) AS place
        FROM banded b JOIN struck p ON p.payout_key = b.payout_key),
    stake AS (
        SELECT h.award_key, CAST(count(*) AS INTEGER) AS payouts, CAST(count(DISTINCT p.period) AS INTEGER) AS months,
               CAST(sum(p.amount_fen) AS BIGINT) AS amount_fen, CAST(sum(h.recover_fen) AS BIGINT) AS recover_fen,
               min(h.recover_from) AS recover_from, max(h.recover_to) AS recover_to,
               CAST(sum(CASE WHEN h.recover_months > 0 AND h.covered_by = 'pay_date' THEN 1 ELSE 0 END) AS INTEGER)
                   AS undated,
               min(p.pay_date) AS first_date, max(p.pay_date) AS last_date
        FROM hit_payout h JOIN struck p ON p.payout_key = h.payout_key
        WHERE h.rule = '{rule.id}' GROUP BY h.award_key),
    counted AS (  -- a month that is paid for twice is one month
        SELECT award_key, CAST(sum(months) AS INTEGER) AS recover_months
        FROM (SELECT award_key, recover_from, max(recover_months) AS months
              FROM hit_payout WHERE rule = '{rule.id}' GROUP BY award_key, recover_from) single
        GROUP BY award_key)
    SELECT l.award_key, '{rule.id}', {rule.version}, l.band, CAST(l.strength AS DOUBLE), s.payouts, s.months,
           s.amount_fen, s.recover_fen, c.recover_months, s.first_date, s.last_date,
           CAST(to_json(struct_pack({members})) AS VARCHAR), l.fact_file, l.fact_row, l.fact_known
    FROM leading_row l JOIN stake s ON s.award_key = l.award_key JOIN counted c ON c.award_key = l.award_key
    WHERE l.place = 1
    """
