"""Everything a training run finds out about a model before the gate decides: forward, and beside the champion."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from records.home import Home
from training import gate
from training.drift import of_models
from training.drift.kept import Drift, Reference
from training.evaluation import comparison, leaks, scorecard
from training.evaluation.differences import Comparison, Difference
from training.evaluation.walking import Cases, Forward
from training.fairness import burdens, group_measures
from training.fairness.group_measures import Population
from training.fairness.groups_compared import Group
from training.folder.card import Measures, Verdict
from training.gate import Evidence
from training.kept_values import Said
from training.settings import Settings


@dataclass(frozen=True)
class Assessment:
    """What was measured, and the verdict."""

    evaluation: tuple[Measures, ...]
    against: tuple[Difference, ...]
    comparison: Comparison | None
    groups: tuple[Group, ...]
    drift: Drift | None
    verdict: Verdict


@dataclass(frozen=True)
class Today:
    """How things stand on the day of the training: beneficiaries, and all awards (or a large sample) as they look."""

    population: Population
    reference: Reference
    features: pd.DataFrame


def assess(home: Home, cases: Cases, forward: Forward, chosen: Settings, today: Today | None = None) -> Assessment:
    """Measure the walk forward and let the gate judge it; groups and drift only where it is known how things stand."""
    redrawn = scorecard.redraw(forward, chosen)
    measured = scorecard.measure(forward, redrawn, chosen)
    limits = burdens.default()
    groups: tuple[Group, ...] = ()
    moved: Drift | None = None
    if today is not None:
        groups = group_measures.by_group(cases, forward.rows, today.population, redrawn.draws, chosen.capacity, limits)
        moved = of_models.since_champion(home, cases, forward, today.reference, today.features)
    alarms = burdens.alarms(groups)
    evidence = Evidence(
        evaluation=measured,
        against=scorecard.against_yardsticks(measured, redrawn),
        comparison=comparison.with_champion(home, cases, forward.rows, chosen),
        alarms=(*_leaks(cases), *alarms.against),
        remarks=alarms.beside,
    )
    verdict = gate.judge(evidence, chosen.gate)
    return Assessment(evidence.evaluation, evidence.against, evidence.comparison, groups, moved, verdict)


def _leaks(cases: Cases) -> tuple[Said, ...]:
    outcomes = np.asarray(cases.labels.confirmed, dtype=np.float64)[cases.visible]
    return tuple(
        Said(zh=f"特征 {one.column} 像是核查之后才写入的，查清它何时填写", en=f"leak alarm: {one.sentence.rstrip('.')}")
        for one in leaks.alarms(cases.features[cases.visible], outcomes)
    )
