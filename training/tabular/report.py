"""What a backtest tells whoever asked for it: alarms first, then the table of orders, then how the model was chosen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from training.evaluation.intervals import Interval
from training.folder.card import ALL, MODEL
from training.report import TIES
from training.tabular.backtest import Backtest
from training.tabular.candidates import MODELS, YARDSTICKS
from training.tabular.figures import Figures

NAMES = {MODEL: "model", "trees": "- our trees", "ridge": "- ridge logistic", "curves": "- curves, pairs", **YARDSTICKS}
HEADINGS = ("order by", "AP", "90 % interval", "model's lead", "top tenth", "90 % interval ", "precision", "recall",
            "in first half", "AUC", "Brier", "calib. error")  # fmt: skip


@dataclass(frozen=True)
class Report:
    """A backtest with its figures; `str()` is the whole text."""

    test: Backtest
    figures: tuple[Figures, ...]

    @property
    def rows(self) -> pd.DataFrame:
        """Every tested case with its scores (see `Backtest`)."""
        return self.test.rows

    def table(self) -> pd.DataFrame:
        """One row per order over all judged blocks, as text."""
        return pd.DataFrame([_shown(row) for row in self.figures if row.block == ALL], columns=list(HEADINGS))

    def __str__(self) -> str:
        judged = [block for block in self.test.blocks if block.judged]
        rows = self.test.rows[self.test.rows["judged"]]
        return "\n".join(
            [
                *(f"LEAK ALARM: {said}" for said in dict.fromkeys(alarm.sentence for alarm in self.test.alarms)),
                f"{len(rows):,} cases tested forward ({rows['outcome'].mean():.1%} confirmed), from {judged[0].first} "
                f"to {judged[-1].last}, {len(self.test.columns)} columns, {self.test.seconds:.0f} s.",
                *_left_out(self.test),
                "",
                self.table().to_string(index=False),
                TIES,
                "",
                "Average precision by stretch of time:",
                self.by_block().to_string(index=False),
                "",
                *_choices(self.test),
            ]
        )

    def by_block(self) -> pd.DataFrame:
        """Average precision, one row per judged block, one column per order."""
        rows = [row for row in self.figures if row.block != ALL]
        found = {block: [row for row in rows if row.block == block] for block in dict.fromkeys(r.block for r in rows)}
        table = pd.DataFrame(
            [{"from": block, "cases": part[0].cases, "confirmed": part[0].confirmed,
              **{name(row.scorer): row.average_precision for row in part}} for block, part in found.items()]
        )  # fmt: skip
        # Within one stretch an order is not helped or hurt by how stretches differ from each other.
        mean = {"from": "mean", "cases": "", "confirmed": "", **table.iloc[:, 3:].mean()}
        return pd.concat([table.astype(object), pd.DataFrame([mean])]).map(
            lambda cell: f"{cell:.3f}" if isinstance(cell, float) else cell
        )

    def answer(self) -> dict[str, object]:
        """The same for a program."""
        return {
            "alarms": self.test.alarms,
            "columns": self.test.columns,
            "left_out": self.test.left_out,
            "unlabelled": self.test.unlabelled,
            "blocks": [
                {"from": block.first, "to": block.last, "trained_on": len(block.train), "tested": len(block.test),
                 "dropped": block.dropped, "judged": block.judged, "scored_by": _scored_by(self.test, number)}
                for number, block in enumerate(self.test.blocks)
            ],
            "figures": self.figures,
        }  # fmt: skip


def name(scorer: str) -> str:
    """How an order is called in a table; a yardstick of the table's own is its column."""
    return NAMES.get(scorer, scorer.removeprefix("by "))


def _left_out(test: Backtest) -> list[str]:
    said = [f"Column {column} is not used: {reason}." for column, reason in test.left_out.items()]
    if test.unlabelled:
        said.append(f"{test.unlabelled:,} rows without a label are left out.")
    dropped = sum(block.dropped for block in test.blocks)
    if dropped:
        said.append(f"{dropped:,} training rows of a tested group were left out, all stretches together.")
    return said


def _choices(test: Backtest) -> list[str]:
    return [
        f"{'' if block.judged else '(choosing) '}{block.first} to {block.last}: {len(block.train):,} rows before, "
        f"{len(block.test):,} tested, by {_scored_by(test, number)}"
        for number, block in enumerate(test.blocks)
    ]


def _scored_by(test: Backtest, number: int) -> str:
    chosen = test.chosen[number]
    if chosen.model is not None:
        return f"{MODELS[chosen.model]} alone, calibration {chosen.calibration.way}"
    weights = ", ".join(f"{weight:.2f} {model}" for weight, model in zip(chosen.stack.weights, MODELS, strict=True))
    return f"stack ({weights}), calibration {chosen.calibration.way}"


def _shown(row: Figures) -> Sequence[str]:
    lead = "" if row.scorer == MODEL else f"{row.against_model:+.3f} {_between(row.against_model_interval, '+.3f')}"
    return (
        name(row.scorer), _number(row.average_precision), _between(row.average_precision_interval), lead,
        _number(row.top_tenth), _between(row.top_tenth_interval), _number(row.precision_capacity),
        _number(row.recall_capacity), _number(row.recall_half), _number(row.auc), _number(row.brier),
        _number(row.calibration_error),
    )  # fmt: skip


def _between(interval: Interval, form: str = ".3f") -> str:
    if math.isnan(interval.low):
        return ""
    return f"{interval.low:{form}}{' to ' if '+' in form else '-'}{interval.high:{form}}"


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.3f}"
