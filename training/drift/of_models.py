"""What has moved, seen from a training run and from a model that serves."""

import numpy as np
import pandas as pd

from records.home import Home
from training.bundle import Bundle
from training.drift import measuring, reference
from training.drift.kept import BatchDrift, Drift, Reference
from training.evaluation import comparison
from training.evaluation.walking import Cases, Forward
from training.folder.card import MODEL
from training.home import pointers


def since_champion(home: Home, cases: Cases, forward: Forward, now: Reference, features: pd.DataFrame) -> Drift:
    """Since the champion was trained, or without one since the newest tested batch went out; batches as walked."""
    choices = measuring.default()
    version = pointers.read(home, "CHAMPION")
    then = reference.read(home.models / version) if version else None
    tested = _dated(cases, forward.rows, forward.rows[MODEL].to_numpy(np.float64))
    return measuring.measure(
        then or _newest(cases, forward), now, features, measuring.batches(tested, choices), choices
    )


def batches_of(model: Bundle, home: Home, cases: Cases) -> tuple[BatchDrift, ...]:
    """Returned batches beside what this model says of cases it was not trained on. Raises ColumnsDiffer."""
    position = np.flatnonzero(cases.visible)
    rows = pd.DataFrame({"position": position, "outcome": cases.labels.confirmed.to_numpy()[position]})
    rows["batch"] = cases.labels.cases["batch"].to_numpy()[position]
    found = comparison.out_of_time(model, home, cases, rows)
    return measuring.batches(_dated(cases, rows, found.scores).dropna(subset="probability"), measuring.default())


def _dated(cases: Cases, rows: pd.DataFrame, scores: comparison.Vector) -> pd.DataFrame:
    day = cases.labels.cases["dispatched"].iloc[rows["position"].to_numpy()].to_numpy()
    return rows[["batch", "outcome"]].assign(dispatched=day, probability=scores)


def _newest(cases: Cases, forward: Forward) -> Reference:
    table = cases.tables[str(forward.rows["batch"].iloc[-1])]
    return reference.of(table.day, table.features, table.standing["programme"], len(table.features))
