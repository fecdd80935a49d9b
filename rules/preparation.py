"""Tables that rules and features share, made once in the connection before the first rule runs."""

import duckdb

from records.codes import PROGRAMME
from records.programmes import programmes
from rules import concentration, kinship, standards
from rules.catalogue import Catalogue

# One row of the register per person, whole, even where it lists somebody twice: the one learned of last.
HOME = """
CREATE OR REPLACE TABLE home AS
SELECT person_key, household_key, village_key, relation, birth, name_key, happened, known, source_file, source_row
FROM (SELECT *, row_number() OVER (
          PARTITION BY person_key ORDER BY known DESC NULLS LAST, source_file DESC, source_row DESC) AS place
      FROM resident WHERE person_key IS NOT NULL) listed
WHERE place = 1
"""
# Everybody with everybody of the household, himself too; a person the register does not know has no row.
HOUSEHOLD_MEMBER = """
CREATE OR REPLACE TABLE household_member AS
SELECT a.person_key, b.person_key AS member_key, a.household_key, b.relation, a.person_key = b.person_key AS oneself
FROM home a JOIN home b ON b.household_key = a.household_key
"""
HIT = """
CREATE OR REPLACE TABLE hit (
    award_key BIGINT, rule VARCHAR, rule_version INTEGER, band INTEGER, strength DOUBLE, payouts INTEGER,
    months INTEGER, amount_fen BIGINT, recover_fen BIGINT, recover_months INTEGER, first_date DATE,
    last_date DATE, evidence VARCHAR, fact_file INTEGER, fact_row INTEGER, fact_known DATE)
"""
HIT_PAYOUT = """
CREATE OR REPLACE TABLE hit_payout (
    award_key BIGINT, payout_key BIGINT, rule VARCHAR, recover_fen BIGINT, recover_months INTEGER,
    recover_from INTEGER, recover_to INTEGER, covered_by VARCHAR)
"""
# Every fact that a hit rests on, not only that of its leading row.
HIT_FACT = """
CREATE OR REPLACE TABLE hit_fact (
    award_key BIGINT, rule VARCHAR, fact_file INTEGER, fact_row INTEGER, fact_known DATE)
"""


def prepare(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Make `standard`, `home`, `household_member`, `kinship`, `concentration`; `hit` and its like are empty."""
    own = connection.execute("SELECT DISTINCT programme FROM programme ORDER BY programme").fetchall()
    codes = dict.fromkeys((*programmes(), *(code for (code,) in own)))
    connection.register("standards_given", standards.table(catalogue.standards, codes))
    coded = f"CAST(programme AS {PROGRAMME}) AS programme"
    connection.execute(f"CREATE OR REPLACE TABLE standard AS SELECT * REPLACE ({coded}) FROM standards_given")
    connection.unregister("standards_given")
    for statement in (HOME, HOUSEHOLD_MEMBER, HIT, HIT_PAYOUT, HIT_FACT):
        connection.execute(statement)
    kinship.prepare(connection)
    concentration.prepare(connection)
