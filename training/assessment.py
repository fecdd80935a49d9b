"""Everything a training run finds out about a model before the gate decides: forward, and beside the champion."""

from dataclasses import dataclass

from records.home import Home
from training import comparison, gate, scorecard
from training.card import Measures, Verdict
from training.differences import Comparison, Difference
from training.evaluation import Cases, Forward
from training.gate import Evidence
from training.settings import Settings


@dataclass(frozen=True)
class Assessment:
    """What was measured, and the verdict."""

    evaluation: tuple[Measures, ...]
    against: tuple[Difference, ...]
    comparison: Comparison | None
    verdict: Verdict


def assess(home: Home, cases: Cases, forward: Forward, chosen: Settings) -> Assessment:
    """Measure the walk forward and let the gate judge it."""
    draws = scorecard.draw(forward, chosen)
    evidence = Evidence(
        evaluation=scorecard.measure(forward, draws, chosen),
        against=scorecard.against_yardsticks(forward, draws, chosen),
        comparison=comparison.with_champion(home, cases, forward.rows, chosen),
    )
    verdict = gate.judge(evidence, chosen.gate)
    return Assessment(evidence.evaluation, evidence.against, evidence.comparison, verdict)
