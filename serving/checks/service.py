"""Checks of payment lists: rows are read one by one, and scored together as /v1/scores scores planned payouts."""

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from serving.audit import log
from serving.checks.schemas import CheckAnswer, CheckedRow, RefusedRow
from serving.checks.summary import Row, summary
from serving.database import Database
from serving.errors import problem_of
from serving.refusals import InvalidPayout
from serving.scan.current import CurrentScan
from serving.scores.schemas import PlannedPayout, ScoreAnswer
from serving.security.sight import Sight

_READER = TypeAdapter(PlannedPayout)
INVALID = "urn:mingcha:problem:invalid-item"


def check(database: Database, scan: CurrentScan, listed: Sequence[Any], sight: Sight) -> CheckAnswer:
    """Every row in sight by every rule and the model of the scan. Raises TooManyDays."""
    from serving.scores import planned

    payouts, refused = _read(listed)
    answers = planned.score(database, scan, {str(row): payout for row, payout in payouts.items()}, sight)
    checked: list[Row] = []
    for row, payout in payouts.items():
        answer = answers[str(row)]
        if isinstance(answer, InvalidPayout):
            refused.append(_unusable(row, answer))
        else:
            checked.append(Row(row, int(payout.amount_yuan * 100), answer))
    refused.sort(key=lambda one: one.row)
    return CheckAnswer(
        summary=summary(checked, len(refused), scan.rules),
        rows=[_checked(row.number, row.answer) for row in checked],
        refused=refused,
        scan=scan.manifest.scan,
        model_version=scan.manifest.model_version,
        catalogue_version=scan.manifest.catalogue_version,
    )


def log_check(session: Session, who: str, answer: CheckAnswer) -> None:
    """Write into the audit log that a list was checked: how many rows, and whose awards."""
    counted, awards = answer.summary, log.awards(row.award for row in answer.rows)
    rows = {"rows": counted.sent, "refused": counted.refused, "flagged": counted.flagged.rows}
    log.write(session, who, "payouts.check", f"scan:{answer.scan}", awards=awards, **rows)


def _read(listed: Sequence[Any]) -> tuple[dict[int, PlannedPayout], list[RefusedRow]]:
    payouts, refused = dict[int, PlannedPayout](), list[RefusedRow]()
    for row, sent in enumerate(listed, start=1):
        try:
            payouts[row] = _READER.validate_python(sent)
        except ValidationError as error:
            refused.append(_malformed(row, error))
    return payouts, refused


def _malformed(row: int, error: ValidationError) -> RefusedRow:
    """The first thing wrong: its field, unless the caller made the name up, and never its value."""
    first = error.errors(include_input=False, include_context=False, include_url=False)[0]
    named = str(first["loc"][0]) if first["loc"] else ""
    field = named if named in PlannedPayout.model_fields else None
    what = "it has a field that is not documented" if first["type"] == "extra_forbidden" else first["msg"]
    return RefusedRow(row=row, field=field, type=INVALID, detail=_sentence(row, field, what))


def _unusable(row: int, error: InvalidPayout) -> RefusedRow:
    kind = f"urn:mingcha:problem:{problem_of(error).type}"
    return RefusedRow(row=row, field=error.field, type=kind, detail=_sentence(row, error.field, str(error)))


def _sentence(row: int, field: str | None, what: str) -> str:
    place = f"Row {row}" if field is None else f"Row {row}, {field}"
    return f"{place}: {what.rstrip('.')}."


def _checked(row: int, answer: ScoreAnswer) -> CheckedRow:
    # Made of parts that are checked already: a list has ten thousand rows.
    return CheckedRow.model_construct(
        row=row,
        award=answer.award,
        probability=answer.probability,
        interval=answer.interval,
        level=answer.level,
        percentile=answer.percentile,
        hits=answer.reasons,
        as_of=answer.as_of,
    )
