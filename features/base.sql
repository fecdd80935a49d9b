-- What several families join: who the beneficiary is in the register, and who belongs to the household.
CREATE TABLE register AS
SELECT person_key, arg_min(household_key, source_row) AS household_key, arg_min(relation, source_row) AS relation,
       arg_min(birth, source_row) AS birth,
       arg_min(village_key, source_row) AS village_key, arg_min(name_key, source_row) AS name_key
FROM resident WHERE person_key IS NOT NULL GROUP BY person_key;

CREATE TABLE beneficiary AS
SELECT a.award_key, a.person_key, a.programme, a.village_key, a.township_key, a.first_paid, a.last_paid, a.payouts,
       a.amount_fen, r.household_key, r.relation, coalesce(r.birth, p.birth) AS birth,
       p.id_status, r.village_key AS home_village_key, r.name_key AS registered_name_key
FROM award a LEFT JOIN register r USING (person_key) LEFT JOIN person p USING (person_key);

-- Every award beside every member of its household (itself included); a person outside the register stands alone.
CREATE TABLE award_member AS
SELECT b.award_key, b.person_key AS beneficiary_key, b.programme, coalesce(r.person_key, b.person_key) AS member_key
FROM beneficiary b LEFT JOIN register r ON r.household_key = b.household_key;
