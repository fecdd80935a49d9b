"""Feature families in pandas: each gives its columns by award_key."""

from collections.abc import Callable

import pandas as pd

from experiments.peer.families import amounts, households, land, means, persons, rhythm, villages
from experiments.peer.tables import Tables

FAMILIES: dict[str, Callable[[Tables], pd.DataFrame]] = {
    "amounts": amounts.amounts,
    "rhythm": rhythm.rhythm,
    "person": persons.person,
    "household": households.household,
    "means": means.means,
    "land": land.land,
    "village": villages.village,
}
