"""How the model in use did at capacity, forward in time: from its card."""

from functools import lru_cache
from pathlib import Path

from records.home import Home
from serving.board.views import Precision

LEVEL = 0.9


def of_model_in_use(home: Home) -> Precision | None:
    """The figures of the champion; None while no trained model serves."""
    from training.home import pointers

    version = pointers.read(home, "CHAMPION")
    return None if version is None else _read(home.path, version)


@lru_cache(maxsize=8)  # a model never changes once it is there
def _read(home: Path, version: str) -> Precision:
    from serving.models import cards
    from training.evaluation import intervals, metrics
    from training.folder.card import MODEL

    card = cards.read(Home(home), version)
    ours = card.of(MODEL)
    visits = metrics.size_of(card.capacity, ours.cases)
    span = intervals.jeffreys(ours.precision_capacity * visits, visits, LEVEL)
    return Precision(
        version=version,
        as_of=card.as_of,
        capacity=card.capacity,
        visits=visits,
        precision=ours.precision_capacity,
        low=span.low,
        high=span.high,
        recall=ours.recall_capacity,
        rate=ours.confirmed / ours.cases,
    )
