import math
from datetime import date

from training.assessment import Assessment
from training.evaluation import yardsticks
from training.folder.card import Measures, Verdict
from training.report import LeftOut, TrainingReport


def row(scorer: str, batch: str) -> Measures:
    blank = dict.fromkeys(Measures.model_fields, math.nan)
    said = {"scorer": scorer, "batch": batch, "cases": 90, "confirmed": 20, "average_precision": 0.4}
    return Measures.model_validate(blank | said)


def report(verdict: Verdict, promoted: bool) -> TrainingReport:
    evaluation = tuple(row(scorer, batch) for batch in ("2", "all") for scorer in ("model", *yardsticks.NAMES))
    found = Assessment(evaluation, (), None, (), None, verdict)
    return TrainingReport(
        "20250101-abcdef01", date(2025, 1, 1), 200, 50, LeftOut(1, 2), 120, found, (), "sigmoid", promoted, None, 12.0
    )


def test_what_the_gate_let_pass_is_said_even_when_the_model_serves() -> None:
    remark = "calibration error 0.070 is above 0.06, but on 90 cases chance alone gives up to 0.080"
    said = str(report(Verdict(passed=True, reasons=(), remarks=(remark,)), promoted=True))
    assert f"The gate let pass: {remark}." in said.splitlines()
    assert said.endswith("the model is champion now.")


def test_every_reason_for_staying_challenger_is_said() -> None:
    said = str(report(Verdict(passed=False, reasons=("this", "that")), promoted=False))
    assert "It stays challenger: this; that." in said
    assert "--override" in said


def test_the_table_says_how_equal_scores_count() -> None:
    assert "cleared cases count first" in str(report(Verdict(passed=True, reasons=()), promoted=False))
