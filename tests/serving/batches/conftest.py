"""Batches of the small scanned county."""

from datetime import date
from typing import Any

from serving.accounts.views import User
from serving.batches import service
from serving.batches.views import BatchOrder, BatchView
from serving.database import Database
from training.visits.exploration import Exploration

SUPERVISOR = User(0, "zhao", "赵主任", "supervisor")
DAY = date(2026, 1, 1)  # before what the tests' visits found
EXPLORING = Exploration(share=0.25)


def drawn(database: Database, visits: int = 20, **asked: Any) -> BatchView:
    """A new batch, a quarter of it at random."""
    order = BatchOrder(visits=visits, **{"exploration": EXPLORING, "seed": 3, "dispatched": DAY, **asked})
    with database.writing() as session:
        return service.new(session, order, SUPERVISOR)
