"""What a training run tells the analyst."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from training import yardsticks
from training.card import Measures, Verdict
from training.evaluation import MODEL
from training.scorecard import ALL

HEADINGS = {
    "cases": "cases",
    "average_precision": "AP",
    "interval": "90 % interval",
    "auc": "AUC",
    "precision_tenth": "top tenth",
    "precision_capacity": "precision",
    "recall_capacity": "recall",
    "lift_capacity": "lift",
    "yuan_capacity": "yuan",
    "brier": "Brier",
    "calibration_error": "calib. error",
}
TIES = "Among equal scores cleared cases count first, so an order with many ties (hits) may stand below random."


@dataclass(frozen=True)
class LeftOut:
    """Verified cases that could not be used, by reason."""

    invisible: int  # the award had no payout known on the day its batch went out
    tied: int  # rows kept out of training because a case of the same household or account is tested on, all folds


@dataclass(frozen=True)
class TrainingReport:
    """The result of `train`: which model, how it did against the yardsticks, and whether it serves."""

    version: str
    as_of: date
    labels: int
    confirmed: int
    left_out: LeftOut
    columns: int
    evaluation: tuple[Measures, ...]
    skipped: tuple[str, ...]
    calibration: str
    verdict: Verdict
    promoted: bool
    run_id: str | None
    seconds: float

    def table(self, batch: str = ALL) -> pd.DataFrame:
        """The yardstick table of one batch, or of all; one row per scorer."""
        return table([row for row in self.evaluation if row.batch == batch])

    def __str__(self) -> str:
        batches = list(dict.fromkeys(row.batch for row in self.evaluation if row.batch != ALL))
        lines = [
            f"Model {self.version}: {self.labels} verified cases ({self.confirmed} confirmed) known by {self.as_of}, "
            f"{self.columns} columns, calibration {self.calibration}, {self.seconds:.0f} s.",
            f"Left out: {self.left_out.invisible} cases without a payout known on their batch's day; "
            f"{self.left_out.tied} training rows tied to a tested case by household or account.",
            "",
            f"Forward, all {len(batches)} tested batches (precision, recall, lift, yuan at the usual capacity):",
            self.table().to_string(index=False),
            TIES,
            "",
            "Average precision by batch:",
            by_batch(self.evaluation).to_string(index=False),
            *(f"Not tested on: {line}." for line in self.skipped),
            "",
            *(f"The gate let pass: {remark}." for remark in self.verdict.remarks),
            self._verdict(),
        ]
        return "\n".join(lines)

    def _verdict(self) -> str:
        if self.promoted:
            return "The gate passed; the model is champion now."
        if self.verdict.passed:
            return f"The gate passed; make it champion with `mingcha models promote {self.version}`."
        return f"It stays challenger: {'; '.join(self.verdict.reasons)}."


def table(rows: Sequence[Measures]) -> pd.DataFrame:
    """The yardstick table as text, one row per scorer."""
    frame = pd.DataFrame([_shown(row) for row in rows])
    return frame[["scorer", *HEADINGS]].rename(columns={"scorer": "order by", **HEADINGS})


def by_batch(rows: Sequence[Measures]) -> pd.DataFrame:
    """Average precision, one row per tested batch, one column per scorer."""
    frame = pd.DataFrame(
        {"batch": row.batch, "cases": row.cases, "confirmed": row.confirmed, "by": row.scorer,
         "ap": _number(row.average_precision, 3)}
        for row in rows if row.batch != ALL
    )  # fmt: skip
    order = [MODEL, *yardsticks.NAMES]
    return frame.pivot_table(
        index=["batch", "cases", "confirmed"], columns="by", values="ap", aggfunc="first", sort=False
    )[order].reset_index().rename_axis(columns=None)  # fmt: skip


def _shown(row: Measures) -> dict[str, str]:
    name = "model" if row.scorer == MODEL else yardsticks.NAMES[row.scorer][1]  # type: ignore[index]
    low, high = row.average_precision_low, row.average_precision_high
    interval = "" if math.isnan(low) else f"{low:.3f}-{high:.3f}"
    places = {"yuan_capacity": 0, "lift_capacity": 2}
    plain = [key for key in HEADINGS if key not in ("interval", "cases")]
    numbers = {key: _number(getattr(row, key), places.get(key, 3)) for key in plain}
    return {"scorer": name, "cases": str(row.cases), "interval": interval, **numbers}


def _number(value: float, places: int) -> str:
    return "" if math.isnan(value) else f"{value:,.{places}f}"
