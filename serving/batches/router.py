"""/v1/batches, /v1/rechecks and /v1/verifiers."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from serving import paging
from serving.api import etag, problems
from serving.batches import recheck as checking
from serving.batches import repository, service
from serving.batches.estimate_schemas import EstimatesAnswer, NoiseAnswer, VerifiersAnswer
from serving.batches.schemas import (
    BatchAnswer,
    BatchCaseItem,
    BatchItem,
    BatchList,
    BatchRequest,
    RecheckRequest,
    TownshipItem,
)
from serving.once.route import OnceRoute
from serving.paging import Cursor, Limit
from serving.security.declared import needs
from serving.security.dependencies import InDatabase, InSession, InWriting, Program
from serving.security.policy import may
from serving.security.sight import sight_of
from training.visits import batch_estimates, home_verifiers

router = APIRouter(tags=["batches"], route_class=OnceRoute)
BatchNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the batch.")]


@router.post(
    "/v1/batches",
    operation_id="drawBatch",
    status_code=201,
    responses=problems(401, 403, 412, 422, 503),
    dependencies=[needs("batch.make")],
)
def draw(program: Program, session: InWriting, asked: BatchRequest) -> BatchItem:
    """Draw a batch from the current scan: the most probable, those named, and a share at random."""
    return BatchItem.of(service.new(session, asked.order(), program, asked.digest), may(program, "recheck.know"))


@router.get(
    "/v1/batches", operation_id="listBatches", responses=problems(400, 401, 403), dependencies=[needs("batch.read")]
)
def batches(program: Program, session: InSession, cursor: Cursor = None, limit: Limit = 50) -> BatchList:
    """All batches, the newest first, with what came back."""
    knows = may(program, "recheck.know")
    behind = paging.after(cursor, "batches")
    seen = repository.views(session, sight_of(session, program))
    found = [view for view in seen if behind is None or view.id < behind]
    page, following = paging.page(found, limit, "batches", lambda view: view.id)
    return BatchList(batches=[BatchItem.of(view, knows) for view in page], next_cursor=following)


@router.get(
    "/v1/batches/estimates",
    operation_id="estimateFromBatches",
    responses=problems(401, 403),
    dependencies=[needs("county.compare")],
)
def estimates(database: InDatabase) -> EstimatesAnswer:
    """Confirmation rate, precision and recall among all awards, each case weighed by how likely it was picked."""
    return EstimatesAnswer.model_validate(batch_estimates.of_home(database.home, database.url))


@router.get(
    "/v1/batches/{number:int}",
    operation_id="readBatch",
    responses=problems(401, 403, 404, 422),
    dependencies=[needs("batch.read")],
)
def batch(program: Program, session: InSession, response: Response, number: BatchNumber) -> BatchAnswer:
    """One batch with its cases, why each is in it and how likely it was picked. The ETag is for a change's If-Match."""
    sight, knows = sight_of(session, program), may(program, "recheck.know")
    repository.by_id(session, number, sight)
    kept = BatchItem.of(repository.views(session, sight, number)[0], knows)
    response.headers["ETag"] = etag(kept.version)
    towns = [TownshipItem.model_validate(town) for town in repository.townships(session, number, sight)]
    entries = [BatchCaseItem.of(view, knows) for view in repository.case_views(session, number, sight)]
    return BatchAnswer(**kept.model_dump(), townships=towns, entries=entries)


@router.post(
    "/v1/rechecks",
    operation_id="drawRecheck",
    status_code=201,
    responses=problems(401, 403, 422, 503),
    dependencies=[needs("batch.make")],
)
def recheck(program: Program, session: InWriting, asked: RecheckRequest) -> BatchItem:
    """Have cleared cases visited again by another township, which is not told what was found."""
    found = checking.recheck(session, asked.visits, program, asked.due, asked.seed, asked.name)
    return BatchItem.of(found, may(program, "recheck.know"))


@router.get(
    "/v1/rechecks",
    operation_id="readLabelNoise",
    responses=problems(401, 403, 503),
    dependencies=[needs("county.compare")],
)
def noise(database: InDatabase) -> NoiseAnswer:
    """How many of the cleared were overturned, and what that implies for the base rate."""
    return NoiseAnswer.model_validate(home_verifiers.rechecks(database.home, database.url).noise)


@router.get(
    "/v1/verifiers",
    operation_id="compareVerifiers",
    responses=problems(401, 403),
    dependencies=[needs("county.compare")],
)
def verifiers(database: InDatabase) -> VerifiersAnswer:
    """Townships: what they confirmed of their batches beside what the scores gave reason to expect."""
    found = home_verifiers.of_batches(database.home, database.url)
    return VerifiersAnswer.of(found.table, found.spread)
