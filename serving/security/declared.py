"""What a route declares where it is defined: who may use it. A route that declares nothing stops the application.

    @router.get("/v1/cases", dependencies=[needs("queue.read")])     the caller's key must allow it
    @router.get("/livez", dependencies=[ANYBODY])
    def queue(user: QueueReader)                                    of a page: see serving.pages.asking

The declaration is a dependency, and it enforces what it declares before anything else of the request is looked at.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar, cast

from fastapi import Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import Mount, Route

from serving.accounts.views import User
from serving.security.dependencies import Program, signed_in
from serving.security.policy import Action, may, require

F = TypeVar("F", bound=Callable[..., Any])


class UndeclaredRoute(RuntimeError):
    """A route does not say who may use it: the application is not built."""


@dataclass(frozen=True)
class Policy:
    """Who may use a route: anybody, whoever is signed in, or whose role allows all (or any) of these actions."""

    way: Literal["anybody", "signed in", "all", "any"]
    actions: frozenset[Action] = frozenset()


class _Declaring(Protocol):
    policy: Policy


def declares(policy: Policy) -> Callable[[F], F]:
    """Mark a dependency that enforces a policy by itself."""

    def mark(dependency: F) -> F:
        cast(_Declaring, dependency).policy = policy
        return dependency

    return mark


def needs(*actions: Action) -> Any:
    """For a program's route: its key must allow all of these. Raises KeyNeeded, NotAllowed."""

    @declares(Policy("all", frozenset(actions)))
    def check(program: Program) -> None:
        for action in actions:
            require(program, action)

    return Depends(check)


def needs_any(*actions: Action) -> Any:
    """For a program's route: its key must allow one of these. Raises KeyNeeded, NotAllowed."""

    @declares(Policy("any", frozenset(actions)))
    def check(program: Program) -> None:
        require_any(program, actions)

    return Depends(check)


def require_any(user: User, actions: Iterable[Action]) -> None:
    """Raise NotAllowed unless the user may do one of these."""
    first, *others = actions
    if not any(may(user, action) for action in others):
        require(user, first)


@declares(Policy("anybody"))
async def anybody() -> None:
    """Declares that a route asks for nobody's name."""


ANYBODY = Depends(anybody)
declares(Policy("signed in"))(signed_in)


def routes_of(app: FastAPI) -> Iterator[APIRoute | Mount | Route]:
    """Every route of the application, also of the routers included."""

    def walk(routes: Iterable[Any]) -> Iterator[Any]:
        for route in routes:
            original = getattr(route, "original_router", None)
            yield from [route] if original is None else walk(original.routes)

    yield from walk(app.routes)


def policy_of(route: APIRoute) -> Policy | None:
    """What a route declares; of several declarations all must hold. None where there is none."""
    found = set(_declared(route.dependant))
    strict = found - {Policy("signed in")} or found
    if len(strict) < 2:
        return next(iter(strict), None)
    if any(one.way != "all" for one in strict):
        raise UndeclaredRoute(f"{route.path} declares policies that cannot hold together; declare one of them.")
    return Policy("all", frozenset[Action]().union(*(one.actions for one in strict)))


def check(app: FastAPI) -> None:
    """Raise UndeclaredRoute where a route says of nobody whether he may use it. Mounted files are nobody's data."""
    bare = [route.path for route in routes_of(app) if isinstance(route, APIRoute) and policy_of(route) is None]
    bare += [route.path for route in routes_of(app) if type(route) is Route and route.path != app.openapi_url]
    if bare:
        raise UndeclaredRoute(f"{', '.join(sorted(bare))}: declare who may use it, see serving/security/declared.py.")


def _declared(dependant: Dependant) -> Iterator[Policy]:
    policy = getattr(dependant.call, "policy", None)
    if isinstance(policy, Policy):
        yield policy
    for other in dependant.dependencies:
        yield from _declared(other)
