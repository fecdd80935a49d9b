"""Write a city into a home: county by county into the next snapshot, which becomes current when it is whole."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass

import pyarrow as pa

from experiments.city import keys
from experiments.city.county import Told, tell
from experiments.city.plan import Plan
from records import warehouse
from records.contracts import PROGRAMME
from records.errors import MingchaError
from records.home import Home
from records.identity.identities import Identities
from records.programmes import programmes
from records.warehouse import CURRENT, Piece, Snapshot

CountyProgress = Callable[[int, int, int], None]  # counties done, of how many, payouts written


class UsedHome(MingchaError):
    """The home holds something already."""


@dataclass(frozen=True)
class City:
    """What was written."""

    snapshot: Snapshot
    people: int
    payouts: int
    findings: int


def write(
    home: Home, plan: Plan, *, processes: int = 2, identities: bool = False, progress: CountyProgress | None = None
) -> City:
    """Write the city of a plan into a new home.

    Args:
        home: an empty one: its secret follows from the seed, so that the same plan gives the same keys.
        plan: see `experiments.city.draw`.
        processes: counties made side by side; each takes half a gigabyte.
        identities: fill the identity store too, so that pages show names. A benchmark needs none, and three million
            names take as long as the payouts.
        progress: called after each county.

    Raises:
        UsedHome, HomeBusy, ValueError: see `experiments.county.story.tell`.
    """
    if (home.warehouse / CURRENT).exists() or (home.path / "secret.key").exists():
        raise UsedHome(f"{home.path} holds records already; name a folder that is not there yet.")
    home.begin_with(keys.secret(plan.seed))
    with home.lock("import"):
        store = Identities(home)
        store.add((), (), ())  # a home without a store would count as damaged
        snapshot = warehouse.write_pieces(home, _pieces(plan, processes, store if identities else None, progress))
    return City(snapshot, snapshot.rows("resident"), snapshot.rows("payout"), snapshot.rows("finding"))


def _pieces(plan: Plan, processes: int, store: Identities | None, progress: CountyProgress | None) -> Iterator[Piece]:
    yield Piece({"programme": _programmes()})
    paid = 0
    for done, told in enumerate(_told(plan, processes, store is not None), start=1):
        if store is not None and told.people is not None:
            store.add(told.people.persons, told.people.accounts, told.people.households)
        yield told.piece
        paid += told.piece.tables["payout"].num_rows
        if progress is not None:
            progress(done, len(plan.parts), paid)


def _told(plan: Plan, processes: int, identities: bool) -> Iterator[Told]:
    """The counties in their order; only as many are under way as there are processes."""
    if processes < 2 or len(plan.parts) == 1:
        for part in plan.parts:
            yield tell(part, plan.seed, identities)
        return
    # Spawned: a fork would carry locks of threads that pyarrow started.
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        waiting: deque[Future[Told]] = deque()
        for part in plan.parts:
            waiting.append(pool.submit(tell, part, plan.seed, identities))
            if len(waiting) > processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _programmes() -> pa.Table:
    rows = [
        {"programme": one.code, "name": one.name, "rhythm": one.rhythm, "paid_to": one.paid_to}
        for one in programmes().values()
    ]
    return pa.Table.from_pylist(rows, schema=PROGRAMME)
