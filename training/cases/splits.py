"""Forward splits: train on the batches before, test on the next. Never a random split."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from training.cases.labels import Labels
from training.settings import Enough


@dataclass(frozen=True)
class Fold:
    """One step forward in time; `train` and `test` are row positions in `Labels.cases`."""

    batch: str
    day: date  # the batch went out; nothing known later may be used to train
    train: npt.NDArray[np.int64]
    outcomes: npt.NDArray[np.float64]  # of the training rows, as known before `day`
    test: npt.NDArray[np.int64]
    dropped: int  # training rows left out because a tied case stands in the test batch


@dataclass(frozen=True)
class Skipped:
    """A batch no model was tested on, and why."""

    batch: str
    day: date
    reason: str

    def __str__(self) -> str:
        return f"batch {self.batch} of {self.day}: {self.reason}"


def walk_forward(
    labels: Labels,
    enough: Enough,
    usable: npt.NDArray[np.bool_] | None = None,
    immature: Mapping[str, str] | None = None,
) -> "Walk":
    """Every mature batch that leaves enough to train on becomes a fold; the others are named with the reason.

    `usable` marks the cases that can be scored at all (an award without a payout by then cannot); default all.
    `immature` are batches that no figure may be taken from yet, with the reason (`training.cases.maturity`).
    """
    fit = np.ones(len(labels), dtype=bool) if usable is None else usable
    folds: list[Fold] = []
    skipped: list[Skipped] = []
    for batch, day in labels.batches():
        fold = _fold(labels, batch, day, fit)
        reason = (immature or {}).get(batch) or _too_little(fold, enough)
        if reason:
            skipped.append(Skipped(batch, day, reason))
        else:
            folds.append(fold)
    return Walk(tuple(folds), tuple(skipped))


@dataclass(frozen=True)
class Walk:
    """All steps of a walk forward."""

    folds: tuple[Fold, ...]
    skipped: tuple[Skipped, ...]


def _fold(labels: Labels, batch: str, day: date, usable: npt.NDArray[np.bool_]) -> Fold:
    cases = labels.cases
    known = np.asarray(labels.known_before(day), dtype=np.float64)
    test = (cases["batch"] == batch).to_numpy() & usable
    earlier = (cases["dispatched"].dt.date < day).to_numpy() & ~np.isnan(known) & usable & ~test
    tied = cases["group"].isin(cases.loc[test, "group"]).to_numpy()
    train = np.flatnonzero(earlier & ~tied)
    return Fold(batch, day, train, known[train], np.flatnonzero(test), int((earlier & tied).sum()))


def _too_little(fold: Fold, enough: Enough) -> str:
    confirmed = int(fold.outcomes.sum())
    if len(fold.train) < enough.labels:
        return f"{len(fold.train)} verified cases before it, {enough.labels} needed"
    if confirmed < enough.confirmed:
        return f"{confirmed} confirmed cases before it, {enough.confirmed} needed"
    if len(fold.train) - confirmed < enough.confirmed:
        return f"{len(fold.train) - confirmed} cleared cases before it, {enough.confirmed} needed"
    return "" if len(fold.test) else "none of its cases could be scored"
