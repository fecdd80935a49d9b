"""Run the backtest a YAML describes, and log it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from experiments.backtest import config as configs
from experiments.backtest import log, of_county, of_table
from experiments.backtest.config import Config
from experiments.backtest.of_county import CountyReport
from records.home import Home
from records.progress import Progress, silent
from training.folder.card import ALL
from training.tabular.report import Report

TABLE_NAMES = {"precision_tenth": "top_tenth"}  # how a table's figures call a county's metric


@dataclass(frozen=True)
class Done:
    """A finished backtest: its report and the MLflow run."""

    config: Config
    report: Report | CountyReport
    run_id: str

    def __str__(self) -> str:
        return f"{self.config.name}: {self.config.about}\n{self.report}\n\nMLflow run {self.run_id}."

    def answer(self) -> dict[str, object]:
        """The same for a program."""
        return {"name": self.config.name, "run_id": self.run_id, **self.report.answer()}


def run(file: Path, home: Home, progress: Progress = silent, database_url: str | None = None) -> Done:
    """Read a YAML, test, log in the home's MLflow.

    Raises BadConfig, and whatever keeps its table or its county from being tested.
    """
    found = configs.load(file)
    report: Report | CountyReport
    if found.table is not None:
        report = of_table.run(found.table, found.chosen, progress)
    elif found.county is not None:
        report = of_county.run(found.county, found.chosen, home, progress, database_url)
    progress("the log", 0, 1)
    files = {
        "report.txt": f"{report}\n",
        "report.json": to_json(report.answer(), indent=1, inf_nan_mode="null").decode(),
        "config.yaml": file.read_text(encoding="utf-8"),
    }
    return Done(found, report, log.log(home, found, figures(found, report), _tags(report), files))


def figures(found: Config, report: Report | CountyReport) -> dict[str, float]:
    """The metrics asked for, by scorer, over all tested cases."""
    if isinstance(report, CountyReport):
        rows: Iterable[Any] = [row for row in report.measures if row.batch == ALL]
        worth = {f"without {one.against}.average_precision": one.theirs for one in report.ablation}
    else:
        rows, worth = [row for row in report.figures if row.block == ALL], {}
    measured = {
        f"{row.scorer}.{metric}": value
        for row in rows
        for metric in found.metrics
        if (value := getattr(row, TABLE_NAMES.get(metric, metric), getattr(row, metric, None))) is not None
    }
    return measured | worth


def _tags(report: Report | CountyReport) -> dict[str, str]:
    if isinstance(report, CountyReport):
        return {"snapshot": report.snapshot, "labels": report.labels}
    return {"leak alarms": "; ".join(alarm.column for alarm in report.test.alarms) or "none"}
