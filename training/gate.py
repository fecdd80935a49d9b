"""The gate: a model is promoted only when it beat every yardstick forward and its probabilities can be believed.

It never acts on a calibration error smaller than what chance alone gives on as few cases; it says so instead.
"""

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
    error, chance = model.calibration_error, model.calibration_chance
    remarks = []
    if not error <= choices.calibration_error:
        said = f"calibration error {error:.3f} is above {choices.calibration_error:.2f}"
        if error <= chance:
            remarks.append(f"{said}, but on {model.cases} cases chance alone gives up to {chance:.3f}")
        else:
            reasons.append(said)
    return Verdict(passed=not reasons, reasons=tuple(reasons), remarks=tuple(remarks))
