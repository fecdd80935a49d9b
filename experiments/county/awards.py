"""Who receives what: the people each programme is meant for, and some that it is not meant for.

An award is a row: person, programme, start and end (months from the first January; the end month is no longer paid),
base (yuan per payout, or per mu and year), area (mu, land programmes only). Who is chosen follows need, so that the
well-off, the officials and the kin of cadres stand on the lists now and then, for good reasons and bad ones.
"""

import numpy as np
import pandas as pd

from experiments.county import need, right
from experiments.county.world import World


def grant(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """All awards of the county; the index numbers them. `growth` is the yearly growth of a listed area."""
    poverty = need.poverty_of(world)
    by_need = [*need.poor(world, poverty, rng), *need.workers(world, poverty, rng)]
    by_right = [right.old(world, rng), right.disabled(world, rng), *right.contractors(world, rng)]
    awards = pd.concat([*by_need, *by_right], ignore_index=True)
    awards["growth"] = awards["growth"].fillna(1.0)
    awards["household"] = world.people["household"].to_numpy()[awards["person"]]
    return awards
