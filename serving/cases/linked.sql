-- Who is linked to a person, nearest link first: same person, household, account, kin. $person is the person_key.
WITH mine AS (SELECT DISTINCT account_key FROM payout WHERE person_key = $person AND account_key IS NOT NULL),
home AS (SELECT DISTINCT household_key FROM resident WHERE person_key = $person AND household_key IS NOT NULL),
-- An account of many hands is an office's or a bank's own, no link between two people.
shared AS (SELECT account_key FROM payout SEMI JOIN mine USING (account_key)
           GROUP BY account_key HAVING count(DISTINCT person_key) <= 20)
SELECT person_key, min(link) AS link FROM (
  SELECT $person AS person_key, 1 AS link
  UNION ALL SELECT person_key, 2 FROM resident SEMI JOIN home USING (household_key)
  UNION ALL SELECT person_key, 3 FROM payout SEMI JOIN shared USING (account_key)
  UNION ALL SELECT relative_key, 4 FROM kin WHERE cadre_key = $person
  UNION ALL SELECT cadre_key, 4 FROM kin WHERE relative_key = $person)
WHERE person_key IS NOT NULL AND (link = 1 OR person_key <> $person)
GROUP BY person_key ORDER BY link, person_key LIMIT 200
