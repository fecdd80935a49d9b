"""Recusal 回避: which cases a user must have no part in.

A user may be tied to a person of the registers and to a home village. His own household, his kin up to two steps,
their households, and his village are then out of his hands: he is not given their cases, does not see what is in them,
and decides none of them. `serving.security.sight` holds it for pages, exports, API and command line.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import warehouse
from records.decisions.identity_judgements import IdentityJudgement
from records.errors import NoSnapshot
from records.home import Home
from records.identity import candidate_files
from serving.accounts.views import User

STEPS = 2  # a brother's wife, a wife's brother, a cousin through the uncle
CROWD = 30  # a household register of more people is an institution's, no family
_TIES = f"""
WITH asked AS (SELECT unnest($people) AS person_key),
homes AS (SELECT household_key FROM resident WHERE household_key IN (
              SELECT household_key FROM resident SEMI JOIN asked USING (person_key))
          GROUP BY household_key HAVING count(DISTINCT person_key) <= {CROWD})
SELECT person_key FROM resident SEMI JOIN homes USING (household_key)
UNION SELECT relative_key FROM kin WHERE cadre_key IN (SELECT person_key FROM asked)
UNION SELECT cadre_key FROM kin WHERE relative_key IN (SELECT person_key FROM asked)
"""


@dataclass(frozen=True)
class Circle:
    """The people and villages whose cases a user has no part in."""

    persons: frozenset[int] = frozenset()
    villages: frozenset[int] = frozenset()

    @property
    def empty(self) -> bool:
        """Nobody and no village."""
        return not self.persons and not self.villages

    def holds(self, person_key: int, village_key: int | None) -> bool:
        """Whether a person in a village belongs to it."""
        return person_key in self.persons or village_key in self.villages


NOBODY = Circle()


def circle_of(session: Session, user: User) -> Circle:
    """The user's circle by the registers in use; of a user who is tied to nobody and no village, it is empty."""
    if user.person_key is None:
        return NOBODY if user.home_village is None else Circle(villages=frozenset({user.home_village}))
    home: Home = session.info["home"]
    try:
        family = _family(warehouse.current(home).folder, user.person_key)
    except NoSnapshot:
        family = Circle(frozenset({user.person_key}))
    declared = () if user.home_village is None else (user.home_village,)
    return Circle(family.persons | _listed_as(home, session, family.persons), family.villages.union(declared))


@lru_cache(maxsize=512)
def _family(snapshot: Path, person_key: int) -> Circle:
    with duckdb.connect() as connection:
        for name in ("resident", "kin"):
            file = str(snapshot / f"{name}.parquet").replace("'", "''")
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{file}')")
        found = {person_key}
        for _ in range(STEPS):
            tied = connection.execute(_TIES, {"people": list(found)}).fetchall()
            found |= {key for (key,) in tied if key is not None}
        lived = "SELECT DISTINCT village_key FROM resident WHERE person_key = ? AND village_key IS NOT NULL"
        villages = connection.execute(lived, [person_key]).fetchall()
    return Circle(frozenset(found), frozenset(key for (key,) in villages))


def _listed_as(home: Home, session: Session, persons: Collection[int]) -> frozenset[int]:
    """The damaged ids that may mean one of these people, or that somebody judged to."""
    judged = select(IdentityJudgement.damaged_key).where(IdentityJudgement.person_key.in_(persons))
    kept = candidate_files.kept(home, warehouse.current(home))
    if kept is None:
        return frozenset(session.scalars(judged))
    named = pc.is_in(kept.candidates["person_key"], value_set=pa.array(list(persons), pa.int64()))
    return frozenset(kept.candidates.filter(named)["damaged_key"].to_pylist()).union(session.scalars(judged))
