"""POST /v1/scores."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from serving.api import problems
from serving.scan.current import CurrentScan, scan_in_use
from serving.scores.schemas import ScoresAnswer, ScoresRequest
from serving.scores.service import scores
from serving.security import keys
from serving.security.dependencies import InDatabase, SentKey
from serving.security.policy import require

router = APIRouter(tags=["scores"])


def scan_for_program(database: InDatabase, key: SentKey) -> CurrentScan:
    """The current scan, for a program that may ask for scores. Raises KeyNeeded, NotAllowed, NoScan."""
    # Key and scan in one transaction: payment systems wait for this answer.
    with database.reading() as session:
        require(keys.user_of_key(session, key), "scores.read")
        return scan_in_use(session)


ScanForProgram = Annotated[CurrentScan, Depends(scan_for_program)]


@router.post(
    "/v1/scores", operation_id="scoreAwards", response_model=ScoresAnswer, responses=problems(401, 403, 422, 503)
)
def score_awards(database: InDatabase, scan: ScanForProgram, asked: ScoresRequest) -> Response:
    """Risk scores for up to 500 awards or planned payouts, each under a key of your choice.

    An award that the current scan knows is answered at once. Planned payouts (`amount_yuan`) of one day are
    looked at together, as one payment list: they are added to the payouts of the county, all rules and features run as
    in a scan, and the model of the current scan scores them. That takes a few seconds for each day of payment, up to 12
    of them, however many payouts there are; nothing is stored.

    An entry that cannot be scored has an `error` of its own; the others are not affected.
    """
    answer = scores(database, scan, asked.items)
    # Written here: FastAPI would check the whole answer once more.
    return Response(answer.model_dump_json(), media_type="application/json")
