"""What an import would recognise in a file, and why; nothing is imported, and no cell of a person is shown."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from records import clock
from records.errors import MingchaError, UnknownFile, UnreadableFile
from records.files import recognition, sheets
from records.files.folders import bureau_files
from records.files.kinds import Kind, plain
from records.files.recognition import Reading, Recognised
from records.files.sheets import Sheet
from records.files.vocabulary import Vocabulary, own_files, vocabulary
from records.home import Home
from records.imports import payouts
from records.imports.batches import Shared
from records.imports.divisions import Divisions
from records.imports.people import People
from records.keys import Keyring
from records.values.cells import Readers, unit_line

SHOWN_ROWS = 5  # row numbers named for each reason
SHOWN_KINDS = 3  # the kind chosen and its rivals
SIMILAR = 60.0  # of 100; below this two headers have nothing in common
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MEASURED = ("money", "area", "floor_area")


@dataclass(frozen=True)
class ExplainedColumn:
    """One header as the bureau wrote it, and what is made of it."""

    header: str
    column: str | None  # null: not used
    how: str
    unit: str | None = None


@dataclass(frozen=True)
class Candidate:
    """A kind of file that the header could be of; those that speak for it decide, then whether it is complete."""

    kind: str
    name: str
    speaking: int
    complete: bool
    matched: int
    missing: tuple[str, ...]  # required columns; with them the sheet would be of this kind for certain


@dataclass(frozen=True)
class ExplainedRows:
    """Rows of one sheet that are rejected for one reason, the first of them by number."""

    code: str
    zh: str
    en: str
    rows: int
    first: tuple[int, ...]


@dataclass(frozen=True)
class ExplainedSheet:
    """One sheet: its header, columns, kind and rows."""

    name: str
    rows: int
    kind: str | None
    header_rows: tuple[int, ...] = ()  # 1-based
    above: int = 0  # rows above the header, taken as titles
    candidates: tuple[Candidate, ...] = ()
    columns: tuple[ExplainedColumn, ...] = ()
    programme: str | None = None
    period: str | None = None
    accepted: int = 0
    rejected: tuple[ExplainedRows, ...] = ()
    titles: int = 0
    totals: int = 0
    notes: tuple[str, ...] = ()  # in Chinese
    notes_en: tuple[str, ...] = ()
    problem: str | None = None
    skeleton: str | None = None  # the beginning of a YAML for a sheet nobody knows


@dataclass(frozen=True)
class ExplainedFile:
    """One file: how it is stored, and its sheets."""

    name: str
    encoding: str | None
    sheets: tuple[ExplainedSheet, ...] = ()
    problem: str | None = None


def explain(home: Home, folder: Path, mapping: Path | None = None) -> list[ExplainedFile]:
    """Explain every bureau file of a folder, or one file; raises NothingToImport and BadMapping as an import does."""
    words = vocabulary([*own_files(home), *([mapping] if mapping else [])])
    files, _ = bureau_files(folder, home.path)
    return [_file(file, words) for file in files]


def _file(file: Path, words: Vocabulary) -> ExplainedFile:
    try:
        contents = sheets.read(file, file.read_bytes())
    except UnreadableFile as error:
        return ExplainedFile(file.name, None, problem=str(error))
    except OSError as error:
        return ExplainedFile(file.name, None, problem=f"{file.name} cannot be opened ({error.strerror}).")
    return ExplainedFile(file.name, contents.encoding, tuple(_sheet(one, words, file) for one in contents.sheets))


def _sheet(sheet: Sheet, words: Vocabulary, file: Path) -> ExplainedSheet:
    candidates = tuple(_candidate(reading, words) for reading in recognition.candidates(sheet, words))
    try:
        found = recognition.recognise(sheet, words, file.name)
        if found is None:
            return ExplainedSheet(sheet.name, len(sheet.rows), None, candidates=candidates[:SHOWN_KINDS])
        return _recognised(found, words, file, candidates)
    except MingchaError as error:
        headers = recognition.widest(sheet)
        skeleton = _skeleton(file, sheet, headers, words) if isinstance(error, UnknownFile) else None
        columns = tuple(_unused(header, words) for header in headers if header)
        return ExplainedSheet(
            *(sheet.name, len(sheet.rows), None),
            candidates=candidates[:SHOWN_KINDS],
            columns=columns,
            problem=str(error),
            skeleton=skeleton,
        )


def _recognised(found: Recognised, words: Vocabulary, file: Path, candidates: tuple[Candidate, ...]) -> ExplainedSheet:
    # Keys made with a secret of the moment: nothing is kept, and so nothing can be recognised later.
    shared = Shared(Readers(words), Keyring(secrets.token_bytes(32)), People(), Divisions(), clock.today())
    result = payouts.read_sheet(found, shared, file.name)
    rows: dict[str, list[int]] = {}
    reasons = {reject.reason.code: reject.reason for reject in result.rejects}
    for reject in result.rejects:
        rows.setdefault(reject.reason.code, []).append(reject.row)
    return ExplainedSheet(
        name=found.sheet.name,
        rows=len(found.sheet.rows),
        kind=found.kind.kind,
        header_rows=tuple(range(found.header_start + 1, found.header_end + 1)),
        above=found.header_start,
        candidates=candidates[:SHOWN_KINDS],
        columns=tuple(_columns(found, shared.readers)),
        programme=_programme(found),
        period=_period(found),
        accepted=len(result.batch.rows),
        rejected=tuple(
            ExplainedRows(code, reasons[code].zh, reasons[code].en, len(listed), tuple(listed[:SHOWN_ROWS]))
            for code, listed in sorted(rows.items(), key=lambda entry: -len(entry[1]))
        ),
        titles=len(result.sorted.titles),
        totals=len(result.sorted.totals),
        notes=tuple(note.zh for note in result.notes),
        notes_en=tuple(note.en for note in result.notes),
    )


def _candidate(reading: Reading, words: Vocabulary) -> Candidate:
    kind = words.kinds[reading.kind]
    missing = kind.missing(recognition.match(kind, reading.headers))
    return Candidate(reading.kind, kind.name["en"], reading.speaking, reading.complete, reading.matched, tuple(missing))


def _columns(found: Recognised, readers: Readers) -> Iterable[ExplainedColumn]:
    by_place = {place: name for name, place in found.columns.items()}
    for place, header in enumerate(found.headers):
        if not header:
            continue
        if place not in by_place:
            yield _unused(header, readers.words, found.kind)
            continue
        column = found.kind.columns[by_place[place]]
        rank = column.names[plain(header)]
        how = f"known name {rank + 1} of {len(column.names)}"
        if plain(header) != header:
            how += f", compared as {plain(header)}"
        unit = None
        if column.type in MEASURED:
            factor = readers.factor(column, header, unit_line(found.titles))
            unit = next((name for name, one in readers.words.units[column.type].items() if one == str(factor)), None)
        how = "known, left aside" if column.type == "ignored" else how
        yield ExplainedColumn(header, by_place[place], how, unit)


def _unused(header: str, words: Vocabulary, kind: Kind | None = None) -> ExplainedColumn:
    """A header that stands for no column: of no meaning, used by another column already, or unknown."""
    if plain(header) in words.ignored:
        return ExplainedColumn(header, None, "known, left aside")
    if kind is not None and plain(header) in kind.headers:
        return ExplainedColumn(header, None, "another header serves its column better")
    kinds = words.kinds.values() if kind is None else (kind,)
    known = {name: (one.kind, column) for one in kinds for name, ((_, column), *_) in one.headers.items()}
    best = process.extractOne(plain(header), known.keys(), scorer=fuzz.ratio, score_cutoff=SIMILAR)
    if best is None:
        return ExplainedColumn(header, None, "unknown, and like no known name")
    where = ".".join(known[best[0]])
    if best[1] == 100:
        return ExplainedColumn(header, None, f"a known name of {where}")
    return ExplainedColumn(header, None, f"unknown; nearest is {best[0]} ({where})")


def _programme(found: Recognised) -> str | None:
    if "programme" not in found.kind.columns:
        return None
    if "programme" in found.columns:
        return f"column {found.headers[found.columns['programme']]}, else the title"
    return f"the YAML: {found.kind.programme}" if found.kind.programme else "the title"


def _period(found: Recognised) -> str | None:
    if "period" not in found.kind.columns:
        return None
    headers = [found.headers[found.columns[name]] for name in ("period", "pay_date") if name in found.columns]
    return f"column {', else '.join(headers)}" if headers else "the title"


def _skeleton(file: Path, sheet: Sheet, headers: Sequence[str], words: Vocabulary) -> str:
    """A YAML of a register with the columns that are there, to be completed by who knows what they mean."""
    shared = {plain(h): c for kind in words.kinds.values() for c in ("person", "name", "village", "township") if c in
              kind.columns for h in kind.columns[c].headers}  # fmt: skip
    lines, letters = [], iter(LETTERS)
    known = {shared[plain(header)] for header in headers if plain(header) in shared}
    types = {"person": "resident_id"}
    lines += [f"  {name}: {{type: {types.get(name, name)}}}" for name in ("person", "name", "township", "village")
              if name in known or name == "person"]  # fmt: skip
    for header in headers:
        if header and plain(header) not in shared and plain(header) not in words.ignored:
            lines.append(f"  column_{next(letters, 'z')}: {{type: {_type(header)}, headers: [{header!r}]}}")
    title = sheet.name or file.stem
    return "\n".join(
        [
            "# For a list of payouts: kind: payout, and the headers under person, amount, pay_date, programme.",
            "kind: new_register  # the table's name",
            f"title: {{zh: {title!r}, en: TITLE}}",
            "columns:",
            *lines,
            "# happened: COLUMN of type date, when it happened; known: COLUMN, when it was known",
        ]
    )


def _type(header: str) -> str:
    """What a column of that name most likely holds."""
    if header.endswith(("日期", "时间", "日")):
        return "date"
    return "yuan" if "额" in header or "元" in header else "text"
