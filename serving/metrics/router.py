"""GET /metrics."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from records.errors import MingchaError
from serving import health
from serving.api import problems
from serving.metrics.figures import Figures
from serving.metrics.repository import open_cases
from serving.scan.store import newest_day
from serving.security.declared import needs
from serving.security.dependencies import InDatabase

router = APIRouter(tags=["health"])


@router.get(
    "/metrics",
    operation_id="metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **problems(401, 403)},
    dependencies=[needs("metrics.read")],
)
def metrics(request: Request, database: InDatabase) -> Response:
    """Figures for Prometheus, with a key whose role is administrator, analyst or backend.

    There is no exception for callers on the same machine: behind a proxy everybody comes from there. In Prometheus,
    `authorization: {credentials: mk_…}` sends the key.
    """
    figures: Figures = request.app.state.figures
    try:
        with database.reading() as session:
            _take(figures, session)
            health.standing(database.home, session)
        figures.ready.set(1)
    except (MingchaError, SQLAlchemyError):
        figures.ready.set(0)
    return Response(generate_latest(figures.registry), media_type=CONTENT_TYPE_LATEST)


def _take(figures: Figures, session: Session) -> None:
    figures.cases.clear()
    for level, cases in open_cases(session).items():
        figures.cases.labels(level).set(cases)
    day = newest_day(session)
    if day is not None:
        figures.scan_day.set(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
