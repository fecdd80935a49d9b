"""In which house each beneficiary lives, as the register of residents has it: awards of one house are one visit."""

import duckdb
import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from records import warehouse
from records.home import Home

# A household's key may be the number of a person of another house; the sign keeps them apart.
_HOUSES = """
SELECT person_key, household_key FROM read_parquet($file)
WHERE household_key IS NOT NULL AND person_key IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY person_key
                           ORDER BY known DESC NULLS LAST, source_file DESC, source_row DESC) = 1
"""


def of(session: Session, people: "pd.Series[int]") -> "pd.Series[int]":
    """The key of each person's house; a person whom no register places has a house of his own."""
    home: Home = session.info["home"]
    snapshot = warehouse.current(home)
    own = -people.abs()
    if "resident" not in snapshot.tables:
        return own
    with duckdb.connect() as connection:
        found = connection.execute(_HOUSES, {"file": str(snapshot.parquet("resident"))}).df()
    household = people.map(found.set_index("person_key")["household_key"])
    return household.abs().where(household.notna(), own).astype(np.int64)
