"""Estimates from the batches of a home: the rate, precision and recall that the visited cases stand for."""

from collections.abc import Sequence
from typing import get_args

import numpy as np
import pandas as pd

from records import dispatches
from records.home import Home
from training import weighted
from training.weighted import Estimate, Estimates, Scope

OUTCOME = {"confirmed": 1.0, "cleared": 0.0}
FIGURES = (("confirmation rate", "rate"), ("precision of the best by score", "precision"), ("recall of them", "recall"))


def of_home(home: Home, database_url: str | None = None) -> tuple[Estimates, ...]:
    """Of flagged awards, and of all; empty before the first batch."""
    cases = dispatches.visits(home, dispatches.VERIFICATION, database_url)
    if cases.empty:
        return ()
    cases = cases.assign(outcome=cases["result"].map(OUTCOME).astype(float), flagged=cases["flagged"].astype(bool))
    population = dispatches.population(home, database_url)
    chosen = weighted.in_top(cases)
    return tuple(weighted.estimate(cases, population, scope, chosen) for scope in get_args(Scope))


def table(found: Sequence[Estimates]) -> pd.DataFrame:
    """One row per scope and figure, as text."""
    rows = [
        {"awards": one.scope, "": words, "weighed": _percent(estimate.value), "90 % interval": _interval(estimate),
         "naive": _percent(estimate.naive)}
        for one in found for words, estimate in ((words, getattr(one, name)) for words, name in FIGURES)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def told(found: Sequence[Estimates]) -> str:
    """For the terminal and the training report."""
    if not found:
        return "No batch was drawn yet; `mingcha batch new` draws one, with a share at random."
    whole = found[-1]
    about = (
        f"{whole.visited:,} visits came back; {whole.randoms} of them were drawn at random, "
        f"{whole.randoms_confirmed} of these confirmed."
    )
    if np.isnan(whole.rate.value):
        about += " Too few random cases came back to say anything beyond those visited."
    return f"{about}\n{table(found).to_string(index=False)}"


def _interval(estimate: Estimate) -> str:
    return "" if np.isnan(estimate.low) else f"{estimate.low:.1%} - {estimate.high:.1%}"


def _percent(share: float) -> str:
    return "" if np.isnan(share) else f"{share:.1%}"
