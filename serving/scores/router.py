"""POST /v1/scores."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from serving.api import problems
from serving.database import Database
from serving.scan.current import CurrentScan
from serving.scores.asking import Asking, Seen
from serving.scores.schemas import ScoresAnswer, ScoresRequest
from serving.scores.service import all_by_key, log_scores, scores
from serving.security import keys
from serving.security.declared import Policy, declares
from serving.security.dependencies import InDatabase, SentKey

router = APIRouter(tags=["scores"])
FEW = 20  # known awards that are answered at once: to hand them to a thread takes longer than to look them up


@declares(Policy("all", frozenset({"scores.read"})))
async def seen_by_program(request: Request, key: SentKey) -> Seen:
    """The current scan, and what a program that may ask for scores sees of it. Raises KeyNeeded, NotAllowed, NoScan."""
    asking: Asking = request.app.state.asking
    found = asking.remembered(key)
    return await run_in_threadpool(asking.looked_up, key) if found is None else found


SeenByProgram = Annotated[Seen, Depends(seen_by_program)]


async def scan_for_program(seen: SeenByProgram) -> CurrentScan:
    """The scan alone, for what concerns nobody's awards."""
    return seen[0]


ScanForProgram = Annotated[CurrentScan, Depends(scan_for_program)]


@router.post(
    "/v1/scores", operation_id="scoreAwards", response_model=ScoresAnswer, responses=problems(401, 403, 422, 503)
)
async def score_awards(database: InDatabase, key: SentKey, seen: SeenByProgram, asked: ScoresRequest) -> Response:
    """Risk scores for up to 500 awards or planned payouts, each under a key of your choice.

    An award that the current scan knows is answered at once. Planned payouts (`amount_yuan`) of one day are
    looked at together, as one payment list: they are added to the payouts of the county, all rules and features run as
    in a scan, and the model of the current scan scores them. That takes a few seconds for each day of payment, up to 12
    of them, however many payouts there are; nothing is stored. For whole payment lists there is `POST /v1/checks`.

    An entry that cannot be scored has an `error` of its own; the others are not affected. That people were asked for
    by their ids is logged, with the keys of their awards; who has an award's key should ask by it, which is faster.
    """
    scan, sight, veil = seen
    if not all_by_key(asked.items):
        return await run_in_threadpool(_of_people, database, key, seen, asked.items)
    if len(asked.items) <= FEW:
        return _written(scores(database, scan, asked.items, sight, veil))
    return await run_in_threadpool(lambda: _written(scores(database, scan, asked.items, sight, veil)))


def _of_people(database: Database, key: str | None, seen: Seen, items: Mapping[str, Any]) -> Response:
    scan, sight, veil = seen
    answer = scores(database, scan, items, sight, veil)
    with database.writing() as session:  # no answer without its line
        log_scores(session, keys.user_of_key(session, key).name, scan, items, answer)
    return _written(answer)


def _written(answer: ScoresAnswer) -> Response:
    # Written here: FastAPI would check the whole answer once more.
    return Response(answer.model_dump_json(), media_type="application/json")
