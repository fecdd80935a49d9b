"""One bureau file from its bytes to batches: read, recognised, every row accounted for."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from records.errors import UnknownFile
from records.files import recognition, rows, sheets
from records.files.kinds import Marks
from records.imports import payouts
from records.imports.batches import Batch, Shared
from records.imports.ledger import LedgerFile, SheetRows
from records.imports.rejects import RejectedRows
from records.imports.report import FileReport, reject_counts
from records.remark import Remark

BUREAU_END = ":：、,， ()"


@dataclass(frozen=True)
class Loaded:
    """A file as read: its entry in the ledger, its report, its rows, and those that were rejected."""

    file: LedgerFile
    report: FileReport
    batches: tuple[Batch, ...]
    rejected: tuple[RejectedRows, ...]


def digest(content: bytes) -> str:
    """What names a file's content."""
    return hashlib.sha256(content).hexdigest()


def load(path: Path, content: bytes, number: int, at: datetime, shared: Shared) -> Loaded:
    """Read a bureau file; raises UnreadableFile or UnknownFile where it can't be used as a whole."""
    words = shared.readers.words
    contents = sheets.read(path, content)
    found = [(sheet, recognition.recognise(sheet, words, path.name)) for sheet in contents.sheets]
    if not any(known for _, known in found):
        raise UnknownFile(f"{path.name} has no header row with known column names; ask the bureau for a list with one.")
    results = [payouts.read_sheet(known, shared, path.name) for _, known in found if known]
    aside = [(sheet.name, rows.untold(sheet)) for sheet, known in found if known is None]
    sorted_rows = [result.sorted for result in results] + [told for _, told in aside]
    notes = [note for result in results for note in result.notes]
    notes += [
        _empty(result.batch.sheet or path.name) for result in results if not result.batch.rows and not result.rejects
    ]
    notes += [_without_rows(name, told.read) for name, told in aside if told.read]
    notes += [_unused(known.unknown) for _, known in found if known and known.unknown]
    reasons = [reject.reason for result in results for reject in result.rejects]
    kinds = list(dict.fromkeys(known.kind.kind for _, known in found if known))
    batches = tuple(result.batch for result in results)
    titles = tuple(title for _, known in found if known for title in known.titles)
    entry = LedgerFile(
        number=number,
        digest=digest(content),
        name=path.name,
        kind="+".join(kinds),
        programmes=_programmes(batches),
        bureau=_bureau(titles, words.marks),
        year=_year(batches),
        imported_at=at.isoformat(timespec="seconds"),
        read=sum(told.read for told in sorted_rows),
        accepted=sum(len(batch.rows) for batch in batches),
        rejected=len(reasons),
        titles=sum(len(told.titles) for told in sorted_rows),
        totals=sum(len(told.totals) for told in sorted_rows),
        sheets=tuple(SheetRows(batch.sheet, batch.rows[0], batch.rows[-1]) for batch in batches if batch.rows),
    )
    report = FileReport(
        name=path.name,
        status="imported",
        number=number,
        kind=entry.kind,
        kind_zh="、".join(words.kinds[kind].name["zh"] for kind in kinds),
        kind_en=", ".join(words.kinds[kind].name["en"] for kind in kinds),
        programmes=entry.programmes,
        bureau=entry.bureau,
        year=entry.year,
        encoding=contents.encoding,
        read=entry.read,
        accepted=entry.accepted,
        rejected=reject_counts(reasons),
        titles=entry.titles,
        totals=entry.totals,
        notes=tuple(note.zh for note in notes),
        notes_en=tuple(note.en for note in notes),
    )
    rejected = tuple(RejectedRows(path.name, result.batch.sheet, result.headers, result.rejects) for result in results)
    return Loaded(entry, report, batches, rejected)


def _without_rows(sheet: str, read: int) -> Remark:
    return Remark(
        f"工作表“{sheet}”没有明细，{read} 行按标题计", f"sheet “{sheet}” has no list; its {read} rows count as titles"
    )


def _empty(where: str) -> Remark:
    return Remark(f"“{where}”只有表头，没有数据", f"“{where}” has a header and no rows")


def _unused(headers: Iterable[str]) -> Remark:
    return Remark(f"没有用到的列：{'、'.join(headers)}", f"columns not used: {', '.join(headers)}")


def _programmes(batches: tuple[Batch, ...]) -> tuple[str, ...]:
    named: set[str] = set()
    for batch in batches:
        if batch.kind == "payout":
            named.update(batch.columns["programme"])
    return tuple(sorted(named))


def _year(batches: tuple[Batch, ...]) -> int | None:
    """The year most payouts are for."""
    years: Counter[int] = Counter()
    for batch in batches:
        if batch.kind == "payout":
            for period, rows_of_it in Counter(batch.columns["period"]).items():
                if period is not None:
                    years[period // 100] += rows_of_it
    return years.most_common(1)[0][0] if years else None


def _bureau(titles: tuple[str, ...], marks: Marks) -> str | None:
    """The bureau named behind 填报单位 above the table, without what follows it in the same cell."""
    for title in titles:
        for mark in marks.bureaus:
            name = title.partition(mark)[2].strip(BUREAU_END)
            for other in filter(_is_word, marks.notes):
                name = name.partition(other)[0]
            if name.split():
                return name.split()[0].strip(BUREAU_END)
    return None


def _is_word(mark: str) -> bool:
    # 第 and 注 may be part of a bureau's name.
    return len(mark) > 2
