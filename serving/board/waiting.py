"""What waits: open cases by age, batches by the day they are due, townships by what is overdue."""

from collections.abc import Sequence
from datetime import date

from serving.board.repository import HandedOut, OpenedOn
from serving.board.views import Age, Waiting

FROM_DAYS = (0, 31, 61, 91, 181)  # where an age begins; the last has no end
LEVELS = ("red", "orange", "yellow", "none")


def ages(opened: Sequence[OpenedOn], today: date) -> tuple[Age, ...]:
    """Open cases by how long they have stood on the queue, the newest first."""
    found: list[dict[str, int]] = [dict.fromkeys(LEVELS, 0) for _ in FROM_DAYS]
    for one in opened:
        days = max((today - one.day).days, 0)
        place = max(number for number, begin in enumerate(FROM_DAYS) if begin <= days)
        found[place][one.level] += one.cases
    ends = (*FROM_DAYS[1:], None)
    return tuple(Age(begin, end, levels) for begin, end, levels in zip(FROM_DAYS, ends, found, strict=True))


def by_batch(parts: Sequence[HandedOut], today: date) -> tuple[Waiting, ...]:
    """Batches of which something is still out, the one due first; those without a day last."""
    found: dict[str, list[HandedOut]] = {}
    for part in parts:
        found.setdefault(part.batch, []).append(part)
    waiting = [_sum(name, own, today, own[0].dispatched, own[0].due) for name, own in found.items()]
    return tuple(sorted((one for one in waiting if one.out), key=lambda one: (one.due or date.max, one.name)))


def by_township(parts: Sequence[HandedOut], today: date) -> tuple[Waiting, ...]:
    """Townships with something out, the most overdue first."""
    found: dict[str, list[HandedOut]] = {}
    for part in parts:
        found.setdefault(part.township, []).append(part)
    waiting = [_sum(name, own, today, None, _next_due(own)) for name, own in found.items()]
    return tuple(sorted((one for one in waiting if one.out), key=lambda one: (-one.overdue, -one.out, one.name)))


def _sum(name: str, parts: Sequence[HandedOut], today: date, dispatched: date | None, due: date | None) -> Waiting:
    return Waiting(
        name=name,
        dispatched=dispatched,
        due=due,
        cases=sum(part.cases for part in parts),
        out=sum(part.out for part in parts),
        overdue=sum(part.out for part in parts if part.due is not None and part.due < today),
    )


def _next_due(parts: Sequence[HandedOut]) -> date | None:
    return min((part.due for part in parts if part.out and part.due is not None), default=None)
