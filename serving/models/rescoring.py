"""After a promotion: every case is scored by the model now in use, without a new scan, and the order compared.

The awards of the queue keep their features with the scan, so they are scored as known on the scan's day, and nothing
but the model differs. The result is a scan folder of its own, so scores, reasons and cases change with one commit.
Awards that stand off the queue (no hit, and unsuspicious to the model before) keep their score and the name of the
model that gave it (`rest_model_version`) until the next scan.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from serving.refusals import RulesChanged
from serving.scan import store

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from serving.cases.upkeep import Changes
    from serving.database import Database
    from serving.models.reordering import Reordering
    from training.bundle import Bundle
    from training.estimators.prior import PriorBundle

_SCORES = """
COPY (
  SELECT * REPLACE (
    rules <> '' OR level <> 'none' AS queued,
    row_number() OVER (ORDER BY probability DESC, stake_fen DESC, paid_fen DESC, award_key)::INTEGER AS rank)
  FROM (
    SELECT s.* REPLACE (
      coalesce(r.probability, s.probability) AS probability, coalesce(r.anomaly, s.anomaly) AS anomaly,
      coalesce(r.percentile, s.percentile) AS percentile, coalesce(r.level, s.level) AS level)
    FROM read_parquet('{scores}') s LEFT JOIN rescored r USING (award_key))
  ORDER BY award_key
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
"""


@dataclass(frozen=True)
class Rescored:
    """The cases before and after, and what became of them."""

    reordering: "Reordering"
    changes: "Changes"


def rescore(database: "Database", then: "Callable[[Session, Rescored], None] | None" = None) -> Rescored | None:
    """Score the cases of the current scan by the model in use; None where that model scored them already.

    `then` stores something with the cases, in the same transaction.
    Raises NoScan before the first scan, RulesChanged or ColumnsDiffer where only a new scan will do, HomeBusy while
    one is running. Nothing is changed then.
    """
    from rules import catalogue
    from serving.models import reordering
    from serving.scan import cases
    from training.home import champion

    home = database.home
    with home.lock("scan"):
        with database.reading() as session:
            folder, before = store.current_folder(session), reordering.order(session)
            scanned = store.manifest(folder)
            model, rules = champion.load(home), catalogue.in_force(home)
            if model.version == scanned.model_version:
                return None
            if rules.version != scanned.catalogue_version:
                raise RulesChanged("The rules changed since the last scan, so its cases cannot be rescored; scan anew.")
            target = store.new_folder(session)
        with store.undone_on_failure(target):
            manifest = _write(folder, target, scanned, model)
            found: list[Rescored] = []

            def stored(session: "Session", changes: "Changes") -> None:
                after = reordering.order(session)
                found.append(Rescored(reordering.compare(before, after, scanned.model_version, model.version), changes))
                if then is not None:
                    then(session, found[0])

            cases.take_over(database, target, manifest, rules, {}, stored)
        store.prune(target)
    return found[0]


def _write(folder: Path, target: Path, scanned: store.Manifest, model: "Bundle | PriorBundle") -> store.Manifest:
    import duckdb
    import pandas as pd
    import pyarrow as pa

    features = pd.read_parquet(folder / "features.parquet").set_index("award_key")
    for file in folder.iterdir():
        if file.name not in (store.MANIFEST, "scores.parquet"):
            _same(file, target / file.name)
    with duckdb.connect() as connection:
        connection.register("rescored", pa.Table.from_pandas(model.score(features)))
        connection.execute(_SCORES.format(scores=_quoted(folder), target=_quoted(target)))
    manifest = replace(
        scanned,
        scan=target.name,
        model_version=model.version,
        model_note=model.note or None,
        rest_model_version=scanned.rest_model_version or scanned.model_version,
        sha256=store.digests(target),
    )
    store.complete(target, manifest)
    return manifest


def _same(file: Path, target: Path) -> None:
    """The same file under another name; scans are never changed once they are whole."""
    try:
        os.link(file, target)
    except OSError:  # a file system without links
        shutil.copyfile(file, target)


def _quoted(folder: Path) -> str:
    return str(folder / "scores.parquet").replace("'", "''")
