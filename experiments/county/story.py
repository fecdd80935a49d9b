"""What happens in a county from its people to the lines of its verification sheets, before anybody writes it down."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.county import awards as awarding
from experiments.county import endings, finding_files, listings, payouts, world
from experiments.county.batches import Verification, verify
from experiments.county.calendar import Calendar
from experiments.county.chance import Ints, stream
from experiments.county.style import Style
from experiments.county.view import entries
from experiments.county.world import World


@dataclass(frozen=True)
class Story:
    """`listed`: the awards as bureaus list them; `paid`: their payouts; `lines`: of the verification sheets."""

    world: World
    listed: pd.DataFrame
    paid: pd.DataFrame
    verification: Verification
    lines: pd.DataFrame


def tell(
    people: int, seed: int, style: Style, *, code: str = "", count: int | None = None, sent: Ints | None = None
) -> Story:
    """A county of so many people.

    Args:
        people: how many residents it has.
        seed: draws everything.
        style: how honest it is and how it is verified.
        code: the county's six digits.
        count: of payouts: awards are dropped at random until no more are left.
        sent: the days on which batches go out.

    Raises:
        ValueError: fewer than 100 people, or fewer payouts than `count`.
    """
    if people < 100:
        raise ValueError(f"A county needs 100 people or more, not {people}.")
    county = world.create(people, seed, Calendar(style.years), style.minority, style.posts_per_village, code)
    granted = endings.close(awarding.grant(county, stream(seed, "awards")), county, stream(seed, "endings"))
    listed = listings.enter(granted, county, stream(seed, "listings"))
    paid = payouts.pay(listed, county, stream(seed, "payouts"))
    if count is not None:
        listed, paid = _only(listed, paid, count, stream(seed, "fewer"))
    verification = verify(county, entries(listed, paid, county), style, seed, sent)
    return Story(county, listed, paid, verification, finding_files.lines(verification, listed, county, style, seed))


def _only(
    listed: pd.DataFrame, paid: pd.DataFrame, count: int, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Whole awards in random order as long as there is room, and of the next one its first payouts."""
    if len(paid) < count:
        raise ValueError(f"Its people receive {len(paid):,} payouts, not {count:,}; ask for fewer or for more people.")
    order = rng.permutation(len(listed))
    award = paid["award"].to_numpy()
    running = np.cumsum(np.bincount(award, minlength=len(listed))[order])
    whole = int(np.searchsorted(running, count, side="right"))
    kept = np.zeros(len(listed), dtype=bool)
    kept[order[:whole]] = True
    chosen = kept[award]
    if missing := count - int(chosen.sum()):
        chosen[np.flatnonzero(award == order[whole])[:missing]] = True
        kept[order[whole]] = True
    number = np.cumsum(kept) - 1
    fewer = paid[chosen].reset_index(drop=True)
    return listed[kept].reset_index(drop=True), fewer.assign(award=number[fewer["award"]])
