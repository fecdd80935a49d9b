"""Batches of cases put before the townships, what the visits found, and the truth behind every suspicion."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.county import suspicions
from experiments.county.calendar import Calendar
from experiments.county.chance import Floats, Ints, stream
from experiments.county.guilt import leaning, morals, probabilities
from experiments.county.style import Style
from experiments.county.view import look
from experiments.county.world import World

CLEARED, CONFIRMED, INCONCLUSIVE = range(3)
NOT_DISPATCHED = -1


@dataclass(frozen=True)
class Verification:
    """What the batches brought.

    `cases`: one row per suspicious award (the index): batch, log_odds, probability, guilty, inconclusive, dispatched,
    verified (day; null while it is out). `lines`: one row per award and kind in a batch: award, kind, batch,
    dispatched, result, recovered (yuan), disposal, verified. `found`: award and kind of every suspicion that counts.
    """

    cases: pd.DataFrame
    lines: pd.DataFrame
    found: pd.DataFrame


def dispatch_days(calendar: Calendar, batches: int, rng: np.random.Generator) -> Ints:
    """The days batches go out: from fifteen months after the first day to ten weeks before the last."""
    days = np.linspace(calendar.first + 455, calendar.last - 70, batches)
    whole: Ints = days.astype(np.int64) + rng.integers(-6, 7, batches)
    return whole


def _select(
    world: World, everything: pd.DataFrame, style: Style, seed: int, sent: Ints | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Batch by batch, draw from the suspects visible that day; whoever is left keeps the last day's log-odds."""
    rng = stream(seed, "batches")
    habits = morals(seed, len(world.places.villages), style.village_spread)
    size = max(6, round(len(world.people) * style.batch_share))
    cases, kinds, gone = [], [], np.array([], dtype=np.int64)
    days = [*(dispatch_days(world.calendar, style.batches, rng) if sent is None else sent), world.calendar.last]
    for number, day in enumerate(days, start=1):
        view = look(world, everything, int(day), style.certificates_dated)
        found = suspicions.find(view)
        found = found[~found["award"].isin(gone)]
        log_odds = leaning(found, view, habits)
        last = number == len(days)
        award = log_odds.index.to_numpy()
        chosen = award if last else award[rng.permutation(len(award))[:size]]
        batch = NOT_DISPATCHED if last else number
        case = pd.DataFrame({"log_odds": log_odds.loc[chosen], "batch": batch, "dispatched": int(day)})
        case["amount"] = view.held.loc[chosen, "amount"]
        cases.append(case)
        kinds.append(found[found["award"].isin(chosen)])
        gone = np.concatenate([gone, chosen])
    return pd.concat(cases), pd.concat(kinds, ignore_index=True)


def _return(cases: pd.DataFrame, batches: int, calendar: Calendar, rng: np.random.Generator) -> Floats:
    """The day each outcome came back, two to twelve weeks later; half of the latest batch is still out."""
    verified = cases["dispatched"] + rng.integers(14, 85, len(cases))
    out = (cases["batch"] == NOT_DISPATCHED) | (verified > calendar.last)
    out |= (cases["batch"] == batches) & (rng.random(len(cases)) < 0.5)
    days: Floats = np.where(out, np.nan, verified)
    return days


def _lines(cases: pd.DataFrame, found: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    sent = cases[cases["batch"] != NOT_DISPATCHED]
    lines = found.join(sent, on="award", how="inner").sort_values(["batch", "award", "kind"])
    strongest = lines.groupby("award")["lean"].transform("max") == lines["lean"]
    upheld = lines["guilty"] & (strongest | (rng.random(len(lines)) < 0.5))
    result = np.where(lines["inconclusive"], INCONCLUSIVE, np.where(upheld, CONFIRMED, CLEARED))
    lines["result"] = np.where(lines["verified"].isna(), np.nan, result)
    confirmed = lines["result"] == CONFIRMED
    share = np.where(strongest, rng.uniform(0.2, 1.0, len(lines)), 0.0)
    lines["recovered"] = np.round(np.where(confirmed, share * lines["amount"], 0.0), 2)
    lines["disposal"] = np.where(confirmed, rng.integers(1, 6, len(lines)), np.nan)
    return lines.reset_index(drop=True)


def verify(world: World, everything: pd.DataFrame, style: Style, seed: int, sent: Ints | None = None) -> Verification:
    """Run all batches of a county whose payouts (`view.entries`) are known; `sent`: the days they go out."""
    cases, found = _select(world, everything, style, seed, sent)
    cases["probability"] = probabilities(cases["log_odds"].to_numpy(), style.base_rate, style.reachable)
    rng = stream(seed, "guilt")
    cases["guilty"] = rng.random(len(cases)) < cases["probability"]
    cases["inconclusive"] = rng.random(len(cases)) < style.inconclusive
    cases["verified"] = _return(cases, style.batches, world.calendar, rng)
    return Verification(cases, _lines(cases, found, rng), found)
