"""What a model folder says about itself, in JSON: on what it was trained, how it was judged, how it scores."""

import math
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from records.frozen import Frozen
from training.drift.kept import Drift
from training.errors import DamagedBundle
from training.estimators.calibration import Calibration
from training.estimators.levels import Levels
from training.estimators.score_intervals import ScoreIntervals
from training.evaluation.differences import Comparison, Difference
from training.fairness.groups_compared import Group
from training.folder.pictured_kept import Pictured
from training.kept_values import Measured

FORMAT = 1
MODEL, ALL = "model", "all"  # the model itself among the orders of visits; all tested batches together
FILE = "card.json"


class Measures(Frozen):
    """One row of the yardstick table: how one order of visits did on one batch, or on all (`batch` is "all")."""

    scorer: str
    batch: str
    cases: int
    confirmed: int
    average_precision: Measured
    average_precision_low: Measured
    average_precision_high: Measured
    auc: Measured
    precision_tenth: Measured
    precision_tenth_low: Measured
    precision_tenth_high: Measured
    precision_capacity: Measured
    recall_capacity: Measured
    lift_capacity: Measured
    yuan_capacity: Measured
    brier: Measured  # null for an order that is no probability
    calibration_error: Measured
    calibration_chance: Measured = math.nan  # perfect probabilities would stay below, 95 times of 100


class Verdict(Frozen):
    """What the gate said."""

    passed: bool
    reasons: tuple[str, ...]
    remarks: tuple[str, ...] = ()  # what was let pass, and why
    reasons_zh: tuple[str, ...] = ()  # the same sentences in Chinese; empty in cards of earlier releases
    remarks_zh: tuple[str, ...] = ()


class Card(Frozen):
    """Everything beside the fitted files that a bundle needs to score and to be trusted."""

    format: int = FORMAT
    as_of: date  # nothing known later was used
    snapshot: str  # digest
    labels_digest: str
    labels: int
    confirmed: int
    catalogue_version: str
    family_version: str
    settings_digest: str
    columns: tuple[str, ...]  # feature columns, in order
    forest_columns: tuple[str, ...]
    boosters: int
    calibration: Calibration
    unflagged_shift: float  # added to the log-odds of awards no rule hit
    quantiles: tuple[float, ...]  # of the probability over all awards on the training day
    levels: Levels
    capacity: float
    evaluation: tuple[Measures, ...]
    skipped: tuple[str, ...]  # batches not tested on, with the reason
    verdict: Verdict
    # What cards of earlier releases lack:
    against: tuple[Difference, ...] = ()  # the model beside each yardstick, on the same draws
    comparison: Comparison | None = None  # with the champion of that day; null: there was none
    groups: tuple[Group, ...] = ()
    drift: Drift | None = None
    pictured: Pictured | None = None
    intervals: ScoreIntervals | None = None  # how sure a probability is; null: too few cases were tested

    @property
    def training_digest(self) -> str:
        """Names what was trained on: snapshot and outcomes."""
        return f"{self.snapshot[:12]}-{self.labels_digest[:12]}"

    def of(self, scorer: str, batch: str = ALL) -> Measures:
        """The row of the yardstick table."""
        return next(row for row in self.evaluation if row.scorer == scorer and row.batch == batch)

    def write(self, folder: Path) -> None:
        """Write card.json."""
        (folder / FILE).write_text(self.model_dump_json(indent=1), encoding="utf-8")


def read(folder: Path) -> Card:
    """Read card.json of a folder whose manifest was checked; raises DamagedBundle where another version wrote it."""
    try:
        found = Card.model_validate_json((folder / FILE).read_text(encoding="utf-8"))
    except ValidationError as error:
        raise DamagedBundle(
            f"The model folder {folder} was written by another version of mingcha; run `mingcha train` again."
        ) from error
    if found.format != FORMAT:
        raise DamagedBundle(f"The model folder {folder} has format {found.format}, not {FORMAT}; train again.")
    return found
