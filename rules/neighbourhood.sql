-- Whom a list of planned payouts touches. `planned_payout` is the list; `payout` holds it already, and `award` knows it.
CREATE OR REPLACE TEMP TABLE listed_award AS SELECT DISTINCT award_key FROM planned_payout;

-- Whose hits it may change: the persons on it, all of their households, and whoever else is paid into its accounts.
CREATE OR REPLACE TEMP TABLE near_person AS
SELECT person_key FROM planned_payout
UNION SELECT person_key FROM dwelling
WHERE household_key IN (SELECT household_key FROM dwelling SEMI JOIN planned_payout USING (person_key))
UNION SELECT person_key FROM payout
WHERE account_key IN (SELECT account_key FROM planned_payout WHERE account_key IS NOT NULL);

CREATE OR REPLACE TEMP TABLE near_award AS
SELECT award_key FROM award WHERE person_key IN (SELECT person_key FROM near_person);

-- On whose payouts these hits rest: theirs, those of their households, and all that is paid into their accounts.
CREATE OR REPLACE TEMP TABLE around_person AS
SELECT person_key FROM near_person
UNION SELECT person_key FROM dwelling
WHERE household_key IN (SELECT household_key FROM dwelling SEMI JOIN near_person USING (person_key));

CREATE OR REPLACE TEMP TABLE near_payout AS
SELECT * FROM payout
WHERE (person_key IN (SELECT person_key FROM around_person)
       OR account_key IN (SELECT account_key FROM payout
                          WHERE account_key IS NOT NULL AND person_key IN (SELECT person_key FROM near_person)))
  AND payout_key NOT IN (SELECT payout_key FROM planned_payout);
