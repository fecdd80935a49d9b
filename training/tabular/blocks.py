"""Stretches of time to test on, each with everything before it to train on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.errors import UnusableTable
from training.tabular.cases import TableCases
from training.tabular.request import Request

Rows = npt.NDArray[np.int64]
FEWEST = 20  # cases of each outcome that training needs


@dataclass(frozen=True)
class Block:
    """One stretch of time, named by its first and last moment; `train` and `test` are row positions.

    `dropped` training rows share a group with a tested case and were left out. `judged`: it counts in the figures (the
    others only serve to choose).
    """

    first: str
    last: str
    train: Rows
    test: Rows
    dropped: int
    judged: bool


def of(cases: TableCases, request: Request) -> tuple[Block, ...]:
    """The blocks of a request, oldest first; a moment in time is never cut in two.

    Raises:
        UnusableTable: there is nothing on one side, or too little to train on before any block.
    """
    if (start := cases.start) is None:
        edges = _edges(cases.when, request.folds)
        found = [_block(cases, low, high, judged=True) for low, high in edges]
    else:
        edges = _edges(cases.when[cases.when < start], request.folds)
        found = [_block(cases, low, high, judged=False) for low, high in edges]
        found.append(_block(cases, start, len(cases.times), judged=True))
    enough = tuple(block for block in found if _enough(cases, block))
    if not any(block.judged for block in enough):
        raise UnusableTable(
            f"No stretch of time leaves {FEWEST} cases of each outcome before it to train on; give a longer table, "
            "or a later --test-from."
        )
    return enough


def _edges(when: Rows, folds: int) -> list[tuple[int, int]]:
    """Numbers of times, from (included) and to (not included): `folds` parts after a first one, alike in cases."""
    if not len(when):
        return []
    share = [when[min(len(when) * part // (folds + 1), len(when) - 1)] for part in range(1, folds + 1)]
    cuts = sorted({int(cut) for cut in share if cut > when[0]})
    return list(zip(cuts, [*cuts[1:], int(when[-1]) + 1], strict=True)) if cuts else []


def _block(cases: TableCases, low: int, high: int, judged: bool) -> Block:
    test = np.flatnonzero((cases.when >= low) & (cases.when < high))
    before = np.flatnonzero(cases.when < low)
    tied = np.isin(cases.group[before], cases.group[test])
    return Block(cases.times[low], cases.times[high - 1], before[~tied], test, int(tied.sum()), judged)


def _enough(cases: TableCases, block: Block) -> bool:
    confirmed = int(cases.outcomes[block.train].sum())
    return len(block.test) > 0 and min(confirmed, len(block.train) - confirmed) >= FEWEST
