"""Training: a model from everything verified so far, put into use when asked to and the gate passes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import Field

from records.progress import Step
from rules.rule import Text
from serving.jobs.kind import Asked, Kind
from serving.jobs.work import Work

if TYPE_CHECKING:
    from training.report import TrainingReport


class TrainingAsked(Asked):
    """What to do with the new model."""

    promote: bool = Field(default=False, description="Put it into use when the gate finds nothing against it.")


def run(work: Work) -> dict[str, Any]:
    """Train; then, as a step of its own, promote. What is trained is kept: a kill does not cost it."""
    from training import run as training

    asked = TrainingAsked.model_validate(work.asked)
    database = work.database
    kept = work.kept
    if kept is None:
        report = training.train(database.home, progress=work.progress, who=work.who, database_url=database.url)
        kept = result(report)
        with database.writing() as session:
            work.keep(session, kept)
    return _promoted(work, kept) if asked.promote and kept["passed"] else kept


def result(report: "TrainingReport") -> dict[str, Any]:
    """What was trained, and what the gate says of it."""
    verdict = report.verdict
    return {
        "version": report.version,
        "as_of": report.as_of.isoformat(),
        "labels": report.labels,
        "confirmed": report.confirmed,
        "passed": verdict.passed,
        "reasons_zh": list(verdict.reasons_zh or verdict.reasons),
        "reasons_en": list(verdict.reasons),
        "promoted": False,
        "rescored": None,
    }


def _promoted(work: Work, kept: dict[str, Any]) -> dict[str, Any]:
    """Switch, with the audit log and the checkpoint in one transaction; then the open cases follow."""
    from serving.models import promotion
    from training.errors import GateClosed
    from training.home import pointers, registry

    home, version = work.database.home, str(kept["version"])
    work.progress(Step("putting the model into use", "模型投入使用"), 1, 3)
    try:
        if pointers.read(home, "CHAMPION") != version:
            registry.promote(home, version, work.who)
    except GateClosed as closed:  # another model came into use meanwhile
        return kept | {"passed": False, "reasons_zh": [str(closed)], "reasons_en": [str(closed)]}
    if not kept["promoted"]:
        kept = kept | {"promoted": True}
        with work.database.writing() as session:
            promotion.record(session)
            work.keep(session, kept)
    work.progress(Step("rescoring the open cases", "给未结线索重新打分"), 2, 3)
    followed = promotion.follow(work.database)
    return kept | {"rescored": None if followed.reordering is None else followed.reordering.cases}


def told(result: Mapping[str, Any]) -> tuple[Text, ...]:
    """The result in sentences."""
    version, labels, confirmed = result["version"], f"{result['labels']:,}", f"{result['confirmed']:,}"
    found = [
        Text(
            zh=f"模型 {version}：用 {labels} 件核查结果（属实 {confirmed} 件）训练。",
            en=f"Model {version}: trained on {labels} verified cases ({confirmed} confirmed).",
        )
    ]
    if result["promoted"]:
        found.append(Text(zh="上线检查通过，已投入使用。", en="The gate passed; it is in use."))
    elif result["passed"]:
        found.append(Text(zh="上线检查通过，尚未投入使用。", en="The gate passed; it is not in use yet."))
    else:
        zh, en = "；".join(result["reasons_zh"]), "; ".join(result["reasons_en"])
        found.append(Text(zh=f"上线检查未通过：{zh}。", en=f"The gate holds against it: {en}."))
    if result["rescored"] is not None:
        count = f"{result['rescored']:,}"
        found.append(Text(zh=f"{count} 件未结线索已重新打分。", en=f"{count} open cases were rescored."))
    return tuple(found)


def page(result: Mapping[str, Any]) -> str:
    """The model's card."""
    return f"/models/{result['version']}"


KIND = Kind(
    "train", Text(zh="训练模型", en="Training"), ("models.train", "models.promote"), TrainingAsked, run, told, page
)
