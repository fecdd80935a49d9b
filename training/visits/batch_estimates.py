"""Estimates from the batches of a home: the rate, precision and recall that the visited cases stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from records.decisions import dispatches
from records.home import Home
from training import settings
from training.visits import weighted
from training.visits.weighted import Estimate, Estimates, Scope

OUTCOME = {"confirmed": 1.0, "cleared": 0.0}
FIGURES = (("confirmation rate", "rate"), ("precision of the best by score", "precision"), ("recall of them", "recall"))


@dataclass(frozen=True)
class BatchEstimates:
    """Of flagged awards, and of all, over the batches that came back; empty before the first one did."""

    estimates: tuple[Estimates, ...]
    counted: tuple[str, ...]
    waiting: tuple[str, ...]  # too much of them is still out


def of_home(home: Home, database_url: str | None = None, only: str | None = None) -> BatchEstimates:
    """Estimate from all batches, or the one named, of which enough came back: else the quick ones stand for all."""
    back = settings.default().mature.returned
    cases = dispatches.visits(home, dispatches.VERIFICATION, database_url)
    if only is not None:
        cases = cases[cases["batch"] == only]
    there = cases[cases["taken_out"].isna() | cases["result"].notna()]
    returned = there["result"].notna().groupby(there["batch"], sort=False).mean()
    counted = tuple(str(name) for name in returned.index[returned >= back])
    waiting = tuple(str(name) for name in returned.index[returned < back])
    if not counted:
        return BatchEstimates((), counted, waiting)
    cases = cases[cases["batch"].isin(counted)]
    cases = cases.assign(outcome=cases["result"].map(OUTCOME).astype(float), flagged=cases["flagged"].astype(bool))
    population = dispatches.population(home, counted, database_url)
    chosen = weighted.in_top(cases)
    found = tuple(weighted.estimate(cases, population, scope, chosen) for scope in get_args(Scope))
    return BatchEstimates(found, counted, waiting)


def table(found: Sequence[Estimates]) -> pd.DataFrame:
    """One row per scope and figure, as text."""
    rows = [
        {"awards": one.scope, "": words, "weighed": _percent(estimate.value), "90 % interval": _interval(estimate),
         "naive": _percent(estimate.naive)}
        for one in found for words, estimate in ((words, getattr(one, name)) for words, name in FIGURES)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def told(found: BatchEstimates) -> str:
    """For the terminal and the training report."""
    out = f"Still out, not counted: {', '.join(found.waiting)}." if found.waiting else ""
    if not found.estimates:
        return out or "No batch was drawn yet; `mingcha batch new` draws one, with a share at random."
    whole = found.estimates[-1]
    about = (
        f"{whole.visited:,} outcomes of {len(found.counted)} batches; {whole.randoms} cases were drawn at random, "
        f"{whole.randoms_confirmed} of these confirmed."
    )
    if np.isnan(whole.rate.value):
        about += " Too few random cases came back to say anything beyond those visited."
    return "\n".join(part for part in (about, out, table(found.estimates).to_string(index=False)) if part)


def _interval(estimate: Estimate) -> str:
    return "" if np.isnan(estimate.low) else f"{estimate.low:.1%} - {estimate.high:.1%}"


def _percent(share: float) -> str:
    return "" if np.isnan(share) else f"{share:.1%}"
