"""GET /v1/rules, /v1/rules/health and /v1/rules/{rule}."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from rules.health import By
from serving import paging
from serving.api import problems
from serving.paging import Cursor, Limit
from serving.rules import service
from serving.rules.schemas import HealthAnswer, RuleAnswer, RuleItem, RulesAnswer
from serving.rules_in_use import rules_in_use
from serving.security.declared import needs
from serving.security.dependencies import InDatabase, InSession, Program

router = APIRouter(tags=["rules"])


@router.get(
    "/v1/rules", operation_id="listRules", responses=problems(400, 401, 403, 503), dependencies=[needs("rules.read")]
)
def list_rules(session: InSession, cursor: Cursor = None, limit: Limit = 50) -> RulesAnswer:
    """Every rule the current scan was made with, in the order of their numbers."""
    found = rules_in_use(session)
    behind = paging.after(cursor, "rules") or 0
    left = sorted((rule for rule in found.rules if rule.number > behind), key=lambda rule: rule.number)
    page, following = paging.page(left, limit, "rules", lambda rule: rule.number)
    items = [RuleItem.of(rule) for rule in page]
    return RulesAnswer(catalogue_version=found.version, rules=items, next_cursor=following)


@router.get(
    "/v1/rules/health",
    operation_id="readRuleHealth",
    responses=problems(401, 403, 422, 503),
    dependencies=[needs("rules.read")],
)
def read_health(
    database: InDatabase,
    program: Program,
    by: Annotated[By, Query(description="Divide every rule further; `township` also divides by programme.")] = "rule",
) -> HealthAnswer:
    """What became of every rule's hits, with smoothed confirmation rates, 90 % intervals and a recommendation.

    Whoever works on a part of the county gets the rules as the county knows them, and of the townships his own.
    """
    return HealthAnswer.of(service.health(database, program, by))


@router.get(
    "/v1/rules/{rule}",
    operation_id="readRule",
    responses=problems(401, 403, 404, 422, 503),
    dependencies=[needs("rules.read")],
)
def read_rule(
    session: InSession, rule: Annotated[str, Path(description="Id of the rule.", max_length=64)]
) -> RuleAnswer:
    """One rule: what it compares, what speaks against it, what to ask."""
    return RuleAnswer.of(rules_in_use(session).rule(rule))
