"""Every route of the application by every role and scope: the answer follows policy.py, and no route is without one."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import select
from starlette.routing import Mount, Route

from records.home import Home
from serving.accounts import service as accounts
from serving.accounts.views import COUNTY, ROLES, Role, Scope, User
from serving.app import create_app
from serving.cases.tables import Case
from serving.security import keys
from serving.security.policy import Action, may
from tests.serving.conftest import PASSWORD, TODAY


@dataclass(frozen=True)
class Either:
    """One of these actions is enough."""

    actions: tuple[Action, ...]


OPEN, SIGNED_IN = "for anybody", "for whoever is signed in"
Needs = str | Action | tuple[Action, ...] | Either
JOBS = Either(("jobs.read", "jobs.own"))

# What each route needs. A route that is not here fails the test below: decide who may use it, then write it down.
POLICY: dict[str, Needs] = {
    "GET /openapi.json": OPEN, "GET /docs": OPEN, "GET /docs/start.js": OPEN, "GET /docs/openapi.json": OPEN,
    "GET /livez": OPEN, "GET /readyz": OPEN, "GET /v2/health/live": OPEN, "GET /sign-in": OPEN, "POST /sign-in": OPEN,
    "POST /sign-out": OPEN, "POST /language": OPEN, "GET /": SIGNED_IN,
    "GET /account": SIGNED_IN, "POST /account/password": SIGNED_IN,
    "GET /admin/users": "users.manage", "POST /admin/users": "users.manage",
    "GET /admin/users/{number}": "users.manage", "POST /admin/users/{number}/role": "users.manage",
    "POST /admin/users/{number}/tie": "users.manage", "POST /admin/users/{number}/password": "users.manage",
    "POST /admin/users/{number}/sessions": "users.manage", "POST /admin/users/{number}/active": "users.manage",
    "GET /admin/keys": "keys.manage", "POST /admin/keys": "keys.manage",
    "POST /admin/keys/{prefix}/revoke": "keys.manage",
    "GET /admin/audit": "audit.read", "GET /admin/audit/export": "audit.read",
    "POST /v1/scores": "scores.read", "POST /v1/checks": "scores.read", "POST /invocations": "scores.read",
    "GET /v2/health/ready": "scores.read", "GET /v2/models/{name}": "scores.read",
    "GET /v2/models/{name}/ready": "scores.read", "POST /v2/models/{name}/infer": "scores.read",
    "GET /metrics": "metrics.read",
    "GET /v1/queue": "queue.read", "GET /queue": "queue.read", "POST /queue": "queue.read",
    "POST /v1/queue/assignments": "case.assign", "POST /queue/next": "outcome.record",
    "POST /queue/assign": "outcome.record", "POST /queue/export": "queue.export",
    "GET /v1/omissions": "queue.read",
    "GET /v1/cases/{case_id}": "case.read", "GET /cases/{case_id}": "case.read",
    "GET /cases/{case_id}/payouts-{shape}.svg": "case.read", "POST /cases/{case_id}/reveal": "case.reveal",
    "POST /v1/cases/{case_id}/outcomes": "outcome.record", "POST /cases/{case_id}/outcome": "outcome.record",
    "POST /cases/{case_id}/claim": "outcome.record", "POST /cases/{case_id}/release": "outcome.record",
    "POST /v1/cases/{case_id}/approval": "outcome.approve", "POST /cases/{case_id}/approval": "outcome.approve",
    "GET /v1/cases/{case_id}/attachments": "attachment.read",
    "POST /v1/cases/{case_id}/attachments": "outcome.record",
    "GET /v1/cases/{case_id}/attachments/{number}": "attachment.read",
    "POST /cases/{case_id}/attachments": "outcome.record",
    "GET /cases/{case_id}/attachments/{number}": "attachment.read",
    "POST /cases/{case_id}/identity": "identities.judge",
    "GET /v1/awards/{award}/rules": ("rules.read", "case.read"),
    "POST /v1/batches": "batch.make", "GET /v1/batches": "batch.read", "GET /v1/batches/{number}": "batch.read",
    "POST /v1/batches/preview": "batch.make", "GET /v1/batches/awaited": "batch.read",
    "POST /v1/batches/returns/check": "outcome.record", "POST /v1/batches/returns": "outcome.record",
    "POST /v1/batches/{number}/cancel": "batch.make", "POST /v1/batches/{number}/reminders": "batch.make",
    "POST /v1/batches/{number}/cases/{case_id}/take-out": "batch.make",
    "POST /v1/batches/{number}/hand-out": "batch.hand_out",
    "GET /v1/batches/estimates": "county.compare", "POST /v1/rechecks": "batch.make",
    "GET /v1/rechecks": "county.compare", "GET /v1/verifiers": "county.compare",
    "GET /v1/corrections": "corrections.read", "POST /v1/corrections/{number}/withdraw": "outcome.record",
    "GET /v1/identities": "identities.read", "POST /v1/identities/{identity_key}/confirm": "identities.judge",
    "POST /v1/identities/{identity_key}/reject": "identities.judge",
    "POST /v1/identities/{identity_key}/undo": "identities.judge",
    "GET /v1/rules": "rules.read", "GET /v1/rules/health": "rules.read", "GET /v1/rules/{rule}": "rules.read",
    "GET /rules": "rules.read", "GET /rules/health": "rules.read",
    "GET /rules/health/chart-{shape}.svg": "rules.read", "GET /rules/{rule_id}": "rules.read",
    "GET /v1/models/current": "models.read", "GET /v1/models": "models.read", "GET /v1/models/drift": "models.read",
    "GET /v1/models/{version}": "models.read", "POST /v1/models/rollback": "models.promote",
    "POST /v1/models/{version}/promotion": "models.promote",
    "GET /model": "models.read", "GET /model/{version}/{name}-{shape}.svg": "models.read", "GET /models": "models.read",
    "GET /models/{version}": "models.read", "GET /models/{version}/{name}-{shape}.svg": "models.read",
    "GET /v1/board": "board.read", "GET /board": "board.read", "GET /board/{name}-{shape}.svg": "board.read",
    "GET /board/figures.xlsx": "board.read",
    "POST /v1/imports": "import.run", "GET /v1/imports": "import.read", "GET /v1/imports/{number}": "import.read",
    "GET /v1/imports/{number}/rejects": "import.rejects", "POST /data/imports": "import.run",
    "GET /imports": "import.read", "GET /imports/{number}": "import.read", "POST /imports/{number}/rejects":
    "import.rejects", "GET /data": "import.read", "GET /snapshots": "import.read",
    "GET /snapshots/{name}": "import.read",
    "POST /v1/scans": "scan.run", "POST /v1/trainings": "models.train", "POST /v1/rescorings": "scan.run",
    "POST /data/{kind}": "scan.run",
    "GET /v1/cases": "queue.read", "GET /v1/outcomes": "case.read",
    "GET /corrections": "corrections.read", "POST /corrections/export": "corrections.read",
    "POST /corrections/{number}/withdraw": "outcome.record",
    "GET /models/compare": "models.read",
    "GET /models/compare/{first}/{second}/{name}-{shape}.svg": "models.read",
    "GET /models/rollback": "models.promote", "POST /models/rollback": "models.promote",
    "GET /models/{version}/promotion": "models.promote", "POST /models/{version}/promotion": "models.promote",
    "GET /docs/examples": OPEN, "GET /docs/problems": OPEN,
    "POST /v1/checks/large": "scores.read", "GET /v1/checks/{number}": "scores.read",
    "POST /v1/webhooks": "webhooks.manage", "GET /v1/webhooks": "webhooks.manage",
    "GET /v1/webhooks/{number}": "webhooks.manage", "PATCH /v1/webhooks/{number}": "webhooks.manage",
    "DELETE /v1/webhooks/{number}": "webhooks.manage", "GET /v1/webhooks/{number}/messages": "webhooks.manage",
    "GET /batches": "batch.read", "GET /batches/{number}": "batch.read",
    "GET /batches/{number}/townships/{key}": "batch.read", "GET /batches/findings": "county.compare",
    "GET /batches/new": "batch.make", "GET /batches/new/preview": "batch.make", "POST /batches": "batch.make",
    "POST /batches/rechecks": "batch.make", "POST /batches/{number}/cancel": "batch.make",
    "POST /batches/{number}/reminders": "batch.make",
    "POST /batches/{number}/townships/{key}/take-out": "batch.make",
    "POST /batches/{number}/hand-out": "batch.hand_out",
    "POST /batches/returns": "outcome.record", "POST /batches/returns/taken": "outcome.record",
    "GET /v1/jobs": JOBS, "GET /v1/jobs/{number}": JOBS, "GET /v1/jobs/{number}/events": JOBS,
    "POST /v1/jobs/{number}/cancel": JOBS, "GET /jobs": "jobs.read", "GET /jobs/{number}": "jobs.read",
    "GET /jobs/{number}/events": "jobs.read", "POST /jobs/{number}/cancel": JOBS, "POST /jobs/{number}/again": JOBS,
}  # fmt: skip
PARTS = {"name": "mingcha", "shape": "wide", "version": "none", "rule": "none", "rule_id": "none", "kind": "scan",
         "number": "999999", "key": "1", "first": "none", "second": "none", "prefix": "mk_none",
         "identity_key": "1"}  # fmt: skip
REASON = {"person": "1", "reason": "核实"}
# A body that the route can read; what it names is not there, so that an answer of 404 or 409 shows it got so far.
BODIES: dict[str, Any] = {
    "POST /v1/scores": {"items": {"a": {"award": "1"}}}, "POST /v1/checks": {"payouts": [{}]},
    "POST /invocations": {"dataframe_records": [{}]}, "POST /v2/models/{name}/infer": {"inputs": []},
    "POST /v1/batches": {"visits": 1, "hand_picked": [2**40]}, "POST /v1/rechecks": {"visits": 90_000},
    "POST /v1/batches/preview": {"visits": 1}, "POST /v1/batches/{number}/cancel": {"reason": "核实"},
    "POST /v1/batches/{number}/reminders": {"townships": [1]}, "POST /v1/batches/{number}/hand-out": {},
    "POST /v1/batches/{number}/cases/{case_id}/take-out": {"reason": "核实"},
    "POST /v1/cases/{case_id}/outcomes": {"result": "inconclusive", "verified": TODAY.isoformat()},
    "POST /v1/cases/{case_id}/approval": {"approve": True},
    "POST /v1/corrections/{number}/withdraw": {"why": "核实"},
    "POST /v1/identities/{identity_key}/confirm": REASON, "POST /v1/identities/{identity_key}/reject": REASON,
    "POST /v1/identities/{identity_key}/undo": {"reason": "核实"}, "POST /v1/models/rollback": {"why": ""},
    "POST /v1/webhooks": {"url": "https://other.example/in", "events": ["batch.due"]},
    "POST /v1/checks/large": {"payouts": [{}]}, "PATCH /v1/webhooks/{number}": {"active": False},
    "POST /v1/models/{version}/promotion": {"why": ""}, "POST /v1/scans": {}, "POST /v1/trainings": {},
}  # fmt: skip
FORM = {"version": "999", "reason": "", "identity": "1", "person": "1", "action": "confirm", "verdict": "approve",
        "after": "one", "again": "another"}  # fmt: skip


def routes_of(app: FastAPI) -> Iterator[tuple[str, bool]]:
    """Every route as `METHOD /path`, and whether a program asks it. Mounted files are nobody's data."""

    def walk(routes: list[Any]) -> Iterator[Any]:
        for route in routes:
            original = getattr(route, "original_router", None)
            yield from walk(original.routes) if original is not None else [route]

    for route in walk(app.routes):
        if isinstance(route, Mount):
            assert route.path in ("/static", "/docs/assets")
            continue
        assert isinstance(route, Route | APIRoute), f"{route} is of a kind this test does not know"
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield f"{method} {route.path_format}", route.path.startswith(("/v1/", "/v2/", "/metrics", "/invocations"))


def allowed(user: User, needs: Needs) -> bool:
    if isinstance(needs, Either):
        return any(may(user, action) for action in needs.actions)
    if isinstance(needs, tuple):
        return all(may(user, action) for action in needs)
    return needs in (OPEN, SIGNED_IN) or may(user, needs)  # type: ignore[arg-type]


class Everybody:
    """One user and one key of every role and scope, and a case of the first scope."""

    def __init__(self, app: FastAPI) -> None:
        with app.state.database.writing() as session:
            towns = Counter(session.execute(select(Case.township_key, Case.township)).all()).most_common()
            (own, own_name), (other, other_name) = towns[0][0], towns[-1][0]
            self.scopes = {
                "county": COUNTY,
                "own": Scope("township", own, own_name),
                "other": Scope("township", other, other_name),
            }
            case = session.scalars(select(Case).where(Case.township_key == own, Case.status == "open").limit(1)).one()
            self.parts = PARTS | {"case_id": str(case.id), "award": str(case.award_key)}
            self.case = case.id
            self.keys = {
                (role, where): keys.add_key(session, "test", role, "test", scope)
                for role in ROLES
                for where, scope in self.scopes.items()
            }
            self.users = {
                (role, where): accounts.add_user(session, f"{role}-{where}", role, role, PASSWORD, "test", scope)
                for role in ROLES
                for where, scope in self.scopes.items()
            }
        self.app = app

    def browser(self, role: Role, where: str) -> tuple[TestClient, str]:
        """A signed-in browser, and the token of its forms."""
        client = TestClient(self.app, follow_redirects=False, raise_server_exceptions=False)
        with self.app.state.database.writing() as session:
            token = accounts.open_session(session, self.users[role, where])
        from serving.security.cookies import _signer, form_token

        client.cookies.set("mingcha_session", _signer(self.app.state.home, "session").sign(token).decode())
        return client, form_token(self.app.state.home, token)

    def path(self, route: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda part: self.parts[part[1]], route.partition(" ")[2])


@pytest.fixture
def everybody(scanned: Home) -> Everybody:
    return Everybody(create_app(scanned, adapters=True))


def test_every_route_has_a_policy_and_every_policy_a_route(everybody: Everybody) -> None:
    there = {route for route, _ in routes_of(everybody.app)}
    assert there - POLICY.keys() == set(), "write down in POLICY who may use these routes"
    assert POLICY.keys() - there == set(), "these routes are gone; take them out of POLICY"


def test_nobody_gets_anywhere_without_a_key_or_a_session(everybody: Everybody) -> None:
    stranger = TestClient(everybody.app, follow_redirects=False, raise_server_exceptions=False)
    for route, of_program in routes_of(everybody.app):
        if POLICY.get(route) == OPEN:
            continue
        answer = ask(stranger, everybody, route, of_program, "")
        if of_program:
            assert answer.status_code == 401, route
        else:
            assert answer.status_code in (303, 403), route
            assert answer.status_code == 403 or answer.headers["location"].startswith("/sign-in"), route


@pytest.mark.slow
@pytest.mark.parametrize("where", ["county", "own", "other"])
@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_policy_allows_it_and_nothing_else(
    everybody: Everybody, role: Role, where: str
) -> None:
    user = everybody.users[role, where]
    program = TestClient(everybody.app, follow_redirects=False, raise_server_exceptions=False)
    program.headers["X-API-Key"] = everybody.keys[role, where]
    browser, csrf = everybody.browser(role, where)
    wrong = []
    for route, of_program in routes_of(everybody.app):
        needs = POLICY[route]
        if needs == OPEN:
            continue
        answer = ask(program if of_program else browser, everybody, route, of_program, csrf)
        if not fits(answer, route, allowed(user, needs), where):
            wrong.append(f"{route}: {answer.status_code}, {'allowed' if allowed(user, needs) else 'not allowed'}")
    assert wrong == []


def ask(client: TestClient, everybody: Everybody, route: str, of_program: bool, csrf: str) -> httpx.Response:
    method, path = route.partition(" ")[0], everybody.path(route)
    if method == "GET":
        return client.get(path)
    if route == "POST /v1/queue/assignments":
        return client.post(path, json={"cases": [everybody.case], "assignee": None})
    if route.endswith("attachments") and of_program:
        return client.post(path, files={"file": ("note.txt", b"x")})
    if route.startswith("POST /v1/batches/returns"):
        return client.post(path, content=b"no workbook")
    if route == "POST /v1/imports":
        return client.post(path, files={"other": ("note.txt", b"x")})
    if of_program:
        return client.request(method, path, json=BODIES.get(route), headers={"If-Match": '"999"'})
    if route == "POST /data/imports":
        return client.post(path, files={"csrf": (None, csrf), "skip_bad": (None, "")})
    return client.post(path, data={**FORM, "csrf": csrf})


def fits(answer: httpx.Response, route: str, may_do: bool, where: str) -> bool:
    """Whether the answer is what the policy says: refused, out of sight, or something that is neither."""
    status = answer.status_code
    if not may_do:
        return status == 403
    if "{case_id}" in route or "{award}" in route:
        if where == "other":
            return status == 404 or route.endswith("/release")  # what one does not hold one cannot put back
        return (
            status not in (401, 403) and status < 500 and (status != 404 or "{number}" in route or "identity" in route)
        )
    return status not in (401, 403) and (status < 500 or status == 503)
