"""Check: a large payment list is compared and scored before it is paid."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from records.progress import Step
from rules.rule import Text
from serving.accounts.views import Level, Scope
from serving.jobs.kind import Asked, Kind
from serving.jobs.work import Work


class CheckAsked(Asked):
    """Which list to check."""

    listed: str = Field(pattern=r"^[0-9a-f]{32}$", description="Where the list was put.")
    rows: int = Field(ge=1, description="How many rows it has.")
    level: Level = Field(default="county", description="What part of the county its sender may see.")
    place: int | None = Field(default=None, description="Which one.")


def run(work: Work) -> None:
    """Check the list and keep the answer; the list itself goes. Killed and done again, nothing is left twice."""
    from serving.checks import kept, service
    from serving.scan.current import scan_in_use
    from serving.security.sight import Sight

    asked = CheckAsked.model_validate(work.asked)
    database = work.database
    listed = kept.listed(database.home, asked.listed)
    with database.reading() as session:
        scan = scan_in_use(session)
    work.progress(Step("payouts compared", "比对待发放清单"), 0, asked.rows)
    answer = service.check(database, scan, listed, Sight(Scope(asked.level, asked.place)))
    work.progress(Step("answer written", "写出结果"), asked.rows - 1, asked.rows)
    kept.write_answer(database.home, asked.listed, answer.model_dump_json())
    with database.writing() as session:
        service.log_check(session, work.who, answer)
        counted = {"rows": answer.summary.sent, "refused": answer.summary.refused}
        work.finish(session, counted | {"flagged": answer.summary.flagged.rows, "answer": asked.listed})
    kept.drop(database.home, asked.listed)


def told(result: Mapping[str, Any]) -> tuple[Text, ...]:
    """The result in sentences."""
    n = {name: f"{result[name]:,}" for name in ("rows", "refused", "flagged")}
    return (
        Text(
            zh=f"清单 {n['rows']} 行：{n['flagged']} 行有疑点，{n['refused']} 行读不出。",
            en=f"{n['rows']} rows: {n['flagged']} with a hit, {n['refused']} that cannot be read.",
        ),
    )


KIND = Kind("check", Text(zh="发放前检查", en="Check before payment"), ("scores.read",), CheckAsked, run, told)
