"""What each feature family and each rule is worth: the whole model beside the same without it, on the same cases."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.backtest.config import Ablation
from rules.catalogue import Catalogue
from training.cases import hidden
from training.evaluation import differences
from training.evaluation.differences import Difference
from training.evaluation.intervals import Draws
from training.evaluation.walking import Forward
from training.folder.card import MODEL
from training.settings import Settings


@dataclass(frozen=True)
class Part:
    """One family or rule that can be taken away."""

    name: str
    columns: tuple[str, ...]
    rules: tuple[str, ...] = ()


def parts(asked: Ablation, catalogue: Catalogue) -> tuple[Part, ...]:
    """The parts asked for: `true` is all of a kind. Raises UnknownPart."""
    families = hidden.families(catalogue) if asked.families is True else asked.families or ()
    rules = tuple(rule.id for rule in catalogue.rules) if asked.rules is True else asked.rules or ()
    return (
        *(Part(f"family {name}", hidden.of_family(catalogue, name)) for name in families),
        *(Part(f"rule {name}", hidden.of_rule(catalogue, name), (name,)) for name in rules),
    )


def compare(whole: Forward, without: Mapping[str, Forward], draws: Draws, settings: Settings) -> tuple[Difference, ...]:
    """Average precision of the whole model less that without a part, paired; what is worth most stands first."""
    scores = {name: forward.rows[MODEL].to_numpy(np.float64) for name, forward in without.items()}
    ours = whole.rows[MODEL].to_numpy(np.float64)
    found = differences.paired(whole.rows, draws, ours, scores, differences.PRECISION, settings)
    return tuple(sorted(found, key=lambda difference: -difference.by))


def table(found: tuple[Difference, ...]) -> pd.DataFrame:
    """One row per part; a lead whose interval holds 0 is within chance."""
    rows = [
        (one.against, f"{one.theirs:.4f}", f"{one.by:+.4f}", f"{one.low:+.4f} to {one.high:+.4f}",
         "pays" if one.better else "costs" if one.worse else "within chance")
        for one in found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["without", "AP", "worth", "90 % interval", "verdict"])
