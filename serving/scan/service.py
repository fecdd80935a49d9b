"""A scan: rules, features, scores, then the queue."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from records import asof, outcomes, warehouse
from records.home import Home
from serving.progress import Progress, silent
from serving.scan import store

if TYPE_CHECKING:
    import duckdb

    from rules.engine import Comparison

_SQL = Path(__file__).parent / "tables.sql"
_STEPS = 100  # of a whole scan, as a progress bar counts them


@dataclass(frozen=True)
class ScanReport:
    """What a scan did."""

    scan: str
    as_of: date
    awards: int
    hits: int
    queued: int
    opened: int
    rescored: int
    withdrawn: int
    model_version: str
    model_note: str | None
    not_run: dict[str, str]


def scan(
    home: Home, as_of: date | None = None, progress: Progress = silent, database_url: str | None = None
) -> ScanReport:
    """Score every award as known on `as_of` (default: the newest date in the warehouse) and bring the cases up to date.

    Raises NoSnapshot, HomeBusy. A crash leaves the scan and the cases of before.
    """
    from serving.cases import upkeep
    from serving.database import open_database

    database = open_database(home, database_url)
    with home.lock("scan"):
        with _undone_on_failure(store.new_folder(home)) as folder:
            found = _score(home, folder, as_of, progress, database_url)
            store.publish(home, folder, found)
        progress("cases", 92, _STEPS)
        with database.writing() as session:
            changes = upkeep.take_over(session, folder, found)
    database.close()
    progress("", _STEPS, _STEPS)
    return ScanReport(
        scan=found.scan,
        as_of=found.day,
        awards=found.awards,
        hits=found.hits,
        model_version=found.model_version,
        model_note=found.model_note,
        not_run=found.not_run,
        **asdict(changes),
    )


@contextmanager
def _undone_on_failure(folder: Path) -> Iterator[Path]:
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        yield folder
        undo.pop_all()


def _score(
    home: Home, folder: Path, as_of: date | None, progress: Progress, database_url: str | None
) -> store.Manifest:
    import pyarrow as pa

    from features import table
    from rules import catalogue, engine
    from training import champion

    snapshot = warehouse.current(home)
    day = as_of or snapshot.newest_date()
    rules = catalogue.load()
    progress("as known by " + day.isoformat(), 1, _STEPS)
    with asof.connect(snapshot, day, outcomes.recorded(home, database_url)) as connection:
        comparison = engine.compare(
            connection, rules, lambda done, of, rule: progress(f"rule {rule}", 5 + 25 * done // of, _STEPS)
        )
        built = table.build(
            connection,
            rules,
            frozenset(comparison.ran),
            progress=lambda what, done, of: progress(f"features: {what}", 30 + 45 * done // of, _STEPS),
        )
        progress("scores", 75, _STEPS)
        model = champion.for_scan(home, built)
        connection.register("scored", pa.Table.from_pandas(model.score(built)))
        connection.execute(_SQL.read_text(encoding="utf-8"))
        connection.register("built", pa.Table.from_pandas(built))
        progress("writing", 85, _STEPS)
        _write(connection, folder)
        return _manifest(connection, folder, comparison, snapshot.name, day, model.version, model.note or None)


def _write(connection: "duckdb.DuckDBPyConnection", folder: Path) -> None:
    # Sorted by award: the server finds an award by bisection.
    queries = {
        "scores": "SELECT * FROM scores ORDER BY award_key",
        "hits": "SELECT * FROM hit ORDER BY award_key, band DESC, amount_fen DESC, rule",
        "hit_payouts": "SELECT * FROM hit_payout ORDER BY award_key, payout_key, rule",
        "features": "SELECT built.* FROM built SEMI JOIN (SELECT award_key FROM scores WHERE queued) q "
        "USING (award_key) ORDER BY award_key",
    }
    for name, query in queries.items():
        target = str(folder / f"{name}.parquet").replace("'", "''")
        connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def _manifest(
    connection: "duckdb.DuckDBPyConnection",
    folder: Path,
    comparison: "Comparison",
    snapshot: str,
    day: date,
    model_version: str,
    model_note: str | None,
) -> store.Manifest:
    counted = connection.execute("SELECT (SELECT count(*) FROM scores), (SELECT count(*) FROM hit)").fetchall()
    awards, hits = counted[0]
    return store.Manifest(
        scan=folder.name,
        snapshot=snapshot,
        as_of=day.isoformat(),
        model_version=model_version,
        model_note=model_note,
        catalogue_version=comparison.catalogue_version,
        not_run={entry.rule: entry.missing for entry in comparison.not_run},
        awards=awards,
        hits=hits,
        sha256=store.digests(folder),
    )
