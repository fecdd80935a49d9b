"""A township's cases in the order in which an inspector visits them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from serving.batches import repository
from serving.security.sight import Sight


@dataclass(frozen=True)
class RoadCase:
    """One case on the way; people by key only."""

    case_id: int
    person_key: int
    house: int  # the same for all awards of one house
    village_key: int | None
    village: str
    township: str
    programme_name: str
    headline_zh: str
    headline_en: str
    amount_fen: int
    why: str
    returned: bool
    in_sight: bool  # its page: a blind re-check goes to a township that does not see the case


def of_township(session: Session, number: int, sight: Sight, township_key: int) -> list[RoadCase]:
    """What is or was out in a township (-1: no list says which)."""
    return [
        RoadCase(case.id, case.person_key, house, case.village_key, case.village, kept.township, case.programme_name,
                 case.headline_zh, case.headline_en, case.amount_fen, kept.why, kept.outcome_id is not None,
                 sight.sees(case.person_key, case.township_key, case.village_key))
        for kept, case, house in repository.as_one_goes(session, number, sight, township_key)
    ]  # fmt: skip
