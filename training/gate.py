"""The gate: a model is promoted only when it beat every yardstick forward and its probabilities can be believed."""

from collections.abc import Iterable

from training import yardsticks
from training.card import Measures, Verdict
from training.evaluation import MODEL
from training.scorecard import ALL
from training.settings import GateChoices


def judge(evaluation: Iterable[Measures], choices: GateChoices) -> Verdict:
    """Judge the rows of the yardstick table that cover all batches; every failure is a reason of its own."""
    pooled = {row.scorer: row for row in evaluation if row.batch == ALL}
    model = pooled[MODEL]
    reasons = [
        f"average precision {model.average_precision:.3f} does not beat {yardsticks.NAMES[name][1]} "
        f"({pooled[name].average_precision:.3f})"
        for name in yardsticks.NAMES
        if not model.average_precision > pooled[name].average_precision  # NaN never beats anything
    ]
    if not model.calibration_error <= choices.calibration_error:
        reasons.append(f"calibration error {model.calibration_error:.3f} is above {choices.calibration_error:.2f}")
    return Verdict(passed=not reasons, reasons=tuple(reasons))
