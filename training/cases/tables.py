"""As-of tables: what was known of the cases of a batch on the day it went out, built once and kept."""

import hashlib
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from features import catalogue as feature_catalogue
from features import table as feature_table
from records import asof
from records.decisions import moved
from records.decisions.judgements import Judgements
from records.home import Home
from records.warehouse import Snapshot
from rules import catalogue as rule_catalogue
from rules import engine
from rules.catalogue import Catalogue
from training.cases import kept_tables

STANDING = """
SELECT c.award_key, a.programme, a.township_key, coalesce(s.stake_fen, 0)::DOUBLE / 100 AS stake_yuan,
       coalesce(h.rules, []) AS rules
FROM cohort c JOIN award a USING (award_key)
LEFT JOIN (SELECT award_key, list(rule ORDER BY rule) AS rules FROM hit GROUP BY award_key) h USING (award_key)
LEFT JOIN (SELECT award_key, sum(amount_fen) AS stake_fen FROM payout
           WHERE payout_key IN (SELECT payout_key FROM hit_payout) GROUP BY award_key) s USING (award_key)
ORDER BY c.award_key
"""


@dataclass(frozen=True)
class AsOf:
    """What was known on `day`.

    `features`: one row per award, indexed by award_key (sorted), float64, NaN unknown. `standing`: same index, with
    programme str, township_key, stake_yuan float64, rules list of str (those that hit).
    """

    day: date
    features: pd.DataFrame
    standing: pd.DataFrame

    def only(self, award_keys: npt.NDArray[np.int64]) -> "AsOf":
        """The rows of these awards, in their order; awards not visible on the day are left out."""
        visible = pd.Index(award_keys)[pd.Index(award_keys).isin(self.features.index)]
        return AsOf(self.day, self.features.loc[visible], self.standing.loc[visible])


@dataclass(frozen=True)
class Source:
    """Where tables come from: the snapshot, what was decided in the application, the rule catalogue."""

    home: Home
    snapshot: Snapshot
    judged: Judgements
    catalogue: Catalogue

    @classmethod
    def of(cls, home: Home, snapshot: Snapshot, judged: Judgements) -> "Source":
        """With the catalogue that is in force."""
        return cls(home, snapshot, judged, rule_catalogue.in_force(home))

    def as_of(self, day: date, award_keys: npt.NDArray[np.int64], sample: int, seed: int) -> AsOf:
        """The table of these awards and of a sample of all others, from the cache where it was built before."""
        cache = self.home.path / "cache"
        key = _digest(
            self.snapshot.digest, self.catalogue.version, feature_catalogue.version(), STANDING, day.isoformat(),
            f"{sample} {seed}", _seen(self.judged, day), np.sort(award_keys).tobytes(),
        )  # fmt: skip
        found = kept_tables.find(cache, key)
        if found is None:
            found = self._build(day, award_keys, sample, seed)
            kept_tables.keep(cache, key, *found)
        return AsOf(day, *found)

    def _build(
        self, day: date, award_keys: npt.NDArray[np.int64], sample: int, seed: int
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        with asof.connect(self.snapshot, day, self.judged) as connection:
            comparison = engine.compare(connection, self.catalogue)
            everybody = connection.execute("SELECT award_key FROM award ORDER BY award_key").fetchnumpy()["award_key"]
            drawn = np.random.default_rng(seed).permutation(everybody)[:sample]
            cohort = pa.array(np.union1d(award_keys, drawn), pa.int64())
            features = feature_table.build(connection, self.catalogue, frozenset(comparison.ran), cohort)
            standing = connection.execute(STANDING).df().set_index("award_key")
        return features, standing.loc[features.index]


def _seen(judged: Judgements, day: date) -> str:
    outcomes = judged.outcomes.to_pandas().sort_values(["award_key", "known"])
    corrections = judged.corrections.to_pandas().sort_values("id")
    said = ""
    for frame in (outcomes, corrections):
        seen = frame[pd.to_datetime(frame["known"]) <= pd.Timestamp(day)]
        said += seen.to_csv(index=False) if len(seen) else ""
    identities = moved.in_effect(judged.identities, day).to_pandas().sort_values("old_award_key")
    return said + (str(identities.to_csv(index=False)) if len(identities) else "")


def _digest(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part if isinstance(part, bytes) else part.encode()).digest())
    return digest.hexdigest()
