"""Drawing people and terms for a programme."""

import numpy as np
import pandas as pd

from experiments.county.chance import Floats, Ints


def rows(programme: str, person: Ints, start: Ints, end: Ints, base: Floats) -> pd.DataFrame:
    """Awards of one programme; see `experiments.county.awards` for the columns."""
    return pd.DataFrame({"person": person, "programme": programme, "start": start, "end": end, "base": base})


def terms(count: int, months: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Most awards run from before the first year to beyond the last; some begin or end in between."""
    start = np.where(rng.random(count) < 0.66, 0, rng.integers(0, months, count))
    end = np.where(rng.random(count) < 0.85, months, np.minimum(months, start + rng.integers(3, months, count)))
    return start, end


def draw(weight: Floats, count: int, rng: np.random.Generator) -> Ints:
    """`count` different indices, likelier where the weight is larger (never where it is 0)."""
    lots = rng.exponential(size=len(weight)) / np.maximum(weight, 1e-12)
    count = min(count, int((weight > 0).sum()))
    chosen: Ints = np.sort(np.argpartition(lots, count - 1)[:count]) if count else np.array([], dtype=np.int64)
    return chosen
