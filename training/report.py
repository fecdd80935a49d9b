"""What a training run tells the analyst."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from training.assessment import Assessment
from training.drift.kept import Drift
from training.evaluation import yardsticks
from training.evaluation.differences import PRECISION, YUAN, Comparison
from training.folder.card import ALL, MODEL, Measures, Verdict

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
WORDS = {PRECISION: "average precision", YUAN: "yuan found at capacity"}
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
    assessment: Assessment
    skipped: tuple[str, ...]
    calibration: str
    promoted: bool
    run_id: str | None
    seconds: float

    @property
    def evaluation(self) -> tuple[Measures, ...]:
        """The rows of the yardstick table."""
        return self.assessment.evaluation

    @property
    def verdict(self) -> Verdict:
        """What the gate said."""
        return self.assessment.verdict

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
            *beside_champion(self.assessment.comparison),
            *moved(self.assessment.drift),
            *(f"The gate let pass: {remark}." for remark in self.verdict.remarks),
            self._verdict(),
        ]
        return "\n".join(lines)

    def _verdict(self) -> str:
        if self.promoted:
            return "The gate passed; the model is champion now."
        if self.verdict.passed:
            return f"The gate passed; make it champion with `mingcha models promote {self.version}`."
        return (
            f"It stays challenger: {'; '.join(self.verdict.reasons)}. To put it into use all the same, say why: "
            f'`mingcha models promote {self.version} --override "…"`.'
        )


def beside_champion(found: Comparison | None) -> list[str]:
    """How the model stands beside the champion, a line for each measure; nothing where none serves."""
    if found is None or found.problem:
        return []
    said = [
        f"Beside the champion {found.champion}, on {found.cases} cases new to both ({found.confirmed} confirmed; "
        f"{found.kept} by its own walk forward, {found.served} by itself, {found.left_out} left out):"
    ]
    for one in found.differences:
        places = ",.3f" if one.measure == PRECISION else ",.0f"
        said.append(
            f"  {WORDS[one.measure]}: {one.ours:{places}} against {one.theirs:{places}}, a difference of "
            f"{one.by:+{places}} (90 % interval {one.low:+{places}} to {one.high:+{places}})."
        )
    return said


def moved(found: Drift | None) -> list[str]:
    """What has moved since the champion was trained, and what to do."""
    if found is None or not found.alarms:
        return []
    return [f"Moved between {found.since} and {found.until}:", *(f"  {said.en}." for said in found.alarms)]


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
