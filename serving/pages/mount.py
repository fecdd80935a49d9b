"""Mount the pages on the application: their routes, their static files, and their error page."""

import os
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from serving.errors import Problem
from serving.pages import look
from serving.pages.asking import visitor_language, way_back
from serving.pages.contexts.frame import frame
from serving.pages.contexts.problem import problem_page
from serving.pages.refusals import problem_text
from serving.pages.routes import (
    administration,
    audit,
    batch_findings,
    batch_plan,
    batch_returns,
    batches,
    board,
    cases,
    comparing,
    corrections,
    desk,
    entrance,
    identities,
    imports,
    jobs,
    models,
    own_account,
    queue,
    rules,
    switching,
    work,
)

ROUTERS = (
    administration.router,
    audit.router,
    own_account.router,
    entrance.router,
    queue.router,
    # Those with words in their addresses before those with numbers in the same place.
    batch_plan.router,
    batch_findings.router,
    batch_returns.router,
    batches.router,
    board.router,
    cases.router,
    desk.router,
    identities.router,
    rules.router,
    corrections.router,
    comparing.router,
    switching.router,
    models.router,
    work.router,
    jobs.router,
    imports.router,
)


class KeptFiles(StaticFiles):
    """Static files whose address carries a digest: a browser may keep them for good."""

    def file_response(
        self, full_path: "os.PathLike[str] | str", stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, to be kept when it was asked for by digest."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        kept = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        return response


def install(app: FastAPI) -> None:
    """Add the pages to the application."""
    app.mount("/static", KeptFiles(directory=look.STATIC), name="static")
    for router in ROUTERS:
        app.include_router(router)


async def error_page(request: Request, problem: Problem, detail: str) -> Response:
    """The problem as a page; who must sign in first is led there and back."""
    if problem.type == "sign-in-needed":
        onward = way_back(request) if request.method == "GET" else "/"
        return RedirectResponse(f"/sign-in?{urlencode({'onward': onward}, safe='/')}", 303)
    language = visitor_language(request)
    number = str(request.scope.get("request_id", "")) if problem.status >= 500 else ""
    path = request.url.path if request.method == "GET" else "/"
    # Without the visitor's name and ways: when things go wrong, the page must not need the database.
    bare = frame(language, path, "", None)
    text = problem_text(problem.type, language)
    return look.answer(problem_page(bare, problem.status, text, number, problem.type), problem.status)
