"""From a scan's folder, written whole, to the cases: they become current with one commit."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from records.imports.protection import collector_paused
from rules.catalogue import Catalogue
from serving.batches import repository as batches
from serving.cases import found, upkeep
from serving.cases.upkeep import Changes
from serving.database import Database
from serving.identities.cases import follow
from serving.scan import moves
from serving.scan.store import Manifest

Then = Callable[[Session, Changes], None]  # what else is to be stored with it, or not at all


def take_over(
    database: Database,
    folder: Path,
    manifest: Manifest,
    rules: Catalogue,
    rekeyed: Mapping[int, int],
    then: Then | None = None,
) -> Changes:
    """Bring the cases in line with the folder; `rekeyed` as in `upkeep.take_over`. Awards handed out stay."""
    with database.reading() as session:
        out = batches.out(session)
    with collector_paused():  # it would go through a city's cases again and again and find no cycle
        queue = found.read(folder, manifest, rules, out)
        with database.writing(much=True) as session:
            follow(session, moves.kept(folder))
            changes = upkeep.take_over(session, queue, rekeyed)
            if then is not None:
                then(session, changes)
            return changes
