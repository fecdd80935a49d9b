-- Which rule an outcome speaks of. Reads `outcome`, `hit`, `standing` (the awards of the scan), `named` (kind, rule,
-- programme: the words that name a rule; programme null: in every programme) and `own_finding` (findings, rule, result).
-- An outcome that was recorded suspicion by suspicion is a line for each of them, with its own rule and result; one with
-- a single result is a line without a rule of its own. `overall` is the result of the outcome as a whole.
CREATE OR REPLACE TEMP TABLE line AS
SELECT row_number() OVER (ORDER BY o.award_key, o.known, o.kind, o.batch, o.result, o.recovered_fen, f.rule) AS line,
       o.award_key, o.kind, f.rule AS own_rule, coalesce(f.result, o.result) AS result, o.result AS overall,
       o.recovered_fen, o.known, o.batch, o.dispatched, coalesce(o.dispatched, o.verified) AS went, s.programme
FROM outcome o
LEFT JOIN own_finding f ON f.findings = o.findings
LEFT JOIN standing s ON s.award_key = o.award_key;

CREATE OR REPLACE TEMP TABLE candidate AS
SELECT l.line, n.rule, h.award_key IS NOT NULL AS hits
FROM line l
JOIN named n ON n.kind = l.kind AND (n.programme IS NULL OR l.programme IS NULL OR n.programme = l.programme)
LEFT JOIN hit h ON h.award_key = l.award_key AND h.rule = n.rule
WHERE l.own_rule IS NULL;

-- Words that several rules share go to those that hit the award; where none does any more, to all of them: a register
-- that was put right takes the hit away and must not take the cleared case with it.
CREATE OR REPLACE TEMP TABLE attributed AS
SELECT line, own_rule AS rule FROM line WHERE own_rule IS NOT NULL
UNION ALL
SELECT c.line, c.rule FROM candidate c
LEFT JOIN (SELECT DISTINCT line FROM candidate WHERE hits) k ON k.line = c.line
WHERE c.hits OR k.line IS NULL
UNION ALL
SELECT l.line, h.rule FROM line l
JOIN hit h ON h.award_key = l.award_key
LEFT JOIN (SELECT DISTINCT line FROM candidate) n ON n.line = l.line
WHERE l.own_rule IS NULL AND n.line IS NULL AND h.first_date <= l.went AND (h.fact_known IS NULL OR h.fact_known <= l.went);

CREATE OR REPLACE TEMP TABLE verdict AS
SELECT a.rule, l.award_key,
       CASE WHEN bool_or(l.result = 'confirmed') THEN 'confirmed'
            WHEN bool_or(l.result = 'cleared') THEN 'cleared' ELSE 'inconclusive' END AS result,
       sum(CASE WHEN l.result = 'confirmed' THEN l.recovered_fen END)::BIGINT AS recovered_fen,
       max(l.known) AS newest
FROM attributed a JOIN line l ON l.line = a.line
GROUP BY a.rule, l.award_key;

-- Everything else is a sum over this: hits and verdicts of each rule, programme, township and band. A verdict on an award
-- that the rule does not hit any more counts for the rule and has no band.
CREATE OR REPLACE TEMP TABLE cell AS
SELECT coalesce(h.rule, v.rule) AS rule, s.programme, s.township_key, h.band,
       count(h.award_key) AS hits, sum(h.amount_fen)::BIGINT AS stake_fen, sum(h.recover_fen)::BIGINT AS recover_fen,
       sum(CASE WHEN h.award_key IS NOT NULL AND v.award_key IS NULL THEN 1 ELSE 0 END)::BIGINT AS unverified,
       count(v.award_key) AS verified,
       sum(CASE WHEN v.result = 'confirmed' THEN 1 ELSE 0 END)::BIGINT AS confirmed,
       sum(CASE WHEN v.result = 'cleared' THEN 1 ELSE 0 END)::BIGINT AS cleared,
       sum(CASE WHEN v.result = 'inconclusive' THEN 1 ELSE 0 END)::BIGINT AS inconclusive,
       sum(v.recovered_fen)::BIGINT AS recovered_fen, max(v.newest) AS newest
FROM hit h
FULL JOIN verdict v ON v.rule = h.rule AND v.award_key = h.award_key
LEFT JOIN standing s ON s.award_key = coalesce(h.award_key, v.award_key)
GROUP BY ALL;
