"""The catalogue of rules, for those who act on its hits."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from serving.pages.asking import InFrame, RuleReader
from serving.pages.contexts.rules import rule_page, rules_page
from serving.pages.look import answer
from serving.rules_in_use import rule_by_id, rules_in_use

router = APIRouter(include_in_schema=False)


@router.get("/rules")
def rules(frame: InFrame, user: RuleReader) -> Response:
    """All rules."""
    return answer(rules_page(frame, rules_in_use()))


@router.get("/rules/{rule_id}")
def rule(rule_id: str, frame: InFrame, user: RuleReader) -> Response:
    """One rule."""
    found = rule_by_id().get(rule_id)
    if found is None:
        raise HTTPException(404)
    return answer(rule_page(frame, found))
