"""/v1/models: which models there are, which one serves, what has drifted; promotion and rollback."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from serving import paging
from serving.api import problems
from serving.models import cards, drift, promotion
from serving.models.comparison import ComparisonAnswer, compared
from serving.models.drift import ModelDrift
from serving.models.in_use import model_note
from serving.models.schemas import ModelItem, ModelList, PromotionRequest, RollbackRequest, SwitchAnswer
from serving.once.route import OnceRoute
from serving.paging import Cursor, Limit
from serving.scan.current import scan_in_use
from serving.security.declared import needs
from serving.security.dependencies import InDatabase, InHome, InSession, Program
from training.errors import UnknownModel
from training.folder.card import Card

router = APIRouter(tags=["models"], route_class=OnceRoute)

Version = Annotated[str, Path(max_length=64, description="Version of the model.", examples=["m-20260511-1"])]


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


@router.get(
    "/v1/models/current",
    operation_id="readCurrentModel",
    responses=problems(401, 403, 503),
    dependencies=[needs("models.read")],
)
def current_model(session: InSession) -> ModelAnswer:
    """Which model and rules the scores rest on."""
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


@router.get(
    "/v1/models", operation_id="listModels", responses=problems(400, 401, 403), dependencies=[needs("models.read")]
)
def all_models(home: InHome, cursor: Cursor = None, limit: Limit = 50) -> ModelList:
    """All models, the newest data first."""
    from training.home import registry

    found = registry.list_models(home)
    behind = paging.after_text(cursor, "models")
    begin = (
        0 if behind is None else next((place for place, e in enumerate(found, 1) if e.version == behind), len(found))
    )
    page, following = paging.page(found[begin:], limit, "models", lambda entry: entry.version)
    return ModelList(models=[ModelItem.of(entry) for entry in page], next_cursor=following)


@router.get(
    "/v1/models/drift",
    operation_id="readDrift",
    responses=problems(401, 403, 409, 503),
    dependencies=[needs("models.read")],
)
def model_drift(database: InDatabase) -> ModelDrift:
    """What has moved since the model in use was trained, and what to do about it. May take a minute in a city."""
    return drift.measure(database)


@router.post(
    "/v1/models/rollback",
    operation_id="rollBackModel",
    responses=problems(401, 403, 404, 422, 503),
    dependencies=[needs("models.promote")],
)
def roll_back(asked: RollbackRequest, database: InDatabase, program: Program) -> SwitchAnswer:
    """Put the model before this one back into use and rescore the open cases."""
    done = promotion.rollback(database, program.name, asked.why)
    return SwitchAnswer.of(done, promotion.follow(database))


@router.get(
    "/v1/models/{version}",
    operation_id="readModelCard",
    responses=problems(401, 403, 404),
    dependencies=[needs("models.read")],
)
def model_card(version: Version, home: InHome, program: Program) -> Card:
    """A model's card: data and dates, yardsticks, comparison with the champion, groups, drift, the gate's verdict."""
    return cards.seen(cards.read(home, version), program.scope)


@router.get(
    "/v1/models/{version}/comparison",
    operation_id="compareModels",
    responses=problems(401, 403, 404, 422),
    dependencies=[needs("models.read")],
)
def compare(
    version: Version,
    database: InDatabase,
    program: Program,
    other: Annotated[str | None, Query(max_length=64, description="The other model; default the one in use.")] = None,
) -> ComparisonAnswer:
    """A model beside another: on the same tested cases, and what would move among the open cases you may see."""
    from training.home import registry

    beside = other if other is not None else registry.serving_and_before(database.home)[0]
    if beside is None:
        raise UnknownModel("No trained model serves yet; name the other one as `other`.")
    return compared(database, version, beside, program)


@router.post(
    "/v1/models/{version}/promotion",
    operation_id="promoteModel",
    responses=problems(401, 403, 404, 409, 422, 503),
    dependencies=[needs("models.promote")],
)
def promote(version: Version, asked: PromotionRequest, database: InDatabase, program: Program) -> SwitchAnswer:
    """Put a model into use and rescore the open cases; against the gate only with a written reason."""
    done = promotion.promote(database, version, program.name, asked.why, asked.override)
    return SwitchAnswer.of(done, promotion.follow(database))
