-- What several families join: who the beneficiary is in the register (`home` of the rules: one row per person), and who
-- belongs to the household.
CREATE TABLE beneficiary AS
SELECT a.award_key, a.person_key, a.programme, a.village_key, a.township_key, a.first_paid, a.last_paid, a.payouts,
       a.amount_fen, r.household_key, r.relation, coalesce(r.birth, p.birth) AS birth, p.id_status,
       r.person_key IS NOT NULL AS registered, r.village_key AS home_village_key
FROM award a LEFT JOIN home r USING (person_key) LEFT JOIN person p USING (person_key);

-- Every award beside every member of its household (itself included); a person outside the register stands alone.
CREATE TABLE award_member AS
SELECT b.award_key, b.person_key AS beneficiary_key, b.programme, coalesce(r.person_key, b.person_key) AS member_key
FROM beneficiary b LEFT JOIN home r ON r.household_key = b.household_key;
