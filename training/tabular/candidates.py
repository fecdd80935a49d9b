"""The models that stand for choice, and those that only serve as yardsticks."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression

from training.estimators import anomaly, log_loss, supervised
from training.settings import Settings, TreeChoices
from training.tabular import design
from training.tabular.columns import Columns

Vector = npt.NDArray[np.float64]
Scores = dict[str, Vector]
PULLS = (0.03, 0.3, 3.0)  # inverse strengths with which coefficients may be drawn towards 0
ROUGH, FINE = 1e-3, 1e-4  # how exactly coefficients are found, for trying and for use
ALL_SEEDS_TO, FEWEST_SEEDS = 2000, 2  # training rows up to which all seeds are fitted, and the least there are beyond
EARLIER = 0.7  # share of the training rows, the earlier ones, on which the strengths are tried


@dataclass(frozen=True)
class Task:
    """What a model is given: training rows with outcomes and groups, and the rows to score."""

    train: Columns
    outcomes: Vector
    groups: npt.NDArray[np.int64]
    test: Columns
    settings: Settings


def trees(task: Task) -> Scores:
    """Our trees, with the isolation forest's oddity as a column, and that forest alone (0 without any number)."""
    hidden = design.blanked(task.train, task.test, task.settings.seed)
    train, test = design.rates(hidden, task.outcomes, task.groups, task.test)
    oddity = np.zeros(len(test))
    if task.train.numbers.notna().any(axis=None):
        numbers = tuple(task.train.numbers.columns)
        forest = anomaly.fit(train, numbers, task.settings.forest, task.settings.seed)
        oddity = forest.score(test, threads=1)
        train = train.assign(**{anomaly.COLUMN: forest.score(train, threads=1)})
        test = test.assign(**{anomaly.COLUMN: oddity})
    train, test = _unnamed(train), _unnamed(test)
    ensemble = supervised.fit(train, task.outcomes, {}, _seeds(task), task.settings.seed)
    return {"trees": ensemble.log_odds(test, threads=1), "forest": oddity}


def _unnamed(columns: pd.DataFrame) -> pd.DataFrame:
    """LightGBM takes no line break, comma or bracket in a name, which headers of spreadsheets have."""
    return columns.set_axis([f"column{number}" for number in range(columns.shape[1])], axis=1)


def _levelled(seen: Columns, levels: Mapping[Hashable, pd.CategoricalDtype]) -> pd.DataFrame:
    """Numbers and categories side by side; a category that training never met is unknown."""
    both = seen.numbers.copy()
    for name, level in levels.items():
        codes = level.categories.get_indexer(pd.Index(seen.categories[name]))
        both[name] = pd.Categorical.from_codes(codes, dtype=level)
    return both


def _seeds(task: Task) -> TreeChoices:
    """Fewer models to average where many rows leave less to chance."""
    chosen = task.settings.trees
    fewer = max(FEWEST_SEEDS, round(chosen.seeds * ALL_SEEDS_TO / len(task.outcomes)))
    return chosen.model_copy(update={"seeds": min(chosen.seeds, fewer)})


def logistic(task: Task) -> Scores:
    """One coefficient per column, strongly drawn towards 0."""
    return {"ridge": _logistic(task, design.linear, PULLS, pairs=False)}


def curves(task: Task) -> Scores:
    """Curves and pairs of categories, strongly drawn towards 0."""
    return {"curves": _logistic(task, design.curved, PULLS, pairs=True)}


def plain_logistic(task: Task) -> Scores:
    """Logistic regression as scikit-learn fits it when nobody says anything."""
    return {"logistic": _logistic(task, design.linear, (1.0,), pairs=False)}


def default_trees(task: Task) -> Scores:
    """LightGBM as it comes, with its own way with categories."""
    levels = {name: pd.CategoricalDtype(sorted(task.train.categories[name].unique())) for name in task.train.categories}
    train, test = (_unnamed(_levelled(seen, levels)) for seen in (task.train, task.test))
    parameters = {"objective": "binary", "seed": task.settings.seed, "num_threads": 1, "deterministic": True,
                  "force_row_wise": True, "verbose": -1}  # fmt: skip
    booster = lgb.train(parameters, lgb.Dataset(train, label=task.outcomes), num_boost_round=100)
    return {"lightgbm": np.asarray(booster.predict(test, raw_score=True, num_threads=1), dtype=np.float64)}


def _logistic(
    task: Task, designed: Callable[[pd.DataFrame], ColumnTransformer], pulls: tuple[float, ...], pairs: bool
) -> Vector:
    hidden = design.blanked(task.train, task.test, task.settings.seed)
    train, test = design.table(hidden, pairs), design.table(task.test, pairs)
    read = designed(train)
    rows = read.fit_transform(train)
    model = _regression(rows, task.outcomes, _pull(rows, task.outcomes, pulls), FINE)
    return np.asarray(model.decision_function(read.transform(test)), dtype=np.float64)


def _pull(rows: csr_matrix, outcomes: Vector, pulls: tuple[float, ...]) -> float:
    """The strength that did best on the later training rows (they stand in the order of time)."""
    cut = int(len(outcomes) * EARLIER)
    if len(pulls) == 1 or len(np.unique(outcomes[:cut])) < 2:
        return pulls[0]

    def loss(pull: float) -> float:
        later = _regression(rows[:cut], outcomes[:cut], pull, ROUGH).decision_function(rows[cut:])
        return float(log_loss.of_each(later, outcomes[cut:]).mean())

    return min(pulls, key=loss)


def _regression(rows: csr_matrix, outcomes: Vector, pull: float, exactly: float) -> LogisticRegression:
    return LogisticRegression(C=pull, max_iter=300, tol=exactly).fit(rows, outcomes)


# The slowest first, so that two workers end together.
FITS: tuple[Callable[[Task], Scores], ...] = (trees, curves, default_trees, plain_logistic, logistic)
MODELS = ("trees", "ridge", "curves")
YARDSTICKS: Mapping[str, str] = {
    "random": "random",
    "forest": "isolation forest alone",
    "logistic": "logistic regression",
    "lightgbm": "LightGBM, default",
}
