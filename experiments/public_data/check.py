"""One public table: forward figures inside its training part, and the test part when it is opened."""

from pathlib import Path

import numpy as np
import pandas as pd

from experiments.backtest import config, of_table
from experiments.backtest.config import Config, Table
from experiments.public_data import days, looks
from experiments.public_data.looks import Look
from records.progress import Progress, silent
from training.folder.card import ALL, MODEL
from training.tabular import cases, reading
from training.tabular.figures import Figures
from training.tabular.report import Report

FOLDER = Path(__file__).parent
NAMES = ("chicago", "chicago-without-inspectors", "brazil")
DATED = "chicago"  # tables whose finds are also counted in days


def load(name: str, data: Path | None = None) -> Config:
    """The config of one table; `data`: where its folder lies, when not beside the repository."""
    found = config.load(FOLDER / f"{name}.yaml")
    if data is None or found.table is None:
        return found
    file = data / found.table.file.parent.name / found.table.file.name
    return found.model_copy(update={"table": found.table.model_copy(update={"file": file})})


def inside(found: Config, table: Table, progress: Progress = silent) -> Report:
    """Walk forward inside the training part; the test part is cut off before anything looks at it."""
    request = cases.before_test(reading.read(table.file), table)
    return of_table.of_frame(request, table.model_copy(update={"test_from": None}), found.chosen, progress)


def opened(found: Config, table: Table, progress: Progress = silent) -> tuple[Report, pd.DataFrame, int]:
    """Look at the test part: the report, its table with days where they are counted, and the number of looks so far."""
    report = of_table.run(table, found.chosen, progress)
    shown = report.table()
    rows = report.test.rows[report.test.rows["judged"]]
    seen = _seen(next(row for row in report.figures if row.scorer == MODEL and row.block == ALL))
    if found.name.startswith(DATED):
        gains = [_gain(rows, row.scorer) for row in report.figures if row.block == ALL]
        shown = shown.assign(
            **{
                "days earlier": [f"{one.days:.2f}" for one in gains],
                "first half": [f"{one.first_half:.3f}" for one in gains],
            }
        )
        seen |= {"days_earlier": round(gains[0].days, 3), "first_half": round(gains[0].first_half, 4)}
    number = looks.add(found.name, Look(day=pd.Timestamp.now().date(), settings=found.chosen.digest, seen=seen))
    return report, shown, number


def _gain(rows: pd.DataFrame, scorer: str) -> days.Gain:
    scores, outcomes = (rows[name].to_numpy(np.float64) for name in (scorer, "outcome"))
    return days.gain(scores, outcomes, pd.to_datetime(rows["time"]))


def _seen(row: Figures) -> dict[str, float]:
    return {
        "average_precision": round(row.average_precision, 4),
        "top_tenth": round(row.top_tenth, 4),
        "calibration_error": round(row.calibration_error, 4),
    }
