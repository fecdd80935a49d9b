"""Any two models on the same tested cases: each as its own walk forward scored them, so that neither had seen any.

Unlike the comparison that the gate makes (`comparison`), nothing is scored again: the two are compared on what both
kept when they were trained. Where they know different outcomes of a case, the model with the newer data is right.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.home import Home
from training.evaluation import differences, intervals, metrics
from training.evaluation.comparison import FEWEST
from training.evaluation.differences import PRECISION, YUAN, Difference
from training.folder import card, forward_scores, model_folder
from training.folder.pictured import SHARES
from training.kept_values import Said
from training.settings import Settings

Vector = npt.NDArray[np.float64]
_NOTHING_KEPT = Said(
    zh="其中一个模型没有留下可供比较的检验记录；重新训练后即可比较",
    en="one of them kept nothing to compare by; train again",
)


@dataclass(frozen=True)
class SideBySide:
    """What two orders of the same cases found; the differences are those of the second over the first."""

    cases: int
    confirmed: int
    left_out: int  # tested cases of one that the other was not tested on
    shares: tuple[float, ...]
    first: tuple[float, ...]  # share confirmed among the first visits, at each of the shares visited
    second: tuple[float, ...]
    differences: tuple[Difference, ...]
    problem: Said | None = None  # why nothing could be compared


def of(home: Home, first: str, second: str, settings: Settings) -> SideBySide:
    """Compare two models by version. Raises UnknownModel."""
    folders = [model_folder.of_version(home, version) for version in (first, second)]
    kept = [forward_scores.whole(folder) for folder in folders]
    if kept[0] is None or kept[1] is None:
        return _impossible(0, _NOTHING_KEPT)
    newer = int(card.read(folders[1]).as_of >= card.read(folders[0]).as_of)
    both = _same_cases(kept[newer], kept[1 - newer])  # type: ignore[arg-type]
    confirmed, left_out = int(both["outcome"].sum()), len(kept[0]) + len(kept[1]) - 2 * len(both)
    if confirmed < FEWEST:
        return _impossible(left_out, _too_few(len(both), confirmed))
    scores = {newer: both["probability"].to_numpy(np.float64), 1 - newer: both["other"].to_numpy(np.float64)}
    draws = intervals.by_group(both["group"].to_numpy(), settings.bootstrap, settings.seed)
    found = (
        differences.paired(both, draws, scores[1], {first: scores[0]}, what, settings) for what in (PRECISION, YUAN)
    )
    outcomes = both["outcome"].to_numpy(np.float64)
    curves = [_curve(scores[place], outcomes) for place in (0, 1)]
    return SideBySide(
        len(both), confirmed, left_out, SHARES, curves[0], curves[1], tuple(one for own in found for one in own)
    )


def _same_cases(newer: pd.DataFrame, older: pd.DataFrame) -> pd.DataFrame:
    """Cases that both were tested on, with the older model's score as `other`."""
    theirs = older[["award_key", "batch", "probability"]].rename(columns={"probability": "other"})
    return newer.merge(theirs, on=["award_key", "batch"])


def _curve(scores: Vector, outcomes: Vector) -> tuple[float, ...]:
    found = outcomes[metrics.order(scores, outcomes)]
    sizes = [metrics.size_of(share, len(found)) for share in SHARES]
    return tuple(float(found[:size].mean()) for size in sizes)


def _too_few(cases: int, confirmed: int) -> Said:
    return Said(
        zh=f"两个模型都检验过的只有 {cases} 件（属实 {confirmed} 件，至少要 {FEWEST} 件），看不出差别",
        en=f"only {cases} cases were tested on both ({confirmed} confirmed, {FEWEST} needed), too few to tell",
    )


def _impossible(left_out: int, said: Said) -> SideBySide:
    return SideBySide(0, 0, left_out, (), (), (), (), said)
