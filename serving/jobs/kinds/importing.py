"""Import: files that were sent in become the next snapshot."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from rules.rule import Text
from serving.jobs.kind import Asked, Kind
from serving.jobs.work import Work


class ImportAsked(Asked):
    """Which files to import."""

    upload: str = Field(pattern=r"^[0-9a-f]{32}$", description="Where the files were put.")
    files: int = Field(ge=1, description="How many there are.")
    skip_bad: bool = Field(default=False, description="Leave files that cannot be used aside instead of refusing all.")


def run(work: Work) -> None:
    """Import, and keep the report with the end of the job. Killed and done again, nothing is imported twice."""
    from records.imports.importing import import_folder
    from serving.imports import service, uploads

    asked = ImportAsked.model_validate(work.asked)
    database = work.database
    folder = uploads.folder(database.home, asked.upload)
    report = import_folder(
        database.home, folder, progress=work.progress, skip_bad=asked.skip_bad, database_url=database.url,
        run=asked.upload,
    )  # fmt: skip
    with database.writing() as session:
        number = service.record(session, report, work.who, work.lease.job)
        work.finish(session, service.result(number, report))
    uploads.clear(database.home, asked.upload)


def told(result: Mapping[str, Any]) -> tuple[Text, ...]:
    """The result in sentences."""
    rows = {name: f"{result[name]:,}" for name in ("read", "accepted", "rejected")}
    if not result["changed"]:
        return (Text(zh="这些文件以前都导入过，没有新的内容。", en="All of it was imported before; nothing is new."),)
    return (
        Text(
            zh=f"读取 {rows['read']} 行，采用 {rows['accepted']} 行，退回 {rows['rejected']} 行。",
            en=f"{rows['read']} rows read, {rows['accepted']} accepted, {rows['rejected']} rejected.",
        ),
        Text(
            zh=f"数据快照 {result['snapshot']} 已启用；比对之后，队列才会反映新的数据。",
            en=f"Snapshot {result['snapshot']} is in use; the queue follows with the next scan.",
        ),
    )


def page(result: Mapping[str, Any]) -> str:
    """The report."""
    return f"/imports/{result['import']}"


KIND = Kind("import", Text(zh="导入数据", en="Import"), ("import.run",), ImportAsked, run, told, page)
