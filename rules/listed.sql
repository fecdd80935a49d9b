-- The hits of the awards on a list, from what all rules found of them (`found`): as `rules.engine` makes them rule by
-- rule, but of all rules at once, since planning a statement takes longer than a list does.
CREATE OR REPLACE TEMP TABLE struck AS
SELECT payout_key, programme, period, pay_date, amount_fen FROM near_payout
WHERE payout_key IN (SELECT payout_key FROM found SEMI JOIN listed_award USING (award_key));

{struck_covered};

INSERT INTO hit_payout
SELECT award_key, payout_key, rule, fen, CASE WHEN told THEN overlap END,
       CASE WHEN told AND overlap > 0 THEN CAST(floor(begins / 12.0) AS INTEGER) * 100 + begins % 12 + 1 END,
       CASE WHEN told AND overlap > 0 THEN CAST(floor(ends / 12.0) AS INTEGER) * 100 + ends % 12 + 1 END, covered_by
FROM (SELECT *, interval_told AND rhythm <> 'once' AND fen IS NOT NULL AS told, row_number() OVER (
          PARTITION BY rule, award_key, payout_key ORDER BY fen DESC NULLS LAST, overlap DESC, begins) AS place
      FROM (SELECT *, CASE WHEN interval_told THEN CAST(round(due * overlap / CAST(months AS DOUBLE)) AS BIGINT)
                           ELSE due END AS fen
            FROM (SELECT *, CAST(greatest(ends - begins + 1, 0) AS INTEGER) AS overlap,
                         CASE WHEN NOT part_told THEN amount_fen
                              WHEN part_fen IS NOT NULL THEN least(greatest(part_fen, 0), amount_fen) END AS due
                  FROM (SELECT f.rule, f.award_key, f.payout_key, f.interval_told, f.part_told, f.part_fen, c.rhythm,
                               c.amount_fen, c.covered_by, c.last_month - c.first_month + 1 AS months,
                               greatest(c.first_month, f.wrong_from) AS begins,
                               least(c.last_month, f.wrong_to) AS ends
                        FROM found f SEMI JOIN listed_award w ON w.award_key = f.award_key
                        JOIN struck_covered c ON c.payout_key = f.payout_key) meeting) measured) weighed) placed
WHERE place = 1;

INSERT INTO hit
WITH leading_row AS (
    SELECT f.*, row_number() OVER (
        PARTITION BY f.rule, f.award_key
        ORDER BY f.band DESC, f.strength DESC NULLS LAST, p.pay_date DESC, f.tie) AS place
    FROM found f SEMI JOIN listed_award w ON w.award_key = f.award_key JOIN struck p ON p.payout_key = f.payout_key),
stake AS (
    SELECT h.rule, h.award_key, CAST(count(*) AS INTEGER) AS payouts, CAST(count(DISTINCT p.period) AS INTEGER) AS months,
           CAST(sum(p.amount_fen) AS BIGINT) AS amount_fen, CAST(sum(h.recover_fen) AS BIGINT) AS recover_fen,
           min(h.recover_from) AS recover_from, max(h.recover_to) AS recover_to,
           CAST(sum(CASE WHEN h.recover_months > 0 AND h.covered_by = 'pay_date' THEN 1 ELSE 0 END) AS INTEGER)
               AS undated,
           min(p.pay_date) AS first_date, max(p.pay_date) AS last_date
    FROM hit_payout h JOIN struck p ON p.payout_key = h.payout_key GROUP BY h.rule, h.award_key),
counted AS (  -- a month that is paid for twice is one month
    SELECT rule, award_key, CAST(sum(months) AS INTEGER) AS recover_months
    FROM (SELECT rule, award_key, recover_from, max(recover_months) AS months
          FROM hit_payout GROUP BY rule, award_key, recover_from) single
    GROUP BY rule, award_key)
SELECT l.award_key, l.rule, l.rule_version, l.band, l.strength, s.payouts, s.months,
       s.amount_fen, s.recover_fen, c.recover_months, s.first_date, s.last_date,
       concat(left(l.evidence, length(l.evidence) - 1), ',', substr(CAST(to_json(struct_pack({stakes})) AS VARCHAR), 2)),
       l.fact_file, l.fact_row, l.fact_known
FROM leading_row l
JOIN stake s ON s.award_key = l.award_key AND s.rule = l.rule
JOIN counted c ON c.award_key = l.award_key AND c.rule = l.rule
WHERE l.place = 1;

-- Of all others the band alone: of the neighbours, and of those whom a rule hits that looks at everybody, as just found;
-- of the rest as kept.
INSERT INTO hit (award_key, rule, rule_version, band)
SELECT award_key, rule, any_value(rule_version), max(band)
FROM found ANTI JOIN listed_award USING (award_key) GROUP BY award_key, rule;

INSERT INTO hit (award_key, rule, rule_version, band)
SELECT k.award_key, k.rule, v.rule_version, k.band
FROM kept_hit k JOIN rule_kept v USING (rule)
WHERE NOT v.renewed OR k.award_key NOT IN (SELECT award_key FROM near_award);

INSERT INTO cleared_row
SELECT DISTINCT award_key, rule, payout_key, on_register, fact_known, band
FROM found SEMI JOIN clearance USING (award_key, rule);

INSERT INTO cleared_row
SELECT award_key, rule, payout_key, on_register, fact_known, band
FROM kept_row JOIN rule_kept v USING (rule) SEMI JOIN clearance USING (award_key, rule)
WHERE NOT v.renewed OR award_key NOT IN (SELECT award_key FROM near_award);

DROP VIEW struck_covered;
DROP TABLE struck;
