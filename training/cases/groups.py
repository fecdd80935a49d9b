"""Groups: cases of one household, bank account or cadre's kin are one story and stay on one side of a split."""

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

# What ties two awards together: the same person, household, account, or cadre in the family register (the cadre's own
# awards too). Kinds are kept apart by a tag, so that a household key can't meet an account key of the same number.
TIES = """
WITH verified AS (SELECT DISTINCT award_key FROM wanted),
     person_of AS (SELECT award_key, any_value(person_key) AS person_key
                   FROM payout SEMI JOIN verified USING (award_key) GROUP BY award_key)
SELECT award_key, 'person' AS tie, person_key AS tie_key FROM person_of
UNION SELECT award_key, 'household', household_key FROM person_of JOIN resident USING (person_key)
      WHERE household_key IS NOT NULL
UNION SELECT award_key, 'account', account_key FROM payout SEMI JOIN verified USING (award_key)
      WHERE account_key IS NOT NULL
UNION SELECT p.award_key, 'kin', k.cadre_key FROM person_of p JOIN (
          SELECT relative_key AS person_key, cadre_key FROM kin UNION SELECT cadre_key, cadre_key FROM kin) k
      ON k.person_key = p.person_key WHERE k.cadre_key IS NOT NULL
"""


def of_awards(connection: duckdb.DuckDBPyConnection, award_keys: "pd.Series[int]") -> npt.NDArray[np.int64]:
    """The group number of each award (same length and order); awards tied through others share a number too."""
    connection.register("wanted", pd.DataFrame({"award_key": award_keys}))
    ties = connection.execute(TIES).df()
    connection.unregister("wanted")
    awards = pd.Index(award_keys.unique()).sort_values()
    return np.asarray(_components(awards, ties)[awards.get_indexer(pd.Index(award_keys))])


def _components(awards: "pd.Index[int]", ties: pd.DataFrame) -> npt.NDArray[np.int64]:
    node = ties.groupby(["tie", "tie_key"]).ngroup().to_numpy() + len(awards)
    size = len(awards) + (int(node.max()) - len(awards) + 1 if len(ties) else 0)
    award = awards.get_indexer(pd.Index(ties["award_key"]))
    edges = coo_matrix((np.ones(len(ties)), (award, node)), shape=(size, size))
    _, component = connected_components(edges, directed=False)
    # Numbered by first award, so that the same data always gives the same numbers.
    return np.asarray(pd.factorize(component[: len(awards)])[0], dtype=np.int64)
