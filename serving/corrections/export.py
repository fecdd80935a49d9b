"""The list as a workbook to send to the bureaus: one sheet for each register."""

from io import BytesIO
from pathlib import Path

import pyarrow as pa

from records.home import Home
from serving.accounts.views import User
from serving.audit import log
from serving.corrections.listing import corrections, with_names
from serving.corrections.views import CorrectionView, State
from serving.database import Database
from serving.private_file import private_file
from serving.queue.sheets import write_book

_STATE = {"standing": "仍未改正", "corrected": "已改正", "withdrawn": "已撤回"}


def found(
    home: Home,
    database: Database,
    registry: str | None,
    state: State | None,
    reveal: bool,
    user: User,
    reason: str = "",
) -> list[CorrectionView]:
    """The list, with names and ids when `reveal`; the look, and the reason given for it, are in the audit log."""
    with database.reading() as session:
        views = corrections(session, user, registry, state)
    action = "corrections.revealed" if reveal else "corrections.read"
    with database.writing() as session:
        log.write(session, user.name, action, "corrections", lines=len(views), reason=reason or None)
    return with_names(home, views) if reveal else views


def write(views: list[CorrectionView], file: Path, reveal: bool) -> None:
    """Write the workbook, whole or not at all; it is its owner's to read."""
    with private_file(file) as part:
        write_book(_sheets(views, reveal), part)


def book(views: list[CorrectionView], reveal: bool) -> bytes:
    """The same workbook, to be sent to a browser."""
    made = BytesIO()
    write_book(_sheets(views, reveal), made)
    return made.getvalue()


def _sheets(views: list[CorrectionView], reveal: bool) -> dict[str, pa.Table]:
    sheets: dict[str, list[CorrectionView]] = {}
    for view in views:
        sheets.setdefault(view.registry_name.zh, []).append(view)
    return {name: _table(own, reveal) for name, own in sheets.items()} or {"登记更正": _table([], reveal)}


def _table(views: list[CorrectionView], reveal: bool) -> pa.Table:
    columns: dict[str, list[object]] = {
        "编号": [view.number for view in views],
        "文件": [view.file for view in views],
        "工作表": [view.sheet for view in views],
        "行号": [view.row for view in views],
    }
    if reveal:
        columns |= {"姓名": [view.name for view in views], "证件号": [view.resident_id for view in views]}
    columns |= {
        "应更正为": [view.said.zh for view in views],
        "依据": [view.note for view in views],
        "核查发现日期": [view.since.isoformat() for view in views],
        "登记人": [view.who for view in views],
        "状态": [_STATE[view.state] for view in views],
    }
    numbers = {"编号": pa.int64(), "行号": pa.int64()}
    return pa.table({name: pa.array(cells, numbers.get(name, pa.string())) for name, cells in columns.items()})
