"""Read the snapshots that are kept, and what is in use."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
from sqlalchemy.orm import Session

from records import warehouse
from records.errors import NoSnapshot
from records.files.vocabulary import own_files, vocabulary
from records.home import Home
from records.imports import ledger
from records.warehouse import MANIFEST, Snapshot
from rules.rule import Text
from serving.refusals import NoScan, SnapshotNotFound
from serving.scan import store
from serving.snapshots.views import SnapshotView, Standing, TableView

if TYPE_CHECKING:
    from training.home.registry import ModelEntry

_DAYS = ("pay_date", "happened", "verified", "dispatched", "known")  # the first a table has tells its span
_OTHERS = {
    "person": Text(zh="人员", en="People"),
    "division": Text(zh="行政区划", en="Divisions"),
    "programme": Text(zh="补贴项目", en="Programmes"),
}


@dataclass(frozen=True)
class _Around:
    """What is asked once for all snapshots."""

    titles: dict[str, Text]
    scanned: str | None  # the snapshot the queue rests on
    models: "tuple[ModelEntry, ...]"


def kept(home: Home, session: Session) -> tuple[SnapshotView, ...]:
    """Every snapshot that is kept, the one in use first."""
    from training.home import registry

    scanned = _scanned(session)
    around = _Around(_titles(home), scanned.snapshot if scanned else None, registry.list_models(home))
    return tuple(_view(snapshot, around, place == 0) for place, snapshot in enumerate(warehouse.kept(home)))


def one(home: Home, session: Session, name: str) -> SnapshotView:
    """One of them; raises SnapshotNotFound."""
    found = next((view for view in kept(home, session) if view.name == name), None)
    if found is None:
        raise SnapshotNotFound(f"Snapshot {name} is not kept (any more).")
    return found


def standing(home: Home, session: Session) -> Standing:
    """What is in use; before the first import nothing is."""
    from training.home import champion

    scanned = _scanned(session)
    try:
        snapshot = warehouse.current(home)
        newest, payouts = snapshot.newest_date(), snapshot.rows("payout")
    except NoSnapshot:
        return Standing(None, None, 0, None, None, None, None, None, trained=False)
    model = champion.load(home)
    return Standing(
        snapshot=snapshot.name,
        newest=newest,
        payouts=payouts,
        scan=scanned.scan if scanned else None,
        as_of=scanned.day if scanned else None,
        scanned_snapshot=scanned.snapshot if scanned else None,
        scanned_model=scanned.model_version if scanned else None,
        model=model.version,
        trained=not model.is_prior,
    )


def _scanned(session: Session) -> store.Manifest | None:
    try:
        return store.manifest(store.current_folder(session))
    except NoScan:
        return None


def _view(snapshot: Snapshot, around: _Around, current: bool) -> SnapshotView:
    tables = snapshot.manifest["tables"].items()
    made = datetime.fromtimestamp((snapshot.folder / MANIFEST).stat().st_mtime, UTC).replace(tzinfo=None)
    return SnapshotView(
        name=snapshot.name,
        made=made,
        newest=snapshot.newest_date(),
        digest=snapshot.digest,
        tables=tuple(_table(snapshot, name, entry, around.titles) for name, entry in tables),
        files=tuple(ledger.load(snapshot.ledger)),
        current=current,
        scanned=snapshot.name == around.scanned,
        models=tuple(entry.version for entry in around.models if entry.snapshot == snapshot.digest),
    )


def _titles(home: Home) -> dict[str, Text]:
    kinds = vocabulary(own_files(home)).kinds
    return {name: Text(zh=kind.name["zh"], en=kind.name["en"]) for name, kind in kinds.items()} | _OTHERS


def _table(snapshot: Snapshot, name: str, entry: dict[str, Any], titles: dict[str, Text]) -> TableView:
    first, last = _span(snapshot, name)
    title = titles.get(name, Text(zh=name, en=name))
    return TableView(name, title, int(entry["rows"]), first, last, entry["sha256"])


def _span(snapshot: Snapshot, name: str) -> tuple[date | None, date | None]:
    """The first and the last day in a table, from what the file says of its columns: no row is read."""
    found = pq.ParquetFile(snapshot.parquet(name))
    names = found.schema_arrow.names
    column = next((day for day in _DAYS if day in names), None)
    if column is None:
        return None, None
    parts = [found.metadata.row_group(n).column(names.index(column)) for n in range(found.metadata.num_row_groups)]
    told = [part.statistics for part in parts if part.statistics is not None and part.statistics.has_min_max]
    return (min(one.min for one in told), max(one.max for one in told)) if told else (None, None)
