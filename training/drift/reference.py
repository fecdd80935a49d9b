"""How awards look on a day: kept with a model, so that later days can be compared with it."""

from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from features import by_rule
from training.drift.kept import Reference, Spread

FILE = "reference.json"
FLAGGED = "rules_hit"  # the feature column that says how many rules hit
TENTHS = np.linspace(0.1, 0.9, 9)
Vector = npt.NDArray[np.float64]


def of(day: date, features: pd.DataFrame, programmes: "pd.Series[str]", awards: int) -> Reference:
    """The reference of a table; `programmes` has the same index, `awards` says how many awards the table stands for.

    The table holds all of these awards, or at least those that a rule hit.
    """
    flagged = features[features[FLAGGED] > 0]
    bands = [
        str(name) for name in features.columns if str(name).startswith(by_rule.BAND) and features[name].notna().any()
    ]
    hit = features[bands] > 0
    return Reference(
        day=day,
        awards=awards,
        flagged=len(flagged),
        spreads={str(name): _spread(flagged[name].to_numpy(np.float64)) for name in features.columns},
        hits={str(name): int(count) for name, count in hit.sum().items()},
        programmes={
            str(code): {str(name): int(count) for name, count in row.items() if count}
            for code, row in hit.groupby(programmes).sum().iterrows()
        },
    )


def shares(values: Vector, edges: tuple[float, ...]) -> Vector:
    """The share of the values between the edges (the upper one belongs to the class below it), then of unknown ones."""
    known = values[~np.isnan(values)]
    counts = np.bincount(np.searchsorted(edges, known, side="left"), minlength=len(edges) + 1)
    return np.append(counts, len(values) - len(known)) / max(len(values), 1)


def write(folder: Path, reference: Reference) -> None:
    """Into a model's folder."""
    (folder / FILE).write_text(reference.model_dump_json(), encoding="utf-8")


def read(folder: Path) -> Reference | None:
    """Of a model's folder; None where an earlier release made it."""
    file = folder / FILE
    return Reference.model_validate_json(file.read_text(encoding="utf-8")) if file.exists() else None


def _spread(values: Vector) -> Spread:
    known = values[~np.isnan(values)]
    edges = tuple(np.unique(np.quantile(known, TENTHS)).tolist()) if len(known) else ()
    return Spread(edges=edges, shares=tuple(shares(values, edges).tolist()))
