-- Households of every village: how many, of which size, which of them are kin of the village's cadres, and what they
-- received of the money that villages decide on (the programmes for which the standard concentration_p holds).
CREATE OR REPLACE TABLE kin_household AS
SELECT DISTINCT h.household_key, h.village_key
FROM (SELECT k.person_key, k.other_key FROM kinship k WHERE k.steps = 1 AND (k.same_household = 'yes' OR k.closeness >= 5)
      UNION SELECT person_key, person_key FROM cadre) k
JOIN cadre c ON c.person_key = k.other_key
JOIN home h ON h.person_key = k.person_key AND h.village_key = c.village_key
WHERE h.household_key IS NOT NULL
  AND (c.until IS NULL OR c.until >= (SELECT min(first_paid) FROM award));

CREATE OR REPLACE TEMP TABLE concentration_unit AS
WITH given AS (
    SELECT person_key, CAST(sum(amount_fen) AS BIGINT) AS fen, count(*) AS awards FROM award
    WHERE programme IN (SELECT programme FROM standard WHERE name = 'concentration_p') GROUP BY person_key)
SELECT h.village_key, h.household_key, least(count(*), 6) AS size,
       coalesce(CAST(sum(g.fen) AS BIGINT), 0) AS fen, coalesce(CAST(sum(g.awards) AS BIGINT), 0) AS awards
FROM home h LEFT JOIN given g ON g.person_key = h.person_key
WHERE h.household_key IS NOT NULL AND h.village_key IN (SELECT village_key FROM kin_household)
GROUP BY h.village_key, h.household_key;

CREATE OR REPLACE TEMP TABLE concentration_marked AS
SELECT u.village_key, u.size, u.fen, u.awards, CASE WHEN k.household_key IS NULL THEN 0 ELSE 1 END AS kin
FROM concentration_unit u
LEFT JOIN kin_household k ON k.household_key = u.household_key AND k.village_key = u.village_key;

-- Mean and variance of what as many households, drawn at random among those of the same size, would hold.
CREATE OR REPLACE TEMP TABLE concentration_village AS
WITH stratum AS (
    SELECT village_key, size, CAST(count(*) AS DOUBLE) AS n, CAST(sum(kin) AS DOUBLE) AS k, CAST(sum(fen) AS DOUBLE) AS fen,
           sum(CAST(fen AS DOUBLE) * fen) AS squares, CAST(sum(fen * kin) AS DOUBLE) AS kin_fen,
           sum(awards) AS awards, sum(awards * kin) AS kin_awards, sum(CASE WHEN fen > 0 THEN kin ELSE 0 END) AS kin_paid
    FROM concentration_marked GROUP BY village_key, size)
SELECT village_key, CAST(sum(n) AS BIGINT) AS households, CAST(sum(k) AS BIGINT) AS kin_households,
       CAST(sum(awards) AS BIGINT) AS awards, CAST(sum(kin_awards) AS BIGINT) AS kin_awards,
       CAST(sum(kin_paid) AS BIGINT) AS kin_paid, CAST(sum(fen) AS BIGINT) AS fen, CAST(sum(kin_fen) AS BIGINT) AS kin_fen,
       sum(k * fen / n) AS expected_fen,
       sum(CASE WHEN n > 1 THEN k * (n - k) / (n - 1) * greatest(squares / n - (fen / n) * (fen / n), 0) ELSE 0 END) AS variance
FROM stratum GROUP BY village_key HAVING sum(fen) > 0 AND sum(k) > 0
