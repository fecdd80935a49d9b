"""A scan: rules, features, scores, then the queue."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from records import asof, warehouse
from records.decisions import judgements
from records.home import Home
from records.progress import Progress, Step, silent
from records.warehouse import Snapshot
from serving.refusals import TooEarly
from serving.scan import moves, steps, store

if TYPE_CHECKING:
    import duckdb
    from sqlalchemy.orm import Session

    from rules.catalogue import Catalogue
    from rules.engine import Comparison
    from serving.cases.upkeep import Changes
    from serving.database import Database

_SQL = Path(__file__).parent / "tables.sql"
_STEPS = 100  # of a whole scan, as a progress bar counts them


@dataclass(frozen=True)
class ScanReport:
    """What a scan did."""

    scan: str
    as_of: date
    awards: int
    hits: int
    silenced: int
    queued: int
    opened: int
    rescored: int
    reopened: int
    withdrawn: int
    model_version: str
    model_note: str | None
    not_run: dict[str, str]


def scan(
    home: Home,
    as_of: date | None = None,
    progress: Progress = silent,
    database_url: str | None = None,
    *,
    earlier: bool = False,
    then: "Callable[[Session, ScanReport], None] | None" = None,
) -> ScanReport:
    """Score every award as known on `as_of` (default: the newest day of any fact), then bring the cases up to date.

    `earlier` allows a day before the one the queue stands at, which takes cases off it. `then` stores something with
    the cases, in the same transaction.
    Raises NoSnapshot, HomeBusy, TooEarly. Scores and cases become current with one commit; a crash before it leaves
    both as they were.
    """
    from serving.database import open_database

    database = open_database(home, database_url)
    try:
        with home.lock("scan"):
            found, changes = _scan(database, as_of, progress, earlier, then)
    finally:
        database.close()
    progress("", _STEPS, _STEPS)
    return _report(found, changes)


def _report(found: store.Manifest, changes: "Changes") -> ScanReport:
    return ScanReport(
        scan=found.scan,
        as_of=found.day,
        awards=found.awards,
        hits=found.hits,
        silenced=found.silenced,
        model_version=found.model_version,
        model_note=found.model_note,
        not_run=found.not_run,
        **asdict(changes),
    )


def _scan(
    database: "Database",
    as_of: date | None,
    progress: Progress,
    earlier: bool,
    then: "Callable[[Session, ScanReport], None] | None",
) -> "tuple[store.Manifest, Changes]":
    from rules import catalogue
    from serving.scan import cases

    snapshot, rules = warehouse.current(database.home), catalogue.in_force(database.home)
    with database.reading() as session:
        folder, stands_at = store.new_folder(session), store.newest_day(session)
    if as_of is not None and stands_at is not None and as_of < stands_at and not earlier:
        raise TooEarly(
            f"The queue stands at {stands_at}, and a scan as of {as_of} would take cases off it that were found since; "
            "to look back, copy the home and scan the copy."
        )
    with store.undone_on_failure(folder):
        manifest = _score(database, folder, snapshot, rules, as_of, progress)
        store.complete(folder, manifest)
        progress(
            Step(f"cases of {manifest.awards:,} awards", f"更新线索（{manifest.awards:,} 个享受记录）"), 92, _STEPS
        )
        stored = None if then is None else lambda session, changes: then(session, _report(manifest, changes))
        changes = cases.take_over(database, folder, manifest, rules, snapshot.rekeyed, stored)
    store.prune(folder)
    return manifest, changes


def _score(
    database: "Database",
    folder: Path,
    snapshot: Snapshot,
    rules: "Catalogue",
    as_of: date | None,
    progress: Progress,
) -> store.Manifest:
    import pyarrow as pa

    from features import table
    from rules import engine

    Thread(target=_load_models).start()
    judged = judgements.read(database.home, database.url)
    day = as_of or asof.newest_day(snapshot, judged)
    progress(Step(f"as known by {day}", f"截至 {day} 已知的数据"), 1, _STEPS)
    with asof.connect(snapshot, day, judged, coded=True) as connection:
        if not connection.execute("SELECT 1 FROM award LIMIT 1").fetchall():
            raise TooEarly(f"No payout was known on {day}; name a later day or leave --as-of out.")
        comparison = engine.compare(connection, rules, steps.rules(rules, progress))
        built = table.build(connection, rules, frozenset(comparison.ran), progress=steps.features(progress))
        from training.home import champion

        progress(Step(f"scores of {len(built):,} awards", f"给 {len(built):,} 个享受记录打分"), 75, _STEPS)
        model = champion.for_scan(database.home, built)
        connection.register("scored", pa.Table.from_pandas(model.score(built)))
        connection.execute(_SQL.read_text(encoding="utf-8"))
        queued = connection.execute("SELECT award_key FROM scores WHERE queued").fetchnumpy()["award_key"]
        connection.register("built", pa.Table.from_pandas(built[built.index.isin(queued)]))
        del built
        progress(Step("writing scores and hits", "写入分数与命中"), 85, _STEPS)
        _write(connection, folder)
        moves.keep(connection, folder)
        return _manifest(connection, folder, comparison, rules, snapshot.name, day, model.version, model.note or None)


def _load_models() -> None:
    """Load the libraries of the models, which takes seconds, while the database reads."""
    import training.home.champion  # noqa: F401


def _write(connection: "duckdb.DuckDBPyConnection", folder: Path) -> None:
    # Sorted by award: the server finds an award by bisection.
    queries = {
        "scores": "SELECT * FROM scores ORDER BY award_key",
        "hits": "SELECT hit.*, w.cleared, w.why AS woken FROM hit LEFT JOIN woken_hit w USING (award_key, rule) "
        "ORDER BY award_key, band DESC, amount_fen DESC, rule",
        "silenced_hits": "SELECT * FROM silenced_hit ORDER BY award_key, band DESC, amount_fen DESC, rule",
        "omissions": "SELECT * FROM omitted ORDER BY band DESC, strength DESC NULLS LAST, person_key, programme, rule",
        "hit_facts": "SELECT * FROM hit_fact ORDER BY award_key, rule, fact_file, fact_row",
        "hit_payouts": "SELECT * FROM hit_payout ORDER BY award_key, payout_key, rule",
        "features": "SELECT * FROM built ORDER BY award_key",
    }
    for name, query in queries.items():
        target = str(folder / f"{name}.parquet").replace("'", "''")
        connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def _manifest(
    connection: "duckdb.DuckDBPyConnection",
    folder: Path,
    comparison: "Comparison",
    rules: "Catalogue",
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
        ran={rule.id: rule.version for rule in rules.rules if rule.id in comparison.ran},
        not_run={entry.rule: entry.missing for entry in comparison.not_run},
        awards=awards,
        hits=hits,
        silenced=comparison.silenced,
        sha256=store.digests(folder),
        format=store.FORMAT,
    )
