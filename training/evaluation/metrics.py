"""What a ranking is worth to inspectors. Equal scores are always counted worst: cleared cases first."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
BINS = 10


def order(scores: Vector, outcomes: Vector) -> npt.NDArray[np.intp]:
    """Positions from first visited to last; among equal scores cleared cases come first."""
    return np.lexsort((outcomes, -scores))


def average_precision(scores: Vector, outcomes: Vector) -> float:
    """The mean precision at each confirmed case; NaN where none was confirmed."""
    return precision_along(outcomes[order(scores, outcomes)])


def precision_along(found: Vector) -> float:
    """Average precision of outcomes that stand in the order of visits already."""
    hits = np.cumsum(found)
    if not len(found) or hits[-1] == 0:
        return float("nan")
    return float(np.sum(found * hits / np.arange(1, len(found) + 1)) / hits[-1])


def auc(scores: Vector, outcomes: Vector) -> float:
    """The chance that a confirmed case stands before a cleared one; an equal score is no success. NaN: one class."""
    confirmed, cleared = scores[outcomes == 1], np.sort(scores[outcomes == 0])
    if not len(confirmed) or not len(cleared):
        return float("nan")
    return float(np.searchsorted(cleared, confirmed, side="left").mean() / len(cleared))


def size_of(share: float, cases: int) -> int:
    """How many visits a share of the cases is, at least one."""
    return max(1, min(cases, int(np.floor(share * cases + 0.5))))


def precision_at(scores: Vector, outcomes: Vector, size: int) -> float:
    """The share confirmed among the first `size`."""
    return float(outcomes[order(scores, outcomes)][:size].mean())


def recall_at(scores: Vector, outcomes: Vector, size: int) -> float:
    """The share of all confirmed cases that stand among the first `size`; NaN where none was confirmed."""
    total = outcomes.sum()
    return float(outcomes[order(scores, outcomes)][:size].sum() / total) if total else float("nan")


def yuan_at(scores: Vector, outcomes: Vector, yuan: Vector, size: int) -> float:
    """Yuan recovered in the first `size` cases; a confirmed case whose sum nobody stated adds nothing."""
    first = order(scores, outcomes)[:size]
    return float(np.nansum(np.where(outcomes[first] == 1, yuan[first], 0.0)))


def brier(probabilities: Vector, outcomes: Vector) -> float:
    """Mean squared difference of probability and outcome; lower is better."""
    return float(np.mean((probabilities - outcomes) ** 2))


def calibration_error(probabilities: Vector, outcomes: Vector, bins: int = BINS) -> float:
    """Mean difference of predicted and found share over bins of equal size, weighted by cases."""
    points = calibration_points(probabilities, outcomes, bins)
    return float(sum(abs(p.predicted - p.found) * p.cases for p in points) / sum(p.cases for p in points))


def calibration_by_chance(probabilities: Vector, seed: int, bins: int = BINS, draws: int = 200) -> float:
    """The calibration error that perfect probabilities would stay below in 95 of 100 cases, on as many outcomes.

    On a few hundred cases this is more than many a threshold: a smaller error says nothing against a model.
    """
    chance = np.random.default_rng(seed)
    ranked = np.argsort(probabilities, kind="stable")  # once: only the outcomes differ from draw to draw
    sizes = np.array([len(part) for part in np.array_split(ranked, min(bins, len(ranked)))])
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    said = np.add.reduceat(probabilities[ranked], first)
    found = (np.add.reduceat((chance.random(len(ranked)) < probabilities)[ranked], first, dtype=float)
             for _ in range(draws))  # fmt: skip
    drawn = [np.abs(said - one).sum() / len(ranked) for one in found]
    return float(np.quantile(drawn, 0.95))


@dataclass(frozen=True)
class CalibrationPoint:
    """One bin of a calibration plot."""

    predicted: float
    found: float
    cases: int


def calibration_points(probabilities: Vector, outcomes: Vector, bins: int = BINS) -> tuple[CalibrationPoint, ...]:
    """Bins of equal size, from the lowest probability to the highest."""
    ranked = np.argsort(probabilities, kind="stable")
    return tuple(
        CalibrationPoint(float(probabilities[part].mean()), float(outcomes[part].mean()), len(part))
        for part in np.array_split(ranked, min(bins, len(ranked)))
    )
