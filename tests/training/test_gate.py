import math

from training import gate
from training.evaluation import yardsticks
from training.evaluation.differences import PRECISION, YUAN, Comparison, Difference
from training.folder.card import Measures
from training.gate import Evidence
from training.kept_values import Said
from training.settings import GateChoices

CHOICES = GateChoices(calibration_error=0.05)


def model(error: float = 0.03, chance: float = math.nan, precision: float = 0.4) -> Measures:
    blank = dict.fromkeys(Measures.model_fields, math.nan)
    return Measures.model_validate(
        blank | {"scorer": "model", "batch": "all", "cases": 100, "confirmed": 20, "average_precision": precision,
                 "calibration_error": error, "calibration_chance": chance}
    )  # fmt: skip


def over(name: str, theirs: float = 0.2, ours: float = 0.4, noise: float = 0.05, what: str = PRECISION) -> Difference:
    by = ours - theirs
    return Difference(against=name, measure=what, ours=ours, theirs=theirs, low=by - noise, high=by + noise)


def evidence(row: Measures | None = None, comparison: Comparison | None = None, **others: Difference) -> Evidence:
    against = tuple(others.get(name, over(name)) for name in yardsticks.NAMES)
    return Evidence((row or model(),), against, comparison)


def beside(*differences: Difference, problem: str = "") -> Comparison:
    return Comparison(
        champion="v1", cases=300, confirmed=60, kept=300, served=0, left_out=0, differences=differences,
        problem=problem, problem_zh=problem,
    )  # fmt: skip


def test_a_model_better_than_every_yardstick_and_well_calibrated_passes() -> None:
    verdict = gate.judge(evidence(), CHOICES)
    assert verdict.passed
    assert verdict.reasons == ()


def test_a_model_that_one_yardstick_equals_stays_challenger_with_the_reason() -> None:
    verdict = gate.judge(evidence(rule_rate=over("rule_rate", 0.4)), CHOICES)
    assert not verdict.passed
    assert "smoothed rate of rule x programme x township (0.400)" in verdict.reasons[0]
    assert "规则×项目×乡镇平滑属实率" in verdict.reasons_zh[0]


def test_a_lead_over_a_yardstick_that_chance_alone_gives_is_no_lead() -> None:
    verdict = gate.judge(evidence(amount=over("amount", 0.38, noise=0.05)), CHOICES)
    assert not verdict.passed
    assert "by no more than chance" in verdict.reasons[0]


def test_badly_calibrated_probabilities_are_a_reason_of_their_own() -> None:
    verdict = gate.judge(evidence(model(error=0.09), amount=over("amount", 0.5)), CHOICES)
    assert len(verdict.reasons) == 2
    assert "calibration error 0.090 is above 0.05" in verdict.reasons[-1]


def test_a_calibration_error_that_chance_alone_gives_on_so_few_cases_is_let_pass_and_said() -> None:
    few, many = evidence(model(error=0.07, chance=0.08)), evidence(model(error=0.07, chance=0.03))
    assert gate.judge(few, CHOICES).passed
    assert "chance alone gives up to 0.080" in gate.judge(few, CHOICES).remarks[0]
    assert not gate.judge(many, CHOICES).passed


def test_what_could_not_be_measured_never_passes() -> None:
    assert not gate.judge(evidence(amount=over("amount", math.nan)), CHOICES).passed
    assert not gate.judge(evidence(model(error=math.nan)), CHOICES).passed
    assert not gate.judge(evidence(comparison=beside(over("v1", math.nan))), CHOICES).passed


def test_a_model_worse_than_the_champion_beyond_chance_stays_challenger_in_precision_and_in_yuan() -> None:
    worse = beside(over("v1", 0.5), over("v1", 2000.0, 1000.0, 300.0, YUAN))
    verdict = gate.judge(evidence(comparison=worse), CHOICES)
    assert len(verdict.reasons) == 2
    assert "on the same 300 cases average precision 0.400 is below the champion's 0.500" in verdict.reasons[0]
    assert "yuan found at capacity 1,000" in verdict.reasons[1]


def test_a_lag_behind_the_champion_within_chance_is_let_pass_and_said() -> None:
    verdict = gate.judge(evidence(comparison=beside(over("v1", 0.42))), CHOICES)
    assert verdict.passed
    assert "within chance" in verdict.remarks[0]


def test_a_model_that_cannot_be_compared_with_the_champion_stays_challenger() -> None:
    verdict = gate.judge(evidence(comparison=beside(problem="no case is new to both")), CHOICES)
    assert verdict.reasons == ("it cannot be compared with the champion v1: no case is new to both",)


def test_every_alarm_is_a_reason() -> None:
    alarmed = Evidence((model(),), evidence().against, None, (Said(zh="泄漏", en="a leak"),))
    assert gate.judge(alarmed, CHOICES).reasons == ("a leak",)
