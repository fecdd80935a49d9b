"""The cases as columns in memory, in step with the database: filtered, counted and ordered in milliseconds.

A page of the queue counts seven filters over every open case; asked of the database that takes a second at 67,000.
Whoever changes a case writes an event of it in the same transaction, and a scan writes its own record: so the newest
numbers of both say whether the columns are up to date, and the events which cases to read again.
"""

import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from serving.cases.tables import Case, CaseEvent
from serving.queue.views import Sort
from serving.scan.tables import ScanRecord

WORDS = ("status", "level", "programme", "assignee", "rules", "township", "village", "programme_name")
NUMBERS = ("id", "person_key", "township_key", "village_key", "amount_fen", "expected_fen")
_ASKED = [getattr(Case, name) for name in (*NUMBERS, "probability", "opened", *WORDS)]
NOWHERE = -1  # a township or village that is not known
ANEW = 2_000  # changed cases beyond which reading all is as quick
_CHUNK = 500

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Words:
    """A column of text: each word once, and which of them stands in each row; null is the empty word."""

    values: tuple[str, ...]
    codes: npt.NDArray[np.int32]

    def equal(self, value: str) -> Mask:
        """Where this word stands."""
        if value not in self.values:
            return np.zeros(len(self.codes), dtype=np.bool_)
        return np.equal(self.codes, self.values.index(value))

    def counts(self, rows: Mask) -> dict[str, int]:
        """How often each word stands in these rows; words that do not are left out."""
        found = np.bincount(self.codes[rows], minlength=len(self.values))
        return {self.values[code]: int(found[code]) for code in np.flatnonzero(found)}


@dataclass(frozen=True)
class Columns:
    """Every case, by number."""

    numbers: dict[str, npt.NDArray[np.int64]]
    probability: npt.NDArray[np.float64]
    opened: npt.NDArray[np.int32]  # day number
    words: dict[str, Words]
    _orders: dict[Sort, npt.NDArray[np.int64]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.probability)

    @cached_property
    def rules(self) -> tuple[tuple[str, ...], ...]:
        """The rules of each word of the column `rules`."""
        return tuple(tuple(rule for rule in value.split(",") if rule) for value in self.words["rules"].values)

    def shown_open(self, cases: Collection[int]) -> "Columns":
        """The same with these cases as open ones, for somebody who is to see them so."""
        if not cases:
            return self
        said = self.words["status"]
        values = said.values if "open" in said.values else (*said.values, "open")
        codes = np.where(np.isin(self.numbers["id"], list(cases)), values.index("open"), said.codes).astype(np.int32)
        return replace(self, words=self.words | {"status": Words(values, codes)})

    def with_rule(self, rule: str) -> Mask:
        """Where a rule hits."""
        holding = np.array([rule in rules for rules in self.rules], dtype=np.bool_)
        mask: Mask = holding[self.words["rules"].codes] if len(holding) else np.zeros(len(self), dtype=np.bool_)
        return mask

    def order(self, sort: Sort) -> npt.NDArray[np.int64]:
        """Places of all cases, best first; of equals the lower case number first."""
        if sort not in self._orders:
            self._orders[sort] = np.lexsort((self.numbers["id"], -self.values(sort)))
        return self._orders[sort]

    def values(self, sort: Sort) -> npt.NDArray[np.float64] | npt.NDArray[np.int64]:
        """What an order sorts by."""
        if sort == "probability":
            return self.probability
        return self.numbers["amount_fen" if sort == "amount" else "expected_fen"]

    def rule_counts(self, rows: Mask) -> dict[str, int]:
        """How many of these rows each rule hits."""
        found: dict[str, int] = {}
        for value, count in self.words["rules"].counts(rows).items():
            for rule in value.split(","):
                if rule:
                    found[rule] = found.get(rule, 0) + count
        return found


@dataclass
class _Held:
    stamp: tuple[int, int] | None = None
    columns: Columns | None = None


_HELD: WeakKeyDictionary[Any, _Held] = WeakKeyDictionary()  # by the pool that engines of one database share
_LOCK = threading.Lock()


def columns_of(session: Session) -> Columns:
    """The cases as this transaction sees them, or as one that began later did."""
    bind = session.get_bind()
    if bind.get_execution_options().get("writes"):
        return _all(session)  # what is not committed must not be held for others
    with _LOCK:
        held = _HELD.setdefault(bind.engine.pool, _Held())
        stamp = _stamp(session)
        if held.stamp is None or held.columns is None or held.stamp[0] < stamp[0]:
            held.stamp, held.columns = stamp, _all(session)
        elif held.stamp < stamp:
            held.columns = _renewed(session, held.columns, held.stamp[1])
            held.stamp = stamp
        return held.columns


def _stamp(session: Session) -> tuple[int, int]:
    scans, events = select(func.max(ScanRecord.id)), select(func.max(CaseEvent.id))
    return session.scalar(scans) or 0, session.scalar(events) or 0


def _all(session: Session) -> Columns:
    return _built(session.execute(select(*_ASKED).order_by(Case.id)).all())


def _renewed(session: Session, before: Columns, event: int) -> Columns:
    """The columns with the cases that something happened to since the event read again."""
    changed = session.scalars(select(CaseEvent.case_id).where(CaseEvent.id > event).distinct()).all()
    if len(changed) > ANEW:
        return _all(session)
    rows: list[Sequence[Any]] = []
    for start in range(0, len(changed), _CHUNK):
        some = changed[start : start + _CHUNK]
        rows += session.execute(select(*_ASKED).where(Case.id.in_(some)).order_by(Case.id)).all()
    return _joined(before, _built(sorted(rows, key=lambda row: row[0])))


def _built(rows: Sequence[Sequence[Any]]) -> Columns:
    given = list(zip(*rows, strict=True)) if rows else [()] * len(_ASKED)
    numbers = {
        name: np.array([NOWHERE if value is None else value for value in column], dtype=np.int64)
        for name, column in zip(NUMBERS, given, strict=False)
    }
    probability, opened, *texts = given[len(NUMBERS) :]
    return Columns(
        numbers,
        np.array(probability, dtype=np.float64),
        np.array([day.toordinal() for day in opened], dtype=np.int32),
        {name: _words(column) for name, column in zip(WORDS, texts, strict=True)},
    )


def _words(column: Iterable[str | None]) -> Words:
    known: dict[str, int] = {}
    codes = [known.setdefault(value or "", len(known)) for value in column]
    return Words(tuple(known), np.array(codes, dtype=np.int32))


def _joined(before: Columns, fresh: Columns) -> Columns:
    """`before` with the rows of `fresh` in place of its own; new cases come last, as their numbers do."""
    kept = ~np.isin(before.numbers["id"], fresh.numbers["id"])
    numbers = {name: np.concatenate([column[kept], fresh.numbers[name]]) for name, column in before.numbers.items()}
    order = np.argsort(numbers["id"], kind="stable")
    return Columns(
        {name: column[order] for name, column in numbers.items()},
        np.concatenate([before.probability[kept], fresh.probability])[order],
        np.concatenate([before.opened[kept], fresh.opened])[order],
        {name: _together(words, fresh.words[name], kept, order) for name, words in before.words.items()},
    )


def _together(before: Words, fresh: Words, kept: Mask, order: npt.NDArray[np.intp]) -> Words:
    known = {value: code for code, value in enumerate(before.values)}
    moved = np.array([known.setdefault(value, len(known)) for value in fresh.values], dtype=np.int32)
    own = moved[fresh.codes] if len(moved) else fresh.codes
    return Words(tuple(known), np.concatenate([before.codes[kept], own])[order])
