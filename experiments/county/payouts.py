"""The money itself: one row per payout, by the rhythm of the programme, with repeats, arrears and December bursts."""

import numpy as np
import pandas as pd

from experiments.county import accounts
from experiments.county.chance import Floats, Ints
from experiments.county.rhythms import LAND, MONTHLY, ONCE
from experiments.county.world import World

BACK_PAY = "back"


def _rounds(awards: pd.DataFrame, months: int, rng: np.random.Generator) -> pd.DataFrame:
    """Award and month of every regular payout."""
    length = (awards["end"] - awards["start"]).to_numpy()
    award = np.repeat(np.arange(len(awards)), length)
    month = awards["start"].to_numpy()[award] + np.arange(len(award)) - np.repeat(np.cumsum(length) - length, length)
    programme = awards["programme"].to_numpy()[award]
    land_month, terms = int(rng.integers(6, 10)), (3, 9)
    due = np.select(
        [np.isin(programme, MONTHLY + ONCE), np.isin(programme, LAND)],
        [True, month % 12 == land_month],
        np.isin(month % 12, terms),
    )
    return pd.DataFrame({"award": award[due], "month": month[due]})


def _amounts(
    rounds: pd.DataFrame, awards: pd.DataFrame, world: World, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Yuan and mu of each payout: dated and local standards; listed areas that grow."""
    award, year = rounds["award"].to_numpy(), rounds["month"].to_numpy() // 12
    township = world.places.villages["township"].to_numpy()[awards["village"].to_numpy()[award]]
    code = pd.factorize(awards["programme"])[0][award]
    standard = 1 + 0.06 * rng.normal(size=(code.max() + 1, township.max() + 1))
    raised = np.cumprod(1 + rng.uniform(0.0, 0.08, (code.max() + 1, len(world.calendar.years))), axis=1)
    rate = np.round(awards["base"].to_numpy()[award] * np.abs(standard[code, township]) * raised[code, year], 2)
    area = np.round(awards["area"].to_numpy()[award] * awards["growth"].to_numpy()[award] ** year, 2)
    own = np.clip(rng.normal(1, 0.12, len(awards)), 0.6, 1.6)[award]
    generous = np.where(rng.random(len(awards)) < 0.02, rng.uniform(1.3, 2.2, len(awards)), 1.0)[award]
    wrong = np.where(rng.random(len(rounds)) < 0.003, rng.uniform(1.1, 1.6, len(rounds)), 1.0)
    by_area = np.isfinite(area)
    return np.round(rate * np.where(by_area, area * wrong, own * generous), 2), area


def _repeats(paid: pd.DataFrame, awards: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Rows paid again for the same period: some are back pay and say so, some are not."""
    twice = np.flatnonzero(rng.random(len(awards)) < 0.014)
    plain = rng.random(len(awards)) < 0.6
    again = paid[paid["award"].isin(twice)]
    again = again[rng.random(len(again)) < 0.35].copy()
    in_good_faith = ~plain[again["award"].to_numpy()]
    again["remark"] = np.where(in_good_faith & (rng.random(len(again)) < 0.8), BACK_PAY, "")
    share = np.where(in_good_faith, rng.uniform(0.2, 1.0, len(again)), 1.0)
    again["amount"] = np.round(again["amount"] * share, 2)
    again["day"] += rng.integers(1, 40, len(again))  # a row that repeats in every cell is a slip, not a payout
    return again


def pay(awards: pd.DataFrame, world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Every payout by the end of the last year.

    Columns: award, month (paid for), day (paid on), amount (yuan), area (mu), remark, holder (of the account).
    """
    paid = _rounds(awards, world.calendar.months, rng)
    paid["amount"], paid["area"] = _amounts(paid, awards, world, rng)
    month = paid["month"].to_numpy()
    late = np.where(rng.random(len(paid)) < 0.02, rng.integers(1, 3, len(paid)), 0)
    usual = rng.integers(8, 18, (awards["programme"].nunique(), world.calendar.months))
    code = pd.factorize(awards["programme"])[0][paid["award"].to_numpy()]
    days: Ints = world.calendar.start_of(month + late) + usual[code, month] + rng.integers(-2, 6, len(paid))
    paid["day"] = days
    paid["remark"] = ""
    paid["holder"] = accounts.switch(paid, awards, world, rng)
    _burst(paid, awards, rng)
    _share_out(paid, awards, rng)
    everything = pd.concat([paid, _repeats(paid, awards, rng)], ignore_index=True)
    everything = everything[everything["day"] <= world.calendar.last]
    return everything.sort_values(["day", "award"], kind="stable", ignore_index=True)


def _burst(paid: pd.DataFrame, awards: pd.DataFrame, rng: np.random.Generator) -> None:
    """Just before the books close a few receive several times what they are used to."""
    odd = rng.random(len(awards)) < 0.003
    december = (paid["month"] % 12 == 11).to_numpy() & odd[paid["award"].to_numpy()] & paid["area"].isna().to_numpy()
    paid.loc[december, "amount"] = np.round(paid.loc[december, "amount"] * 3.5, 2)


def _share_out(paid: pd.DataFrame, awards: pd.DataFrame, rng: np.random.Generator) -> None:
    """In one village a year's one-off aid is shared out evenly, a round sum to everybody on one day."""
    village = awards["village"].to_numpy()[paid["award"].to_numpy()]
    programme = awards["programme"].to_numpy()[paid["award"].to_numpy()]
    where = int(rng.integers(0, village.max() + 1))
    even = (village == where) & (programme == "linshi")
    if even.any():
        paid.loc[even, "amount"] = 800.0
        paid.loc[even, "month"] = int(paid.loc[even, "month"].max())
        paid.loc[even, "day"] = int(paid.loc[even, "day"].max())
