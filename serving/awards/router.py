"""GET /v1/awards/{award}/rules."""

from typing import Annotated

from fastapi import APIRouter, Path

from serving.api import problems
from serving.audit import log
from serving.awards.schemas import AwardRulesAnswer
from serving.awards.service import award_answers
from serving.cases.veil import veil_of
from serving.scan.current import scan_in_use
from serving.security.declared import needs
from serving.security.dependencies import InSession, Program, ToWrite
from serving.security.sight import sight_of

router = APIRouter(tags=["awards"])
AwardKey = Annotated[str, Path(pattern=r"^\d{1,19}$", description="The award's key, as the queue gives it.")]


@router.get(
    "/v1/awards/{award}/rules",
    operation_id="explainAward",
    responses=problems(401, 403, 404, 422, 503),
    dependencies=[needs("rules.read", "case.read")],
)
def award_rules(program: Program, session: InSession, write: ToWrite, award: AwardKey) -> AwardRulesAnswer:
    """Why the award was flagged, and why not: every rule's answer. That it was looked at is logged."""
    found = award_answers(scan_in_use(session), int(award), sight_of(session, program), veil_of(session, program))
    with write() as own:
        log.write(own, program.name, "award.rules", f"award:{award}")
    return AwardRulesAnswer.of(found)
