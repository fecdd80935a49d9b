"""The catalogue of rules, for those who act on its hits, and what became of these."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from serving.accounts.views import User
from serving.database import Database
from serving.pages.asking import InFrame, RuleReader
from serving.pages.charts.payouts import Shape
from serving.pages.charts.rule_health import health_svg
from serving.pages.contexts.rule_dots import rule_dots, titles
from serving.pages.contexts.rule_health import OneRule, health_page, one_rule
from serving.pages.contexts.rules import rule_page, rules_page
from serving.pages.languages import Language
from serving.pages.look import answer, picture
from serving.refusals import NoScan
from serving.rules import service
from serving.rules_in_use import rules_in_use
from serving.security.dependencies import InDatabase, InSession

router = APIRouter(include_in_schema=False)


@router.get("/rules")
def rules(session: InSession, frame: InFrame, user: RuleReader) -> Response:
    """All rules."""
    return answer(rules_page(frame, rules_in_use(session)))


@router.get("/rules/health")
def health(database: InDatabase, frame: InFrame, user: RuleReader) -> Response:
    """What became of every rule's hits."""
    return answer(health_page(frame, service.health(database, user)))


@router.get("/rules/health/chart-{shape}.svg")
def health_picture(shape: Shape, database: InDatabase, frame: InFrame, user: RuleReader) -> Response:
    """The same as a picture; its address changes with the scan and the outcomes, so the browser may keep it."""
    return picture(
        health_svg(rule_dots(service.health(database, user), frame.language), shape, *titles(frame.language))
    )


@router.get("/rules/{rule_id}")
def rule(rule_id: str, database: InDatabase, session: InSession, frame: InFrame, user: RuleReader) -> Response:
    """One rule, and its health."""
    found = next((known for known in rules_in_use(session).rules if known.id == rule_id), None)
    if found is None:
        raise HTTPException(404)
    return answer(rule_page(frame, found, _health(database, user, rule_id, frame.language)))


def _health(database: Database, user: User, rule_id: str, language: Language) -> OneRule | None:
    try:
        found, batches = service.of_rule(database, user, rule_id)
    except NoScan:
        return None
    one = next((one for one in found.rules if one.rule.id == rule_id), None)
    return None if one is None else one_rule(language, found, one, batches)
