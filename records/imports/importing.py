"""The import: a folder of bureau files becomes the next snapshot, whole or not at all."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from records import clock, warehouse
from records.decisions import correcting, corrections
from records.errors import ImportRefused, MingchaError, NoSnapshot, UnknownFile, UnreadableFile
from records.files.folders import bureau_files
from records.files.mappings import keep as keep_mapping
from records.files.vocabulary import Vocabulary, own_files, vocabulary
from records.home import Home
from records.identity import candidate_files
from records.identity.identities import Identities
from records.imports import kept_imports, rejects
from records.imports.batches import Shared
from records.imports.divisions import Divisions
from records.imports.import_steps import ImportSteps
from records.imports.kept_imports import KeptImport
from records.imports.ledger import LedgerFile
from records.imports.ledger import load as load_ledger
from records.imports.loading import Loaded, digest, load
from records.imports.matching import so_far
from records.imports.merging import Merged, merge, undated
from records.imports.people import People
from records.imports.protection import collector_paused, disk_full_said_plainly
from records.imports.report import FileReport, ImportReport, MatchReport
from records.keys import Keyring
from records.progress import Progress, silent
from records.registers import joined
from records.remark import Remark
from records.values.cells import Readers

_NO_TABLE = Remark("不是表格文件，没有读取", "no table, and not read")


def import_folder(
    home: Home,
    folder: Path,
    mapping: Path | None = None,
    progress: Progress = silent,
    *,
    today: date | None = None,
    skip_bad: bool = False,
    database_url: str | None = None,
    run: str | None = None,
) -> ImportReport:
    """Import every bureau file of a folder. Nothing changes unless all of it succeeds.

    Args:
        home: where the records go.
        folder: the folder, or one file.
        mapping: a YAML with further header names, which wins over the home's and the built-in ones.
        progress: called with what is being done, how far it is, and of how much.
        today: the day of import; what is dated later is rejected.
        skip_bad: leave files aside that can't be used (they are in the report) instead of refusing all.
        database_url: the application's database, for corrections, where it is not the home's SQLite file.
        run: names this import; done again under the same name, after a kill, it tells what it did the first time.

    Raises:
        NothingToImport, UnreadableFile, UnknownFile, ConflictingFiles, ImportRefused, BadMapping, HomeBusy, NoSpace.
    """
    started = time.monotonic()
    tables, others = bureau_files(folder, home.path)
    words = vocabulary([*own_files(home), *([mapping] if mapping else [])])
    with home.lock("import"), disk_full_said_plainly(home), collector_paused():
        asked = corrections.recorded(home, database_url)
        done = _done_before(home, run, started)
        if done is None:
            done = _Import(home, words, today or clock.today(), progress, run).run(tables, others, skip_bad, started)
        if mapping is not None and done.changed:
            keep_mapping(home, mapping)
        came = {kind for file in done.files if file.status == "imported" for kind in (file.kind or "").split("+")}
        return replace(done, corrections=correcting.after_import(warehouse.current(home), asked, came))


def _done_before(home: Home, run: str | None, started: float) -> ImportReport | None:
    found = kept_imports.of_run(home, run) if run is not None else None
    if found is None:
        return None
    snapshot, kept = found
    workbook = kept_imports.workbook(home, kept)
    return _report(home, snapshot, list(kept.files), kept.matches, workbook, started, changed=True)


class _Import:
    """One import from its first file to the new snapshot."""

    def __init__(self, home: Home, words: Vocabulary, today: date, progress: Progress, run: str | None) -> None:
        self.home, self.progress, self.name = home, progress, run
        self.at = datetime.now(UTC)
        try:
            self.old: warehouse.Snapshot | None = warehouse.current(home)
            self.old.check()  # or the damage would be copied under a new digest
        except NoSnapshot:
            self.old = None
        self.ledger: list[LedgerFile] = load_ledger(self.old.ledger) if self.old else []
        earlier = self.old.registers if self.old else {}
        words = words.remembering(self.old.read("programme").to_pylist()) if self.old else words
        divisions = Divisions.of(self.old.read("division")) if self.old else Divisions()
        self.shared = Shared(Readers(words), Keyring(home.secret()), People(), divisions, today)
        self.shared.registers = joined(earlier, words.registers)

    def run(self, tables: list[Path], others: list[Path], skip_bad: bool, started: float) -> ImportReport:
        """Read all files, then merge, match and write."""
        reports = [FileReport(file.name, "ignored", notes=(_NO_TABLE.zh,), notes_en=(_NO_TABLE.en,)) for file in others]
        steps = ImportSteps(self.progress, tables)
        self.shared.columns_read = steps.columns
        loaded = self._load(tables, reports, skip_bad, steps)
        if not loaded:
            if self.old is None:
                raise ImportRefused(f"None of the files can be used: {reports[0].notes[0]}")
            return _report(self.home, self.old, reports, so_far(self.old), None, started, changed=False)
        steps.merging()
        merged = merge(Identities(self.home), self.old, self.ledger, loaded, self.shared)
        reports += [replace(one.report, replaces=merged.replaced.get(one.file.number, ())) for one in loaded]
        steps.writing(sum(rows.num_rows for rows in merged.tables.values()))
        snapshot, workbook = self._write(loaded, merged, reports)
        steps.written()
        return _report(self.home, snapshot, reports, merged.matches, workbook, started, changed=True)

    def _load(self, tables: list[Path], reports: list[FileReport], skip_bad: bool, steps: ImportSteps) -> list[Loaded]:
        loaded: list[Loaded] = []
        bad: list[MingchaError] = []
        seen = {entry.digest: entry for entry in self.ledger}
        for path in tables:
            steps.file(path)
            content = _bytes(path)
            if known := seen.get(digest(content)):
                reports.append(_same(path, known))
                continue
            number = len(self.ledger) + len(loaded) + 1
            try:
                loaded.append(load(path, content, number, self.at, self.shared))
            except (UnreadableFile, UnknownFile) as error:
                bad.append(error)
                reports.append(FileReport(path.name, "ignored", notes=(str(error),), notes_en=(str(error),)))
            else:
                seen[loaded[-1].file.digest] = loaded[-1].file
        if bad and not skip_bad:
            raise bad[0] if len(bad) == 1 else ImportRefused("\n".join(map(str, bad)))
        return loaded

    def _write(
        self, loaded: list[Loaded], merged: Merged, reports: list[FileReport]
    ) -> tuple[warehouse.Snapshot, Path | None]:
        """The rejected rows first, the snapshot's pointer last: a crash leaves the old one in use."""
        number = self.at.strftime("%Y%m%d-%H%M%S")
        rejected = [sheet for one in loaded for sheet in one.rejected]
        workbook = rejects.write(self.home.rejects / f"{number}.xlsx", rejected)
        kept = KeptImport(self.name, tuple(reports), merged.matches, workbook.name if workbook else None)
        own = self.shared.registers.values()
        return warehouse.write(self.home, merged.tables, merged.ledger, merged.rekeyed, own, kept.dump()), workbook


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be opened ({error.strerror}); check its permissions.") from error


def _same(path: Path, known: LedgerFile) -> FileReport:
    later = f"，后来被第 {known.replaced_by} 号文件取代" if known.replaced_by else ""
    later_en = f", which file {known.replaced_by} replaced since" if known.replaced_by else ""
    note = Remark(f"与已导入的第 {known.number} 号文件相同{later}", f"the same as file {known.number}{later_en}")
    return FileReport(
        path.name, "same", known.number, known.kind, programmes=known.programmes, notes=(note.zh,), notes_en=(note.en,)
    )


def _report(
    home: Home,
    snapshot: warehouse.Snapshot,
    reports: list[FileReport],
    matches: MatchReport,
    workbook: Path | None,
    started: float,
    *,
    changed: bool,
) -> ImportReport:
    identities = candidate_files.report(home, snapshot)
    return ImportReport(
        snapshot=snapshot.name,
        changed=changed,
        files=tuple(sorted(reports, key=lambda file: (file.status != "imported", file.number or 0, file.name))),
        matches=matches,
        undated=undated(snapshot),
        people=snapshot.rows("person"),
        rejects=str(workbook) if workbook else None,
        seconds=round(time.monotonic() - started, 2),
        identities=identities,
    )
