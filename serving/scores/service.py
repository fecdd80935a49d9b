"""Scores for other systems: awards the scan knows, and payouts not paid yet."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from records.errors import MingchaError
from records.home import Home
from serving.audit import log
from serving.cases.veil import Veil
from serving.database import Database
from serving.errors import problem_of
from serving.scan.current import CurrentScan
from serving.scores import known
from serving.scores.schemas import (
    AwardByKey,
    AwardByPerson,
    FailedItem,
    Item,
    ItemError,
    PlannedPayout,
    ScoreAnswer,
    ScoresAnswer,
)
from serving.security.sight import Sight

_READERS: dict[type[Item], TypeAdapter[Any]] = {
    kind: TypeAdapter(kind) for kind in (AwardByKey, AwardByPerson, PlannedPayout)
}


def scores(database: Database, scan: CurrentScan, items: Mapping[str, Any], sight: Sight, veil: Veil) -> ScoresAnswer:
    """A score or an error for each of the caller's keys, all by the model of one scan. Raises TooManyDays.

    Awards and persons out of sight are unknown.
    """
    home = database.home
    answers: dict[str, ScoreAnswer | FailedItem] = {}
    planned: dict[str, PlannedPayout] = {}
    for key, entry in items.items():
        try:
            item = _read(entry)
            if isinstance(item, PlannedPayout):
                planned[key] = item
            else:
                answers[key] = known.score(scan, known.award_key(home, item), sight, veil)
        except ValidationError as error:
            answers[key] = FailedItem(error=ItemError(type="urn:mingcha:problem:invalid-item", detail=_told(error)))
        except MingchaError as error:
            answers[key] = _failed(error)
    if planned:
        from serving.scores import planned as planning

        for key, answer in planning.score(database, scan, planned, sight).items():
            answers[key] = answer if isinstance(answer, ScoreAnswer) else _failed(answer)
    return ScoresAnswer(items={key: answers[key] for key in items})


def all_by_key(items: Mapping[str, Any]) -> bool:
    """Whether every entry names an award by its key: nobody is asked for by his id."""
    return all(_kind(entry) is AwardByKey for entry in items.values())


def log_scores(session: Session, who: str, scan: CurrentScan, items: Mapping[str, Any], answer: ScoresAnswer) -> None:
    """Write into the audit log that people were asked for by their ids: how many, and which awards, found or not."""
    asked = {key: entry for key, entry in items.items() if _kind(entry) is not AwardByKey}
    found = {key: said.award for key in asked if isinstance(said := answer.items[key], ScoreAnswer)}
    keys = [found.get(key) or _guess(session.info["home"], entry) for key, entry in asked.items()]
    subject, awards = f"scan:{scan.manifest.scan}", log.awards(key for key in keys if key is not None)
    log.write(session, who, "scores.read", subject, people=len(asked), scored=len(found), awards=awards)


def _guess(home: Home, entry: Any) -> int | None:
    """The award that was asked for in vain: that there is none says something of a person too."""
    try:
        item = _read(entry)
        return None if isinstance(item, AwardByKey) else known.award_key(home, item)[0]
    except (ValidationError, MingchaError):
        return None  # names nobody


def _read(entry: Any) -> Item:
    found: Item = _READERS[_kind(entry)].validate_python(entry)
    return found


def _kind(entry: Any) -> type[Item]:
    # Which of the three it is shows by its fields; a union would answer a slip with the complaints of all three.
    if isinstance(entry, dict) and "award" in entry:
        return AwardByKey
    if isinstance(entry, dict) and not (entry.keys() & {"amount_yuan", "period", "pay_date"}):
        return AwardByPerson
    return PlannedPayout


def _told(error: ValidationError) -> str:
    """What is wrong where, without what was sent."""
    found = error.errors(include_input=False, include_context=False, include_url=False)
    return "; ".join(f"{'.'.join(str(step) for step in entry['loc'])}: {entry['msg']}" for entry in found[:5])


def _failed(error: MingchaError) -> FailedItem:
    return FailedItem(error=ItemError(type=f"urn:mingcha:problem:{problem_of(error).type}", detail=str(error)))
