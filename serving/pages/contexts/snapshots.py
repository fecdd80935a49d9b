"""Snapshots: which are kept, what one holds, what rests on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from serving.pages import addresses, formatting
from serving.pages.contexts.frame import Frame
from serving.pages.languages import Language, words
from serving.snapshots.views import SnapshotView, TableView


@dataclass(frozen=True)
class SnapshotLine:
    """One of the list."""

    name: str
    href: str
    uses: tuple[str, ...]
    told: str
    at: str


@dataclass(frozen=True)
class TableLine:
    """A table of a snapshot."""

    title: str
    name: str
    rows: str
    days: str
    digest: str


@dataclass(frozen=True)
class LedgerLine:
    """A file it was made of."""

    number: int
    name: str
    rows: str
    at: str
    state: str


@dataclass(frozen=True)
class SnapshotsPage:
    """All that are kept."""

    frame: Frame
    snapshots: tuple[SnapshotLine, ...]
    template: str = "snapshots.html"


@dataclass(frozen=True)
class SnapshotPage:
    """One of them."""

    frame: Frame
    line: SnapshotLine
    digest: str
    tables: tuple[TableLine, ...]
    empty: str  # tables without rows
    files: tuple[LedgerLine, ...]
    template: str = "snapshot.html"


def snapshots_page(frame: Frame, found: Sequence[SnapshotView]) -> SnapshotsPage:
    """The list, the one in use first."""
    return SnapshotsPage(frame, tuple(_line(frame.language, one) for one in found))


def snapshot_page(frame: Frame, one: SnapshotView) -> SnapshotPage:
    """One, table by table."""
    language = frame.language
    empty = [table.title.of(language) for table in one.tables if not table.rows]
    return SnapshotPage(
        frame=frame,
        line=_line(language, one),
        digest=one.digest,
        tables=tuple(_table(language, table) for table in one.tables if table.rows),
        empty=("、" if language == "zh" else ", ").join(empty),
        files=_files(language, one),
    )


def _line(language: Language, one: SnapshotView) -> SnapshotLine:
    _ = words(language).gettext
    uses = [_("在用")] if one.current else []
    uses += [_("队列所依据")] if one.scanned else []
    uses += [_("模型 %(version)s 所用") % {"version": version} for version in one.models]
    told = _("%(payouts)s 笔发放，%(people)s 人，%(files)d 个文件，数据截至 %(day)s") % {
        "payouts": formatting.count(one.payouts),
        "people": formatting.count(one.people),
        "files": len(one.files),
        "day": formatting.day(one.newest),
    }
    return SnapshotLine(one.name, addresses.snapshot(one.name), tuple(uses), told, formatting.moment(one.made))


def _table(language: Language, table: TableView) -> TableLine:
    days = ""
    if table.first is not None:
        days = f"{formatting.day(table.first)} – {formatting.day(table.last)}"
    return TableLine(
        table.title.of(language), table.name, formatting.count(table.rows), days or formatting.MISSING,
        table.sha256[:12],
    )  # fmt: skip


def _files(language: Language, one: SnapshotView) -> tuple[LedgerLine, ...]:
    _ = words(language).gettext
    return tuple(
        LedgerLine(
            number=file.number,
            name=file.name,
            rows=formatting.count(file.accepted),
            at=file.imported_at[:10],
            state=_("已被第 %(n)s 号取代") % {"n": file.replaced_by} if file.status == "replaced" else "",
        )
        for file in reversed(one.files)
    )
