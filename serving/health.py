"""/livez: the process answers. /readyz: it can do its work."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from records import warehouse
from records.errors import MingchaError
from records.home import Home
from serving.errors import NOT_READY, problem_response
from serving.migrations import HEAD
from serving.models.in_use import model
from serving.refusals import NewerDatabase
from serving.scan.current import scan_in_use
from serving.security.declared import ANYBODY
from serving.security.dependencies import InHome, InSession

router = APIRouter(tags=["health"])


@dataclass(frozen=True)
class Standing:
    """What the application works with, each by its name or number."""

    database: str  # revision of its tables
    scan: str
    snapshot: str  # newest import, which planned payouts are compared with
    model: str


class Alive(BaseModel):
    """The process answers."""

    status: str = Field(examples=["ok"])


class Ready(Alive):
    """What it works with."""

    database: str
    scan: str
    snapshot: str
    model: str


@router.get("/livez", operation_id="livez", dependencies=[ANYBODY])
def livez() -> Alive:
    """Whether the process answers."""
    return Alive(status="ok")


@router.get(
    "/readyz",
    operation_id="readyz",
    dependencies=[ANYBODY],
    responses={503: {"description": "Not ready; says why"}},
    response_model=Ready,
)
def readyz(home: InHome, session: InSession) -> Ready | JSONResponse:
    """Whether database, scan, snapshot and model are there and whole."""
    try:
        found = standing(home, session)
    except MingchaError as error:
        return problem_response(NOT_READY, str(error))
    except SQLAlchemyError:  # its text names the place of the database and may quote what was asked
        return problem_response(NOT_READY, "The database does not answer; look whether it is there and not locked.")
    return Ready(status="ok", database=found.database, scan=found.scan, snapshot=found.snapshot, model=found.model)


def standing(home: Home, session: Session) -> Standing:
    """What is there; raises the MingchaError that says what is not, or SQLAlchemyError."""
    revision = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision != HEAD:
        raise NewerDatabase("The database was changed by another mingcha since this one started; start it again.")
    scan = scan_in_use(session).manifest
    model(home, scan.model_version)
    return Standing(revision, scan.scan, warehouse.current(home).name, scan.model_version)
