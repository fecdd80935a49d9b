"""Champion and challenger on the same tested cases, neither having seen any of them.

The challenger is judged by its walk forward: each batch is scored by a model trained on what was known before it. The
champion cannot be scored on the cases it was trained on, so of each tested case it gets

1. what its own walk forward gave it: these scores are kept with every model, so they come from the champion's own
   settings and code, on the records as they stood then, and nothing has to be fitted again; else
2. for batches that went out since it was trained, what the champion itself says of them as known on their day. That is
   how it serves. Cases of a household or account among those it was trained on are left out.

Whatever is left (a batch that was out while the champion was trained, a case that moved to another key) is counted and
compared on neither side. Walking the champion's settings forward again would say how its settings do with today's code
and with labels it never had; what must deserve its place is the model that serves.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.home import Home
from training.bundle import Bundle
from training.errors import ColumnsDiffer, DamagedBundle
from training.evaluation import differences, intervals
from training.evaluation.differences import PRECISION, YUAN, Comparison
from training.evaluation.walking import Cases
from training.folder import forward_scores
from training.folder.card import MODEL
from training.home import champion, pointers
from training.settings import Settings

Vector = npt.NDArray[np.float64]
FEWEST = 20  # confirmed cases: below, no difference short of a landslide can be seen


@dataclass(frozen=True)
class OutOfTime:
    """A model's scores of tested cases, NaN where it has none that are honest."""

    scores: Vector
    kept: int
    served: int


def with_champion(home: Home, cases: Cases, rows: pd.DataFrame, settings: Settings) -> Comparison | None:
    """Compare the tested `rows` (of `Forward`) with the champion's scores of them; None where no champion serves."""
    version = pointers.read(home, "CHAMPION")
    if version is None:
        return None
    try:
        found = out_of_time(champion.of_version(home, version), home, cases, rows)
    except (ColumnsDiffer, DamagedBundle) as error:
        return _impossible(version, len(rows), str(error), "在用模型无法读取，或与现在的特征不符")
    both = rows[~np.isnan(found.scores)]
    confirmed = int(both["outcome"].sum())
    if confirmed < FEWEST:
        said = f"only {len(both)} tested cases ({confirmed} confirmed, {FEWEST} needed) are new to both models"
        return _impossible(
            version, len(rows), said, f"两个模型都没见过的核查结果只有 {len(both)} 件（属实 {confirmed} 件）"
        )
    ours, theirs = both[MODEL].to_numpy(np.float64), {version: found.scores[~np.isnan(found.scores)]}
    draws = intervals.by_group(both["group"].to_numpy(), settings.bootstrap, settings.seed)
    return Comparison(
        champion=version,
        cases=len(both),
        confirmed=confirmed,
        kept=found.kept,
        served=found.served,
        left_out=len(rows) - len(both),
        differences=tuple(
            one for what in (PRECISION, YUAN) for one in differences.paired(both, draws, ours, theirs, what, settings)
        ),
    )


def out_of_time(model: Bundle, home: Home, cases: Cases, rows: pd.DataFrame) -> OutOfTime:
    """Score tested rows by a model that saw none of them. Raises ColumnsDiffer when it must score and cannot."""
    tested = cases.labels.cases.iloc[rows["position"].to_numpy()]
    scores = forward_scores.of(home.models / model.version, tested)
    kept = int((~np.isnan(scores)).sum())
    fresh = np.isnan(scores) & (tested["dispatched"] >= pd.Timestamp(model.card.as_of)).to_numpy()
    fresh &= ~tested["group"].isin(_trained_on(model, cases)).to_numpy()
    if fresh.any():
        features = cases.features.iloc[rows["position"].to_numpy()[fresh]]
        scores[fresh] = model.score(features)["probability"].to_numpy()
    return OutOfTime(scores, kept, int(fresh.sum()))


def _trained_on(model: Bundle, cases: Cases) -> "set[int]":
    known = cases.labels.known_before((pd.Timestamp(model.card.as_of) + pd.Timedelta(days=1)).date())
    return set(cases.labels.cases.loc[known.notna(), "group"])


def _impossible(version: str, cases: int, said: str, zh: str) -> Comparison:
    return Comparison(
        champion=version, cases=0, confirmed=0, kept=0, served=0, left_out=cases, problem=said, problem_zh=zh
    )
