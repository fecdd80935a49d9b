"""What a training run starts from: the outcomes known, and what was known of each case on its batch's day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from features import by_rule
from features import catalogue as feature_catalogue
from records import asof, warehouse
from records.decisions import dispatches, judgements
from records.home import Home
from records.progress import Progress, Step, silent
from rules.catalogue import Catalogue
from training.cases import labels, maturity, splits
from training.cases.labels import Labels
from training.cases.splits import Walk
from training.cases.tables import AsOf, Source
from training.estimators.scorer import Dictionary
from training.evaluation import walking
from training.evaluation.walking import Cases
from training.fairness import beneficiaries
from training.fairness.group_measures import Population
from training.settings import Settings


@dataclass(frozen=True)
class Known:
    """All that is known by `day`, the newest day anything in the home carries."""

    day: date
    labels: Labels
    source: Source
    handed_out: pd.DataFrame  # cases of each batch, as `maturity.handed_out` gives them

    @cached_property
    def people(self) -> pd.DataFrame:
        """Every award's beneficiary by group, as `beneficiaries.read` gives it; read when groups are compared."""
        with asof.connect(self.source.snapshot, self.day, self.source.judged) as connection:
            return beneficiaries.read(connection)

    def cases(self, chosen: Settings, progress: Progress = silent) -> Cases:
        """The labels beside the as-of tables of their batches, each with a sample of all awards."""
        found: dict[str, AsOf] = {}
        batches, verified = self.labels.batches(), self.labels.cases
        for step, (batch, day) in enumerate(batches):
            said = Step(
                f"what was known on {day}, batch {step + 1}/{len(batches)}",
                f"还原 {day} 已知的数据（第 {step + 1}/{len(batches)} 批）",
            )
            progress(said, step, len(batches))
            keys = verified.loc[verified["batch"] == batch, "award_key"].to_numpy()
            found[batch] = self.source.as_of(day, keys, chosen.sample.forest, chosen.seed)
        return walking.assemble(self.labels, found)

    def walk(self, cases: Cases, chosen: Settings) -> Walk:
        """The steps forward through all batches that are mature by now."""
        young = maturity.immature(self.labels.cases, self.handed_out, self.day, chosen.mature)
        return splits.walk_forward(self.labels, chosen.enough, cases.visible, young)

    def everybody(self, chosen: Settings) -> AsOf:
        """What is known of all awards now, or of a large sample where there are more."""
        return self.source.as_of(self.day, np.empty(0, np.int64), chosen.sample.quantiles, chosen.seed)

    def population(self, probability: "pd.Series[float]") -> Population:
        """All beneficiaries with a model's scores of their awards; the next batch is as large as one usually is."""
        usual = round(len(self.labels) / max(len(self.labels.batches()), 1))
        return Population(self.people, pd.Timestamp(self.day), probability, usual)


def read(home: Home, database_url: str | None = None) -> Known:
    """Read outcomes, imported ones and those recorded in the application; raises NoSnapshot before an import.

    `database_url`: the application's database where it is not the home's SQLite file.
    """
    snapshot, judged = warehouse.current(home), judgements.read(home, database_url)
    day = asof.newest_day(snapshot, judged)
    with asof.connect(snapshot, day, judged) as connection:
        handed = maturity.handed_out(connection, dispatches.visits(home, dispatches.VERIFICATION, database_url))
        found, source = labels.read(connection), Source.of(home, snapshot, judged)
        return Known(day, found, source, handed)


def dictionary(cases: Cases, catalogue: Catalogue) -> Dictionary:
    """What the feature catalogue says of the columns that tables of these rules have."""
    return dictionary_of(cases.features.columns, catalogue)


def dictionary_of(names: Iterable[str], catalogue: Catalogue) -> Dictionary:
    """The same for the columns of one table."""
    said = {column.name: column for column in feature_catalogue.columns(catalogue)}
    columns = tuple(str(name) for name in names)
    return Dictionary(
        columns,
        tuple(name for name in columns if name in said and said[name].kind == "pattern"),
        {name: said[name].monotone for name in columns if name in said and said[name].monotone},
        tuple(
            name for name in columns if name in said and (said[name].monotone or said[name].family == by_rule.FAMILY)
        ),
    )
