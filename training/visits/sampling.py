"""Random picks whose probabilities are known exactly: systematic sampling with unequal chances (Madow 1949)."""

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


def chances(size: Vector, picks: int) -> Vector:
    """The probability with which each is among `picks`, in proportion to its positive `size`; never above 1.

    They sum to `picks`, or all are 1 where there are no more than that.
    """
    if picks >= len(size):
        return np.ones(len(size))
    found, sure = np.zeros(len(size)), np.zeros(len(size), dtype=bool)
    while True:
        found[~sure] = size[~sure] * ((picks - sure.sum()) / size[~sure].sum()) if picks else 0.0
        above = ~sure & (found >= 1)
        if not above.any():
            return found
        sure |= above
        found[sure] = 1.0


def systematic(chance: Vector, rng: np.random.Generator) -> Places:
    """Places picked, each with exactly its `chance` (they sum to a whole number); neighbours are rarely both picked."""
    sums = np.cumsum(chance)
    steps = rng.random() + np.arange(round(sums[-1])) if len(chance) else np.empty(0)
    return np.minimum(np.searchsorted(sums, steps, side="right"), len(chance) - 1)


def rounded(wanted: Vector, rng: np.random.Generator) -> Places:
    """Each number rounded down or up at random, right on average; the sum is rounded too."""
    return np.diff(np.floor(np.cumsum(np.concatenate([[0.0], wanted])) + rng.random() + 1e-9)).astype(np.int64)
