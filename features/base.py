"""What several families join: who the beneficiary is in the register, and who belongs to the household.

- `beneficiary`: one row per award, with the person's one row of the register (`home` of the rules);
- `award_member`: every award beside every member of its household, the beneficiary included; a person outside the
  register stands alone.
"""

import duckdb

_BENEFICIARY = """
SELECT a.award_key, a.person_key, a.programme, a.village_key, a.township_key, a.first_paid, a.last_paid, a.payouts,
       a.amount_fen, r.household_key, r.relation, coalesce(r.birth, p.birth) AS birth, p.id_status,
       r.person_key IS NOT NULL AS registered, r.village_key AS home_village_key
FROM {awards} a LEFT JOIN home r USING (person_key) LEFT JOIN person p USING (person_key)
"""
_AWARD_MEMBER = """
SELECT b.award_key, b.person_key AS beneficiary_key, b.programme, coalesce(r.person_key, b.person_key) AS member_key
FROM {beneficiaries} b LEFT JOIN home r ON r.household_key = b.household_key
"""
EVERYBODY = f"""
CREATE OR REPLACE TABLE beneficiary AS {_BENEFICIARY.format(awards="award")};
CREATE OR REPLACE TABLE award_member AS {_AWARD_MEMBER.format(beneficiaries="beneficiary")};
"""
LISTED = f"""
CREATE OR REPLACE TEMP TABLE listed AS SELECT * FROM award SEMI JOIN listed_award USING (award_key);
CREATE OR REPLACE TEMP TABLE listed_beneficiary AS {_BENEFICIARY.format(awards="listed")};
DELETE FROM beneficiary WHERE award_key IN (SELECT award_key FROM listed_award);
DELETE FROM award_member WHERE award_key IN (SELECT award_key FROM listed_award);
INSERT INTO beneficiary SELECT * FROM listed_beneficiary;
INSERT INTO award_member {_AWARD_MEMBER.format(beneficiaries="listed_beneficiary")};
"""


def make(connection: duckdb.DuckDBPyConnection) -> None:
    """Make both tables of all awards, on a connection that the rules prepared."""
    connection.execute(EVERYBODY)


def change(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the rows of the awards on a list anew (`listed_award`), where `make` made the rest before the list."""
    connection.execute(LISTED)
