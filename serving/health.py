"""/livez: the process answers. /readyz: it can do its work."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import text

from records.errors import MingchaError
from serving.errors import Problem, problem_response
from serving.models.in_use import model
from serving.scan.current import scan_in_use
from serving.security.dependencies import InHome, InSession

router = APIRouter(tags=["health"])
_NOT_READY = Problem("not-ready", 503, "Not ready")


class Alive(BaseModel):
    """The process answers."""

    status: str = Field(examples=["ok"])


class Ready(Alive):
    """What it works with."""

    scan: str
    snapshot: str
    model: str


@router.get("/livez", operation_id="livez")
def livez() -> Alive:
    """Whether the process answers."""
    return Alive(status="ok")


@router.get(
    "/readyz", operation_id="readyz", responses={503: {"description": "Not ready; says why"}}, response_model=Ready
)
def readyz(home: InHome, session: InSession) -> Ready | JSONResponse:
    """Whether database, scan and model are there and whole."""
    try:
        session.execute(text("SELECT 1 FROM scan LIMIT 1"))
        found = scan_in_use(session).manifest
        model(home, found.model_version)
    except MingchaError as error:
        return problem_response(_NOT_READY, str(error))
    return Ready(status="ok", scan=found.scan, snapshot=found.snapshot, model=found.model_version)
