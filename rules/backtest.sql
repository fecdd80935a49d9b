-- How what a rule would have hit on past days ended. Reads `past` (day, award_key, version, known, amount_fen, recover_fen),
-- `outcome` and `finding`. Only what was dispatched on the day or later counts as an end: earlier visits were no news.
CREATE OR REPLACE TEMP TABLE ending AS
SELECT p.day, p.version, p.award_key, p.known, p.amount_fen, p.recover_fen,
       coalesce(bool_or(s.went IS NOT NULL), FALSE) AS sent,
       CASE WHEN bool_or(s.result = 'confirmed') THEN 'confirmed' WHEN bool_or(s.result = 'cleared') THEN 'cleared'
            WHEN bool_or(s.result = 'inconclusive') THEN 'inconclusive' END AS result,
       sum(CASE WHEN s.result = 'confirmed' THEN s.recovered_fen END)::BIGINT AS recovered_fen
FROM past p
LEFT JOIN (
    SELECT award_key, coalesce(dispatched, verified) AS went, result, recovered_fen FROM outcome
    UNION ALL
    SELECT award_key, dispatched, NULL, NULL FROM finding WHERE result IS NULL AND dispatched IS NOT NULL
) s ON s.award_key = p.award_key AND s.went >= p.day
GROUP BY ALL;

-- Every award once, as of the first day on which it would have been hit.
CREATE OR REPLACE TEMP TABLE first_hit AS
SELECT * EXCLUDE (place) FROM (
    SELECT *, row_number() OVER (PARTITION BY version, award_key ORDER BY day) AS place FROM ending)
WHERE place = 1;
