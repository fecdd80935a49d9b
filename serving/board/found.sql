-- What the chosen visits found. Reads `outcome` (those chosen) and `standing` (the awards of the scan).
CREATE TEMP TABLE visit AS
SELECT o.award_key, date_trunc('month', o.verified)::DATE AS month, o.result, o.recovered_fen, p.programme, p.township_key
FROM outcome o LEFT JOIN standing p ON p.award_key = o.award_key;

-- One row per award and month: confirmed where any finding of it was, else cleared where any was.
CREATE TEMP TABLE monthly AS
SELECT month, award_key,
       CASE WHEN bool_or(result = 'confirmed') THEN 'confirmed'
            WHEN bool_or(result = 'cleared') THEN 'cleared' ELSE 'inconclusive' END AS result,
       sum(CASE WHEN result = 'confirmed' THEN recovered_fen END)::BIGINT AS recovered_fen
FROM visit GROUP BY month, award_key;

-- One row per award.
CREATE TEMP TABLE visited AS
SELECT award_key, any_value(programme) AS programme, any_value(township_key) AS township_key,
       CASE WHEN bool_or(result = 'confirmed') THEN 'confirmed'
            WHEN bool_or(result = 'cleared') THEN 'cleared' ELSE 'inconclusive' END AS result,
       sum(CASE WHEN result = 'confirmed' THEN recovered_fen END)::BIGINT AS recovered_fen
FROM visit GROUP BY award_key;
