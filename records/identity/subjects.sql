-- Whose id leads to no resident: every id that is damaged, malformed or fails its check, and a valid one that no
-- register holds although its village handed one in.
CREATE TABLE home AS
SELECT person_key, household_key, village_key, birth FROM (
  SELECT *, row_number() OVER (PARTITION BY person_key
                               ORDER BY known DESC NULLS LAST, source_file DESC, source_row DESC) AS place
  FROM resident)
WHERE place = 1;

CREATE TABLE subject AS
WITH lost AS (
  SELECT p.* FROM payout p
  WHERE NOT EXISTS (SELECT 1 FROM home h WHERE h.person_key = p.person_key)
    AND (p.id_status IN ('damaged', 'malformed', 'bad_check', 'bad_birth')
         OR (p.village_key IN (SELECT village_key FROM home)
             AND NOT EXISTS (SELECT 1 FROM elsewhere e WHERE e.person_key = p.person_key))))
SELECT person_key AS damaged_key, max(id_status) AS id_status,
       arg_max(village_key, (pay_date, payout_key)) AS village_key,
       count(*) AS payouts, sum(amount_fen)::BIGINT AS amount_fen,
       string_agg(DISTINCT programme, ',' ORDER BY programme) AS programmes
FROM lost GROUP BY person_key ORDER BY person_key;

-- The subjects' own payouts, and the residents whom the same accounts pay; an account of many hands links nobody.
CREATE TABLE subject_payout AS
SELECT p.person_key AS damaged_key, p.programme, p.period, p.pay_date, p.account_key
FROM payout p JOIN subject s ON s.damaged_key = p.person_key;
CREATE TABLE on_account AS
SELECT account_key, person_key FROM (
  SELECT DISTINCT p.account_key, p.person_key FROM payout p
  WHERE p.account_key IN (SELECT account_key FROM subject_payout) AND p.id_status <> 'damaged')
QUALIFY count(*) OVER (PARTITION BY account_key) <= 20;
CREATE TABLE account_pair AS
WITH direct AS (
  SELECT DISTINCT s.damaged_key, a.person_key, h.household_key
  FROM subject_payout s JOIN on_account a USING (account_key) JOIN home h ON h.person_key = a.person_key)
SELECT damaged_key, person_key, max(own) AS own FROM (
  SELECT damaged_key, person_key, 1 AS own FROM direct
  UNION ALL
  SELECT d.damaged_key, h.person_key, 0 FROM direct d JOIN home h USING (household_key))
GROUP BY damaged_key, person_key;
