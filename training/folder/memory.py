"""What a model folder remembers beside what it needs to score: for the next challenger, and to see what has moved."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from training.drift import reference
from training.drift.kept import Reference
from training.folder import forward_scores


@dataclass(frozen=True)
class Memory:
    """`tested`: what the walk forward said of each tested case; `reference`: how awards looked on the day."""

    tested: pd.DataFrame
    reference: Reference

    def write(self, folder: Path) -> None:
        """Into the model's folder, before its manifest."""
        self.tested.to_parquet(folder / forward_scores.FILE, index=False)
        reference.write(folder, self.reference)
