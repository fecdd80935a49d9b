"""Imports: asked for with files, recorded with their report, their rejected rows handed out."""

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from records.home import Home
from records.imports.report import ImportReport
from serving.accounts.views import User
from serving.audit import log
from serving.clock import now
from serving.imports import repository, uploads
from serving.imports.tables import ImportRun
from serving.imports.uploads import Upload
from serving.jobs import service as jobs
from serving.jobs.views import JobView
from serving.refusals import ImportNotFound
from serving.security.policy import require


def ask(session: Session, user: User, upload: Upload, *, skip_bad: bool = False, key: str | None = None) -> JobView:
    """Have the files imported. The same `key` with the same files again gives the job there is already.

    Raises NotAllowed, RequestReused.
    """
    require(user, "import.run")
    wished = jobs.wish("import", f"{upload.digest} {skip_bad}")
    earlier = jobs.earlier(session, user, key, wished)
    if earlier is not None:
        uploads.clear(session.info["home"], upload.name)
        return earlier
    job = jobs.ask(session, user, "import", upload=upload.name, files=upload.files, skip_bad=skip_bad)
    jobs.keep_receipt(session, user, key, wished, job)
    log.write(session, user.name, "import.upload", f"job:{job.id}", files=upload.files, bytes=upload.size)
    return job


def record(session: Session, report: ImportReport, who: str, job_id: int | None = None) -> int:
    """Keep what an import did, with a line in the audit log; its number."""
    run = ImportRun(
        at=now(), who=who, job_id=job_id, snapshot=report.snapshot, changed=report.changed, read=report.read,
        accepted=report.accepted, rejected=report.rejected_rows,
        rejects=Path(report.rejects).name if report.rejects else None, report=report.to_json(),
    )  # fmt: skip
    session.add(run)
    session.flush()
    rows = {"accepted": report.accepted, "rejected": report.rejected_rows}
    log.write(session, who, "import.run", f"import:{run.id}", snapshot=report.snapshot, **rows)
    return run.id


def result(number: int, report: ImportReport) -> dict[str, Any]:
    """What a job says of an import."""
    return {
        "import": number,
        "snapshot": report.snapshot,
        "changed": report.changed,
        "files": len(report.files),
        "read": report.read,
        "accepted": report.accepted,
        "rejected": report.rejected_rows,
    }


def rejects(home: Home, session: Session, user: User, number: int) -> Path:
    """The workbook of rows that could not be used; that somebody fetched it is in the audit log.

    Raises NotAllowed, ImportNotFound.
    """
    require(user, "import.rejects")
    run = repository.by_id(session, number)
    file = home.rejects / run.rejects if run.rejects else None
    if file is None or not file.exists():
        raise ImportNotFound(f"Import {number} has no workbook of rejected rows.")
    log.write(session, user.name, "import.rejects", f"import:{number}", rows=run.rejected)
    return file
