-- What a scan keeps. `scored` (award_key, probability, anomaly, percentile, level) is what the model said of each award.
CREATE OR REPLACE TEMP TABLE stake AS
SELECT s.award_key, sum(p.amount_fen)::BIGINT AS stake_fen, sum(s.recover_fen)::BIGINT AS recover_fen
FROM (SELECT award_key, payout_key, max(recover_fen) AS recover_fen FROM hit_payout GROUP BY award_key, payout_key) s
JOIN payout p USING (payout_key)
GROUP BY s.award_key;

CREATE OR REPLACE TEMP TABLE named AS
SELECT award_key, string_agg(rule, ',' ORDER BY band DESC, amount_fen DESC, rule) AS rules
FROM hit GROUP BY award_key;

CREATE OR REPLACE TEMP TABLE place AS
SELECT village_key, any_value(township_key) AS township_key, coalesce(any_value(township), '') AS township,
       coalesce(any_value(village), '') AS village
FROM division GROUP BY village_key;

CREATE OR REPLACE TEMP TABLE omitted AS
SELECT o.*, coalesce(g.name, o.programme) AS programme_name, p.township_key, h.village_key,
       coalesce(p.township, '') AS township, coalesce(p.village, '') AS village
FROM omission o
LEFT JOIN home h USING (person_key)
LEFT JOIN place p ON p.village_key = h.village_key
LEFT JOIN (SELECT programme, any_value(name) AS name FROM programme GROUP BY programme) g ON g.programme = o.programme;

CREATE OR REPLACE TEMP TABLE verdict AS
SELECT award_key,
       CASE WHEN bool_or(result = 'confirmed') THEN 'confirmed'
            WHEN bool_or(result = 'cleared') THEN 'cleared' ELSE 'inconclusive' END AS status,
       max(verified) AS day
FROM outcome GROUP BY award_key;

CREATE OR REPLACE TEMP TABLE scores AS
SELECT a.award_key, a.person_key, CAST(a.programme AS VARCHAR) AS programme,
       coalesce(g.name, a.programme) AS programme_name, a.village_key, a.township_key, coalesce(d.township, '') AS township, coalesce(d.village, '') AS village,
       a.payouts, a.amount_fen AS paid_fen, a.first_paid, a.last_paid,
       m.probability, m.anomaly, m.percentile, m.level,
       coalesce(s.stake_fen, 0) AS stake_fen,
       CASE WHEN s.award_key IS NULL THEN 0 ELSE s.recover_fen END AS recover_fen,  -- null: unknown
       coalesce(n.rules, '') AS rules, v.status AS verdict, v.day AS verdict_day,
       n.award_key IS NOT NULL OR m.level <> 'none' AS queued,
       row_number() OVER (ORDER BY m.probability DESC, coalesce(s.stake_fen, 0) DESC, a.amount_fen DESC, a.award_key)
           ::INTEGER AS rank
FROM award a
JOIN scored m USING (award_key)
LEFT JOIN stake s USING (award_key)
LEFT JOIN named n USING (award_key)
LEFT JOIN verdict v USING (award_key)
LEFT JOIN (SELECT village_key, any_value(township) AS township, any_value(village) AS village
           FROM division GROUP BY village_key) d ON d.village_key = a.village_key
LEFT JOIN (SELECT programme, any_value(name) AS name FROM programme GROUP BY programme) g ON g.programme = a.programme;
