"""A backtest of a table, as its YAML describes it."""

import pandas as pd

from experiments.backtest.config import Table
from records.progress import Progress, silent
from training.settings import Settings
from training.tabular import backtest, figures, reading
from training.tabular.report import Report
from training.tabular.request import Request


def run(table: Table, settings: Settings, progress: Progress = silent) -> Report:
    """Read the file and test; raises UnusableTable."""
    return of_frame(reading.read(table.file), table, settings, progress)


def of_frame(frame: pd.DataFrame, request: Request, settings: Settings, progress: Progress = silent) -> Report:
    """Test a table that was read already."""
    test = backtest.run(frame, request, settings, progress)
    return Report(test, figures.measure(test, settings))
