"""One backtest of a table: cases, stretches of time, models, choice, figures."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import joblib
import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from records.progress import Progress, silent
from training.evaluation import leaks, yardsticks
from training.evaluation.leaks import Alarm
from training.folder.card import MODEL
from training.settings import Settings
from training.tabular import blocks, candidates, cases, choice
from training.tabular.blocks import Block
from training.tabular.candidates import MODELS, Scores, Task
from training.tabular.cases import TableCases
from training.tabular.choice import Chosen, Past
from training.tabular.request import Request

RAW = "log_odds"


@dataclass(frozen=True)
class Backtest:
    """What came out.

    `rows`: one per tested case: block, judged, time, group, outcome, `model` (calibrated probability), its uncalibrated
    `log_odds`, every single model's log-odds and every yardstick. `chosen`: how each block was scored.
    """

    rows: pd.DataFrame
    blocks: tuple[Block, ...]
    chosen: tuple[Chosen, ...]
    alarms: tuple[Alarm, ...]
    columns: tuple[str, ...]
    left_out: dict[str, str]
    unlabelled: int
    seconds: float


def run(frame: pd.DataFrame, request: Request, settings: Settings, progress: Progress = silent) -> Backtest:
    """Test the method forward in time on a table.

    Models know the rows before a block only, and none of a group that is tested in it. An outcome counts as known
    when the next block begins. Raises UnusableTable.
    """
    begun = time.perf_counter()
    found = cases.of_table(frame, request)
    steps = blocks.of(found, request)
    parts = _scored(found, steps, settings, progress)
    chosen = _choose(parts)
    rows = pd.concat(parts, ignore_index=True)
    seen = [*found.seen.numbers.columns, *found.seen.categories.columns]
    return Backtest(rows, steps, chosen, _alarms(found, steps, rows, request), tuple(seen), found.seen.left_out,
                    found.unlabelled, time.perf_counter() - begun)  # fmt: skip


def _scored(found: TableCases, steps: tuple[Block, ...], settings: Settings, progress: Progress) -> list[pd.DataFrame]:
    """Every model and yardstick on every block; two fits side by side, each on one core."""
    alone = settings.model_copy(update={"trees": settings.trees.model_copy(update={"threads": 1})})
    jobs = [(step, fit) for fit in candidates.FITS for step in sorted(steps, key=lambda step: -len(step.train))]
    with threadpool_limits(1), joblib.parallel_config(backend="threading", n_jobs=settings.trees.threads):
        scored: Iterator[Scores] = joblib.Parallel(return_as="generator")(
            joblib.delayed(_fit)(found, step, fit, alone) for step, fit in jobs
        )
        by_step: dict[str, Scores] = {step.first: {} for step in steps}
        for done, ((step, _), scores) in enumerate(zip(jobs, scored, strict=True)):
            progress("models on what came later", done, len(jobs))
            by_step[step.first] |= scores
    return [_rows(found, step, by_step[step.first], settings.seed) for step in steps]


def _fit(found: TableCases, step: Block, fit: Callable[[Task], Scores], settings: Settings) -> Scores:
    train = found.seen.at(step.train)
    return fit(Task(train, found.outcomes[step.train], found.group[step.train], found.seen.at(step.test), settings))


def _rows(found: TableCases, step: Block, scores: Scores, seed: int) -> pd.DataFrame:
    own = {name: found.yardsticks[name].fillna(-np.inf).to_numpy()[step.test] for name in found.yardsticks}
    return pd.DataFrame(
        {
            "position": step.test,
            "block": step.first,
            "judged": step.judged,
            "time": np.asarray(found.times)[found.when[step.test]],
            "group": found.group[step.test],
            "outcome": found.outcomes[step.test],
            MODEL: np.nan,
            RAW: np.nan,
            "random": yardsticks.random_order(len(step.test), seed + len(step.train)),
            **scores,
            **{f"by {name}": order for name, order in own.items()},
        }
    )


def _choose(parts: list[pd.DataFrame]) -> tuple[Chosen, ...]:
    """Score each block with what was chosen on the blocks before it; fills in the model's columns."""
    past: list[Past] = []
    made: list[Chosen] = []
    for part in parts:
        chosen = choice.choose(past, len(MODELS))
        scores = part[list(MODELS)].to_numpy(np.float64)
        part[RAW] = chosen.log_odds(scores)
        part[MODEL] = chosen.calibration.probability(part[RAW].to_numpy())
        past.append(Past(scores, part["outcome"].to_numpy(np.float64), chosen.stack.log_odds(scores)))
        made.append(chosen)
    return tuple(made)


def _alarms(found: TableCases, steps: tuple[Block, ...], rows: pd.DataFrame, request: Request) -> tuple[Alarm, ...]:
    """Looked for among what came before the test, where one part is set aside for it."""
    apart = request.test_from is not None
    known = steps[-1].train if apart else np.arange(len(found))
    seen, outcomes = found.seen.at(known), found.outcomes[known]
    alone = leaks.alarms(seen.numbers.join(seen.categories), outcomes)
    walked = rows[~rows["judged"]] if apart else rows
    codes = {name: pd.factorize(column)[0] for name, column in seen.categories.items()}
    coded = pd.DataFrame(codes, index=seen.numbers.index, dtype=np.float64)
    named = {alarm.column for alarm in alone}
    joint = leaks.together(
        seen.numbers.join(coded), outcomes, walked[RAW].to_numpy(np.float64), walked["outcome"].to_numpy(np.float64)
    )
    return (*alone, *(alarm for alarm in joint if alarm.column not in named))
