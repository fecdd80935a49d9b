"""The catalogue of rules, for those who act on its hits."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from serving.pages.asking import InFrame, RuleReader
from serving.pages.contexts.rules import rule_page, rules_page
from serving.pages.look import answer
from serving.rules_in_use import rules_in_use
from serving.security.dependencies import InSession

router = APIRouter(include_in_schema=False)


@router.get("/rules")
def rules(session: InSession, frame: InFrame, user: RuleReader) -> Response:
    """All rules."""
    return answer(rules_page(frame, rules_in_use(session)))


@router.get("/rules/{rule_id}")
def rule(rule_id: str, session: InSession, frame: InFrame, user: RuleReader) -> Response:
    """One rule."""
    found = next((known for known in rules_in_use(session).rules if known.id == rule_id), None)
    if found is None:
        raise HTTPException(404)
    return answer(rule_page(frame, found))
