"""Scan: rules, features, scores, and the queue brought up to date."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import Field

from rules.rule import Text
from serving.jobs.kind import Asked, Kind
from serving.jobs.work import Work

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from serving.scan.service import ScanReport


class ScanAsked(Asked):
    """As of which day to scan."""

    as_of: date | None = Field(default=None, description="Use only what was known by this day; default: the newest.")


def run(work: Work) -> None:
    """Scan; scores, cases and the end of the job become current with one commit."""
    from serving.scan.service import scan

    asked = ScanAsked.model_validate(work.asked)

    def done(session: "Session", report: "ScanReport") -> None:
        work.finish(session, result(report))

    scan(work.database.home, asked.as_of, work.progress, work.database.url, then=done)


def result(report: "ScanReport") -> dict[str, Any]:
    """What the scan did."""
    from pydantic_core import to_jsonable_python

    found: dict[str, Any] = to_jsonable_python(report)
    return found


def told(result: Mapping[str, Any]) -> tuple[Text, ...]:
    """The result in sentences."""
    n = {name: f"{result[name]:,}" for name in ("awards", "hits", "queued", "opened", "reopened", "withdrawn")}
    found = [
        Text(
            zh=f"截至 {result['as_of']}：{n['awards']} 个享受记录已打分，命中 {n['hits']} 处疑点。",
            en=f"As known by {result['as_of']}: {n['awards']} awards scored, {n['hits']} hits.",
        ),
        Text(
            zh=f"队列 {n['queued']} 件线索：新增 {n['opened']} 件，重开 {n['reopened']} 件，撤销 {n['withdrawn']} 件。",
            en=f"{n['queued']} cases on the queue: {n['opened']} new, {n['reopened']} open again, "
            f"{n['withdrawn']} withdrawn.",
        ),
    ]
    if result["not_run"]:
        lacking = "、".join(sorted(set(result["not_run"].values())))
        count = len(result["not_run"])
        found.append(
            Text(
                zh=f"有 {count} 条规则因缺少登记数据没有比对（缺：{lacking}）。",
                en=f"{count} rules were not run, for want of: {lacking.replace('、', ', ')}.",
            )
        )
    return tuple(found)


def page(_result: Mapping[str, Any]) -> str:
    """The queue."""
    return "/queue"


KIND = Kind("scan", Text(zh="比对打分", en="Scan"), ("scan.run",), ScanAsked, run, told, page)
