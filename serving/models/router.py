"""GET /v1/models/current."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from serving.api import problems
from serving.models.in_use import model_note
from serving.scan.current import scan_in_use
from serving.security.dependencies import InSession, Program
from serving.security.policy import require

router = APIRouter(tags=["models"])


class ModelAnswer(BaseModel):
    """The model behind the scores of the current scan."""

    model_config = ConfigDict(protected_namespaces=())

    model_version: str
    model_note: str | None = Field(description="Set while no model is trained: what the ranking rests on.")
    catalogue_version: str
    as_of: date = Field(description="Nothing known later was used.")
    scan: str
    awards: int = Field(description="Awards scored.")
    rules_not_run: dict[str, str] = Field(description="Rule -> the registry that is missing.")


@router.get("/v1/models/current", operation_id="readCurrentModel", responses=problems(401, 403, 503))
def current_model(session: InSession, program: Program) -> ModelAnswer:
    """Which model and rules the scores rest on."""
    require(program, "models.read")
    scan = scan_in_use(session)
    found = scan.manifest
    return ModelAnswer(
        model_version=found.model_version,
        model_note=model_note(scan),
        catalogue_version=found.catalogue_version,
        as_of=found.day,
        scan=found.scan,
        awards=found.awards,
        rules_not_run=found.not_run,
    )
