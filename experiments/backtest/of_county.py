"""A backtest of a home's verified cases, as its YAML describes it: training's own walk forward, no model kept."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from experiments.backtest import ablation
from experiments.backtest.config import BadConfig, Batches, County
from records.home import Home
from records.progress import Progress, silent
from training import known
from training import report as training_report
from training.cases import hidden
from training.cases.labels import Labels
from training.cases.splits import Walk
from training.errors import InsufficientOutcomes
from training.evaluation import scorecard, walking
from training.evaluation.differences import Difference
from training.evaluation.walking import Cases, Forward
from training.folder.card import ALL, Measures
from training.known import Known
from training.settings import Settings


@dataclass(frozen=True)
class CountyReport:
    """What a backtest of a county found; `ablation`: the whole model beside the same without one part."""

    snapshot: str
    labels: str
    cases: int
    skipped: tuple[str, ...]
    measures: tuple[Measures, ...]
    ablation: tuple[Difference, ...]
    rows: pd.DataFrame

    def __str__(self) -> str:
        pooled = [row for row in self.measures if row.batch == ALL]
        return "\n".join(
            [
                f"Snapshot {self.snapshot[:12]}, outcomes {self.labels[:12]}: "
                f"{len(self.rows):,} of {self.cases:,} cases tested forward.",
                *(f"Not tested on: {line}." for line in self.skipped),
                "",
                training_report.table(pooled).to_string(index=False),
                training_report.TIES,
                "",
                training_report.by_batch(self.measures).to_string(index=False),
                *(["", ablation.table(self.ablation).to_string(index=False)] if self.ablation else []),
            ]
        )

    def answer(self) -> dict[str, object]:
        """The same for a program."""
        return {"snapshot": self.snapshot, "labels": self.labels, "cases": self.cases, "skipped": self.skipped,
                "figures": self.measures, "ablation": self.ablation}  # fmt: skip


def run(
    county: County, settings: Settings, home: Home, progress: Progress = silent, database_url: str | None = None
) -> CountyReport:
    """Test forward on the batches asked for, and again without each part that is to be taken away.

    Raises BadConfig on another snapshot than the one named, UnknownPart on a family or rule that is not there,
    InsufficientOutcomes where no batch can be tested, NoSnapshot before an import.
    """
    start = known.read(home, database_url)
    digest = start.source.snapshot.digest
    if county.snapshot is not None and not digest.startswith(county.snapshot):
        raise BadConfig(
            f"The backtest is of snapshot {county.snapshot}, and the home holds {digest[:12]}; "
            "name that one in the YAML, or use the home the figures came from."
        )
    start = replace(start, labels=_of(start.labels, county.batches))
    catalogue = start.source.catalogue
    hide = [name for family in county.leave_out.families for name in hidden.of_family(catalogue, family)]
    hide += [name for rule in county.leave_out.rules for name in hidden.of_rule(catalogue, rule)]
    cases = hidden.hide(start.cases(settings, progress), hide, county.leave_out.rules)
    walk = start.walk(cases, settings)
    if not walk.folds:
        raise InsufficientOutcomes("None of these batches leaves enough before it to test on; take in earlier ones.")
    whole = _forward(start, cases, walk, settings, progress)
    redrawn = scorecard.redraw(whole, settings)
    without = {
        part.name: _forward(start, hidden.hide(cases, part.columns, part.rules), walk, settings, progress)
        for part in ablation.parts(county.ablation, catalogue)
    }
    return CountyReport(
        digest, start.labels.digest, len(cases.labels), tuple(map(str, walk.skipped)),
        scorecard.measure(whole, redrawn, settings),
        ablation.compare(whole, without, redrawn.draws, settings), whole.rows,
    )  # fmt: skip


def _forward(start: Known, cases: Cases, walk: Walk, settings: Settings, progress: Progress) -> Forward:
    return walking.forward(cases, walk, known.dictionary(cases, start.source.catalogue), settings, progress)


def _of(labels: Labels, batches: Batches) -> Labels:
    day = labels.cases["dispatched"]
    first = pd.Timestamp(batches.first) if batches.first else day.min()
    last = pd.Timestamp(batches.last) if batches.last else day.max()
    kept = np.flatnonzero(((day >= first) & (day <= last)).to_numpy())
    return Labels(labels.cases.iloc[kept].reset_index(drop=True))
