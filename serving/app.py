"""The application: API, documentation and pages over one home."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from records.home import Home
from serving import docs, errors, health
from serving.adapters import router as adapting
from serving.attachments import router as attachments
from serving.awards import router as awards
from serving.batches import acts_router as batch_acts
from serving.batches import router as batches
from serving.board import router as board
from serving.cases import router as cases
from serving.checks import router as checks
from serving.corrections import router as corrections
from serving.database import open_database
from serving.envelope import Envelope
from serving.identities import router as identities
from serving.imports import router as imports
from serving.jobs import router as jobs
from serving.metrics import router as metrics
from serving.metrics.counting import Counting
from serving.metrics.figures import Figures
from serving.models import router as models
from serving.omissions import router as omissions
from serving.openapi import document
from serving.openapi import pages as programmers
from serving.outcomes import router as outcomes
from serving.pages import mount as pages
from serving.queue import router as queue
from serving.rules import router as rules
from serving.scores import router as scores
from serving.scores.asking import Asking
from serving.security import declared
from serving.settings import settings
from serving.throttle import Throttle
from serving.unchanged import Unchanged
from serving.webhooks import router as webhooks


def create_app(home: Home, database_url: str | None = None, *, adapters: bool = False) -> FastAPI:
    """The application for a home; its database is brought up to date first. `adapters`: see `serving.adapters`."""
    database = open_database(home, database_url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        database.close()

    app = FastAPI(title="mingcha", version="1", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.home, app.state.database, app.state.figures = home, database, Figures()
    app.state.asking = Asking(database)
    app.state.running = set()  # Idempotency-Keys of requests that are being worked on
    rooms = (
        scores,
        checks,
        queue,
        cases,
        awards,
        batch_acts,
        batches,
        outcomes,
        attachments,
        corrections,
        identities,
        omissions,
        rules,
        models,
        board,
        imports,
        jobs,
        webhooks,
        health,
        metrics,
        *([adapting] if adapters else []),
    )
    for room in rooms:
        app.include_router(room.router)
    docs.install(app)
    programmers.install(app)
    pages.install(app)
    document.install(app)
    errors.install(app, pages.error_page)
    declared.check(app)
    app.add_middleware(Unchanged)
    app.add_middleware(Throttle, rate=settings().requests_per_second, burst=settings().requests_burst)
    app.add_middleware(Envelope)
    app.add_middleware(Counting, figures=app.state.figures)
    return app
