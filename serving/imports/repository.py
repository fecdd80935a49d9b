"""What is asked of the table of imports."""

import json
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.imports.tables import ImportRun
from serving.imports.views import ImportView
from serving.refusals import ImportNotFound


def by_id(session: Session, number: int) -> ImportRun:
    """One import; raises ImportNotFound."""
    found = session.get(ImportRun, number)
    if found is None:
        raise ImportNotFound(f"There is no import {number}.")
    return found


def page(session: Session, limit: int, before: int | None = None) -> list[ImportView]:
    """Imports, the newest first, from before a number on."""
    chosen = select(ImportRun).order_by(ImportRun.id.desc()).limit(limit)
    if before is not None:
        chosen = chosen.where(ImportRun.id < before)
    return [view(session, run) for run in session.scalars(chosen)]


def view(session: Session, run: ImportRun) -> ImportView:
    """An import as a value; of the file of rejects its name, not where it lies on this machine."""
    file: Path | None = session.info["home"].rejects / run.rejects if run.rejects else None
    return ImportView(
        id=run.id,
        at=run.at,
        who=run.who,
        job_id=run.job_id,
        snapshot=run.snapshot,
        changed=run.changed,
        read=run.read,
        accepted=run.accepted,
        rejected=run.rejected,
        has_rejects=file is not None and file.exists(),
        report=json.loads(run.report) | {"rejects": run.rejects},
    )
