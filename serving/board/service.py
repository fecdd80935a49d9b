"""Put the board together."""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from serving.accounts.views import User
from serving.board import precision, repository, waiting
from serving.board.found import FoundByVisits, by_visits
from serving.board.views import Board, BoardFilter
from serving.database import Database
from serving.refusals import NotAllowed
from serving.rules.service import known_outcomes
from serving.scan import store
from training.visits import batch_estimates
from training.visits.batch_estimates import BatchEstimates


def board(database: Database, asked: BoardFilter, today: date, user: User) -> Board:
    """All figures of the board; `today` decides what is overdue. A township sees its own. Raises NoScan, NotAllowed."""
    chosen = _own(asked, user)
    with database.reading() as session:
        store.current_folder(session)
        stamp = repository.stamp(session)
        opened = repository.open_cases(session, chosen.township_key)
        parts = repository.handed_out(session, chosen.township_key)
        stands_at = store.newest_day(session) or today
    as_of, found = _found(database, chosen, stamp)
    return Board(
        chosen=chosen,
        today=today,
        as_of=as_of,
        first=found.first,
        last=found.last,
        townships={key: name for key, name in found.townships.items() if user.scope.whole or key == user.scope.key},
        found=found.whole,
        months=found.months,
        rates=found.rates,
        batches=waiting.by_batch(parts, today),
        late=waiting.by_township(parts, today),
        ages=waiting.ages(opened, stands_at),
        open_cases=sum(one.cases for one in opened),
        expected_finds=sum(one.expected_finds for one in opened),
        precision=precision.of_model_in_use(database.home),
        estimates=_estimates(database, stamp) if chosen.township_key is None else None,
    )


def _own(asked: BoardFilter, user: User) -> BoardFilter:
    if user.scope.level == "village":
        raise NotAllowed("The board has no figures of a single village; ask the township.")
    return asked if user.scope.whole else replace(asked, township_key=user.scope.key)


# The pictures of one page and its workbook ask for the same figures one after the other; any change has a new stamp.
@lru_cache(maxsize=32)
def _found(database: Database, chosen: BoardFilter, _stamp: repository.Stamp) -> tuple[date, FoundByVisits]:
    with known_outcomes(database) as (outcomes, scan, rules):
        found = by_visits(outcomes, scan, rules, chosen)
        return outcomes.execute("SELECT as_of()").fetchall()[0][0], found


@lru_cache(maxsize=4)
def _estimates(database: Database, _stamp: repository.Stamp) -> BatchEstimates:
    return batch_estimates.of_home(database.home, database.url)
