"""Rescoring: the cases of the last scan scored by the model in use, without a new scan."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from records.progress import Step
from rules.rule import Text
from serving.jobs.kind import Asked, Kind
from serving.jobs.work import Work

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from serving.models.rescoring import Rescored


def run(work: Work) -> dict[str, Any] | None:
    """Rescore; MLflow follows too. Scores, cases and the end of the job become current with one commit."""
    from serving.models.rescoring import rescore
    from training.home import registry

    registry.align(work.database.home)  # what serves was said at once; MLflow takes seconds to follow

    def done(session: "Session", found: "Rescored") -> None:
        work.finish(session, _result(found))

    work.progress(Step("scores by the model in use", "按在用模型打分"), 0, 1)
    return _result(None) if rescore(work.database, done) is None else None


def _result(found: "Rescored | None") -> dict[str, Any]:
    if found is None:
        return {"changed": False, "cases": 0, "came": 0, "went": 0, "version": None}
    order = found.reordering
    return {"changed": True, "cases": order.cases, "came": order.came, "went": order.went, "version": order.version}


def told(result: Mapping[str, Any]) -> tuple[Text, ...]:
    """The result in sentences."""
    if not result["changed"]:
        return (Text(zh="线索本来就是在用模型打的分。", en="The cases had been scored by the model in use already."),)
    cases, came, went = (f"{result[name]:,}" for name in ("cases", "came", "went"))
    return (
        Text(
            zh=f"{cases} 件未结线索已按模型 {result['version']} 重新打分；新进 {came} 件，退出 {went} 件。",
            en=f"{cases} open cases rescored by model {result['version']}; {came} came, {went} left.",
        ),
    )


def page(_result: Mapping[str, Any]) -> str:
    """The queue."""
    return "/queue"


KIND = Kind("rescore", Text(zh="重新打分", en="Rescoring"), ("scan.run",), Asked, run, told, page)
