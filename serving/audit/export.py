"""The audit log as a workbook."""

from collections.abc import Sequence
from io import BytesIO

import pyarrow as pa

from serving.audit.reading import Row
from serving.pages import formatting
from serving.queue.sheets import write_book


def workbook(rows: Sequence[Row]) -> bytes:
    """The rows, the newest first, with the county's own time."""
    table = pa.table(
        {
            "编号": pa.array([row.number for row in rows], pa.int64()),
            "时间": pa.array([formatting.moment(row.at) for row in rows], pa.string()),
            "操作人": pa.array([row.who for row in rows], pa.string()),
            "操作": pa.array([row.action for row in rows], pa.string()),
            "对象": pa.array([row.subject for row in rows], pa.string()),
            "详情": pa.array([row.detail for row in rows], pa.string()),
        }
    )
    file = BytesIO()
    write_book({"审计日志": table}, file)
    return file.getvalue()
