"""Every route by every role and scope: each answers as it declares, and as the table below promises of the action."""

import re
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, get_args

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Response
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import select

from records.home import Home
from serving.accounts import service as accounts
from serving.accounts.views import COUNTY, ROLES, Role, Scope
from serving.app import create_app
from serving.cases.tables import Case
from serving.database import Database
from serving.omissions import router as omissions
from serving.security import keys
from serving.security.declared import ANYBODY, Policy, UndeclaredRoute, check, needs, policy_of, routes_of
from serving.security.policy import Action
from tests.serving.conftest import PASSWORD, TODAY

# Who may do what in the whole county, and in a part of it: Inspector, Supervisor, Analyst, Backend, aUditor, aDmin.
# It says once more what the policy says, on purpose: what is promised changes here by hand, or the test fails.
PROMISED = """
queue.read         ISABU  ISABU
board.read         ISABU  ISABU
case.read          ISABU  ISABU
case.reveal        IS     IS
outcome.record     ISB    ISB
outcome.approve    S      S
attachment.read    ISB    ISB
corrections.read   ISABU  ISABU
case.assign        S      S
queue.export       SA     SA
scores.read        AB     AB
models.read        SABU   SABU
metrics.read       ABD    ABD
models.promote     A      -
import.read        AU     AU
import.run         A      -
import.rejects     A      -
scan.run           A      -
models.train       A      -
jobs.read          AU     AU
jobs.own           B      B
jobs.cancel        A      -
rules.read         ISABU  ISABU
users.manage       D      -
keys.manage        D      -
webhooks.manage    D      -
audit.read         UD     -
batch.read         ISABU  ISABU
batch.hand_out     S      IS
batch.make         S      -
recheck.know       SAU    -
identities.read    ISAU   ISAU
identities.judge   ISA    ISA
county.compare     ISABU  -
"""
# Which action each route needs, said once more too, so that a route declared more laxly fails, and so does a new one
# that nobody thought of here. `*` stands for anything; the jobs one asked for oneself need jobs.own or jobs.read.
NEEDED = """
queue.read         GET /queue | POST /queue | GET /v1/queue | GET /v1/cases | GET /v1/omissions
board.read         GET /board* | GET /v1/board
case.read          GET /cases/{case_id} | GET /cases/*.svg | GET /v1/cases/{case_id} | GET /v1/outcomes
case.read          GET /v1/awards/*
case.reveal        POST /cases/*/reveal
outcome.record     POST /cases/*/outcome | POST /cases/*/claim | POST /cases/*/release | POST /v1/cases/*/outcomes
outcome.record     POST *cases/*/attachments | POST *batches/returns* | POST *corrections/*/withdraw
outcome.record     POST /queue/next | POST /queue/assign
outcome.approve    POST *cases/*/approval
attachment.read    GET *cases/*/attachments*
corrections.read   GET /corrections | POST /corrections/export | GET /v1/corrections
case.assign        POST /v1/queue/assignments
queue.export       POST /queue/export
scores.read        POST /v1/scores | POST /v1/checks* | GET /v1/checks/* | POST /invocations | * /v2/models/*
scores.read        GET /v2/health/ready
models.read        GET /model | GET /model/* | GET /models | GET /models/{version} | GET /models/*.svg
models.read        GET /models/compare | GET /v1/models*
models.promote     * /models/*/promotion | * /models/rollback | POST /v1/models/*
metrics.read       GET /metrics
import.read        GET /data | GET /snapshots* | GET /imports* | GET /v1/imports | GET /v1/imports/{number}
import.run         POST /data/imports | POST /v1/imports
import.rejects     POST /imports/*/rejects | GET /v1/imports/*/rejects
scan.run           POST /data/{kind} | POST /v1/scans | POST /v1/rescorings
models.train       POST /v1/trainings
jobs.read          * /jobs* | * /v1/jobs*
jobs.own           * /v1/jobs* | POST /jobs/*
rules.read         GET /rules* | GET /v1/rules* | GET /v1/awards/*
users.manage       * /admin/users*
keys.manage        * /admin/keys*
webhooks.manage    * /v1/webhooks*
audit.read         GET /admin/audit*
batch.read         GET /batches | GET /batches/{number}* | GET /v1/batches | GET /v1/batches/{number}
batch.read         GET /v1/batches/awaited
batch.hand_out     POST *batches/*/hand-out
batch.make         GET /batches/new* | POST /batches | POST *batches/*/cancel | POST *batches/*/take-out
batch.make         POST *batches/*/reminders | POST /v1/batches | POST /v1/batches/preview | POST *rechecks
identities.read    GET /v1/identities
identities.judge   POST /cases/*/identity | POST /v1/identities/*
county.compare     GET /batches/findings | GET /v1/batches/estimates | GET /v1/rechecks | GET /v1/verifiers
"""
LETTERS: dict[Role, str] = {
    "inspector": "I", "supervisor": "S", "analyst": "A", "backend": "B", "auditor": "U", "administrator": "D",
}  # fmt: skip
MAY = {action: (county, part) for action, county, part in map(str.split, PROMISED.strip().splitlines())}
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


def asked(app: FastAPI) -> Iterator[tuple[str, Policy, bool]]:
    """Every route as `METHOD /path`, what it declares, and whether a program asks it. Mounted files declare nothing."""
    for route in routes_of(app):
        if not isinstance(route, APIRoute):
            assert route.path in ("/static", "/docs/assets", "/openapi.json"), (
                f"{route} is of a kind this does not know"
            )
            continue
        policy = policy_of(route)
        assert policy is not None, route.path
        of_program = route.path.startswith(("/v1/", "/v2/", "/metrics", "/invocations"))
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield f"{method} {route.path_format}", policy, of_program


def allowed(role: Role, where: str, policy: Policy) -> bool:
    may = [LETTERS[role] in MAY[action][where != "county"] for action in policy.actions]
    return {"anybody": True, "signed in": True, "all": all(may), "any": any(may)}[policy.way]


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


def test_the_table_of_what_is_promised_knows_every_action() -> None:
    assert set(MAY) == set(get_args(Action))
    assert set("".join(letters for both in MAY.values() for letters in both)) <= {*LETTERS.values(), "-"}


def test_the_application_is_not_built_while_a_route_says_of_nobody_whether_he_may(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    router = APIRouter()
    router.add_api_route("/v1/bare", lambda: None)
    monkeypatch.setattr(omissions, "router", router)
    with pytest.raises(UndeclaredRoute, match="/v1/bare"):
        create_app(empty.home)
    other = FastAPI()
    other.add_route("/plain", lambda request: Response())
    with pytest.raises(UndeclaredRoute, match="/plain"):
        check(other)


def test_several_declarations_all_hold_and_those_that_cannot_are_refused() -> None:
    app = FastAPI()
    app.add_api_route("/v1/two", lambda: None, dependencies=[needs("case.read"), needs("rules.read")])
    (route,) = (route for route in routes_of(app) if isinstance(route, APIRoute) and route.path == "/v1/two")
    assert policy_of(route) == Policy("all", frozenset[Action]({"case.read", "rules.read"}))
    app.add_api_route("/v1/both", lambda: None, dependencies=[ANYBODY, needs("case.read")])
    with pytest.raises(UndeclaredRoute, match="/v1/both"):
        check(app)


def test_each_route_needs_what_is_said_here_and_nothing_laxer(everybody: Everybody) -> None:
    lines = [line.split(None, 1) for line in NEEDED.strip().splitlines()]
    said = [(action, pattern.strip()) for action, patterns in lines for pattern in patterns.split("|")]
    declared = {route: policy for route, policy, _ in asked(everybody.app)}
    wrong = []
    for route, policy in declared.items():
        needed = {action for action, pattern in said if fnmatchcase(route, pattern)}
        if (policy.actions, policy.way == "any") != (needed, "jobs.own" in needed):
            wrong.append(f"{route} declares {policy.way} of {sorted(policy.actions)}, needs {sorted(needed)}")
    assert wrong == []
    assert [pattern for _, pattern in said if not any(fnmatchcase(route, pattern) for route in declared)] == []


def test_what_needs_no_more_than_to_be_signed_in_is_known_by_name(everybody: Everybody) -> None:
    own = {route for route, policy, _ in asked(everybody.app) if policy.way == "signed in"}
    assert own == {"GET /", "GET /account", "POST /account/password"}


def test_what_is_open_to_anybody_is_known_by_name(everybody: Everybody) -> None:
    assert {route for route, policy, _ in asked(everybody.app) if policy.way == "anybody"} == {
        "GET /docs", "GET /docs/start.js", "GET /docs/openapi.json", "GET /docs/examples", "GET /docs/problems",
        "GET /livez", "GET /readyz", "GET /v2/health/live", "GET /sign-in", "POST /sign-in", "POST /sign-out",
        "POST /language",
    }  # fmt: skip


def test_nobody_gets_anywhere_without_a_key_or_a_session(everybody: Everybody) -> None:
    stranger = TestClient(everybody.app, follow_redirects=False, raise_server_exceptions=False)
    for route, policy, of_program in asked(everybody.app):
        if policy.way == "anybody":
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
    program = TestClient(everybody.app, follow_redirects=False, raise_server_exceptions=False)
    program.headers["X-API-Key"] = everybody.keys[role, where]
    browser, csrf = everybody.browser(role, where)
    wrong = []
    for route, policy, of_program in asked(everybody.app):
        if policy.way == "anybody":
            continue
        may = allowed(role, where, policy)
        answer = ask(program if of_program else browser, everybody, route, of_program, csrf)
        if not fits(answer, route, may, where):
            wrong.append(f"{route}: {answer.status_code}, {'allowed' if may else 'not allowed'}")
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
