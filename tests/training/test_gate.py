import math

from training import gate, yardsticks
from training.card import Measures
from training.settings import GateChoices

CHOICES = GateChoices(calibration_error=0.06)


def row(scorer: str, precision: float, error: float = math.nan, batch: str = "all") -> Measures:
    rest = {name: math.nan for name in Measures.model_fields if name not in ("scorer", "batch", "cases", "confirmed")}
    return Measures.model_validate(
        rest | {"scorer": scorer, "batch": batch, "cases": 100, "confirmed": 20,
                "average_precision": precision, "calibration_error": error}
    )  # fmt: skip


def evaluation(model: float, error: float = 0.03, **others: float) -> list[Measures]:
    return [row("model", model, error), *(row(name, others.get(name, 0.2)) for name in yardsticks.NAMES)]


def test_a_model_better_than_every_yardstick_and_well_calibrated_passes() -> None:
    verdict = gate.judge(evaluation(0.4), CHOICES)
    assert verdict.passed
    assert verdict.reasons == ()


def test_a_model_that_one_yardstick_equals_stays_challenger_with_the_reason() -> None:
    verdict = gate.judge(evaluation(0.4, rule_rate=0.4), CHOICES)
    assert not verdict.passed
    assert "smoothed rate of rule x programme x township (0.400)" in verdict.reasons[0]


def test_badly_calibrated_probabilities_are_a_reason_of_their_own() -> None:
    verdict = gate.judge(evaluation(0.1, error=0.09), CHOICES)
    assert len(verdict.reasons) == len(yardsticks.NAMES) + 1
    assert "calibration error 0.090 is above 0.06" in verdict.reasons[-1]


def test_a_calibration_error_that_chance_alone_gives_on_so_few_cases_is_let_pass_and_said() -> None:
    rows = evaluation(0.4, error=0.07)
    few = [rows[0].model_copy(update={"calibration_chance": 0.08}), *rows[1:]]
    many = [rows[0].model_copy(update={"calibration_chance": 0.03}), *rows[1:]]
    assert gate.judge(few, CHOICES).passed
    assert "chance alone gives up to 0.080" in gate.judge(few, CHOICES).remarks[0]
    assert not gate.judge(many, CHOICES).passed


def test_what_could_not_be_measured_never_passes() -> None:
    assert not gate.judge(evaluation(math.nan), CHOICES).passed
    assert not gate.judge(evaluation(0.4, error=math.nan), CHOICES).passed


def test_single_batches_do_not_decide() -> None:
    assert gate.judge([*evaluation(0.4), row("rule_rate", 0.9, batch="8")], CHOICES).passed
