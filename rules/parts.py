"""Rules and their parts (by band, programme, township) with counts, smoothed rates and intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt

from rules.health_choices import Choices
from rules.rates import Belief, Vector, beside_others

PartKey = Literal["band", "programme", "township"]
_COLUMNS = {"band": "band", "programme": "programme", "township": "township_key"}
_SUMS = ("hits", "stake_fen", "recover_fen", "unverified", "confirmed", "cleared", "inconclusive", "recovered_fen")


@dataclass(frozen=True)
class Tally:
    """Awards and fen, counted."""

    hits: int
    stake_fen: int
    recover_fen: int | None  # 应追缴, null: the scan does not say
    unverified: int  # hits that no outcome speaks of yet
    confirmed: int
    cleared: int
    inconclusive: int
    recovered_fen: int | None  # 追缴, null: no outcome says
    newest: date | None  # when the newest outcome became known

    @property
    def labelled(self) -> int:
        """Awards that a rate rests on: confirmed or cleared."""
        return self.confirmed + self.cleared

    @property
    def verified(self) -> int:
        """Awards somebody went to see."""
        return self.labelled + self.inconclusive


class Rate(NamedTuple):
    """A smoothed confirmation rate with its interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Part:
    """A rule, or a part of it; keys that do not divide it are null."""

    rule: str
    programme: str | None
    township_key: int | None
    band: int | None
    divided_by: tuple[PartKey, ...]
    tally: Tally
    rate: Rate | None  # null: no case of the rule was ever confirmed or cleared
    # What it is a part of, without it: its cases, and where the interval of its rate begins.
    rest_labelled: int
    rest_confirmed: int
    rest_low: float


@dataclass(frozen=True)
class Wholes:
    """Every rule whole, with what its rate was expected to be before its own cases."""

    parts: dict[str, Part]
    place: dict[str, int]
    expected: Belief
    cases: Vector
    confirmed: Vector


def rules_of(connection: duckdb.DuckDBPyConnection, ids: Sequence[str], choices: Choices) -> Wholes:
    """Every rule of the catalogue, those without any hit too."""
    found = {row[0]: _tally(row[1:]) for row in _rows(connection, ())}
    tallies = [found.get(rule, _tally((0, 0, None, 0, 0, 0, 0, None, None))) for rule in ids]
    cases, confirmed = _counts(tallies)
    expected = beside_others(cases, confirmed, choices.pull.rule)
    nothing = np.zeros(len(tallies))
    named = [(rule,) for rule in ids]
    parts = _parts(named, (), tallies, cases > 0, expected, expected, (nothing, nothing), choices)
    place = {rule: number for number, rule in enumerate(ids)}
    return Wholes({part.rule: part for part in parts}, place, expected, cases, confirmed)


def divided(
    connection: duckdb.DuckDBPyConnection, wholes: Wholes, keys: tuple[PartKey, ...], choices: Choices
) -> dict[str, tuple[Part, ...]]:
    """The parts of each rule: each rate is drawn towards that of the part above it, whose other cases it is told of."""
    rows = [row for row in _rows(connection, keys) if row[0] in wholes.place]
    named = [row[: len(keys) + 1] for row in rows]
    tallies = [_tally(row[len(keys) + 1 :]) for row in rows]
    cases, confirmed = _counts(tallies)
    places = np.array([wholes.place[name[0]] for name in named], np.intp)
    above = wholes.cases[places], wholes.confirmed[places]
    ever = wholes.cases > 0
    others = expected = wholes.expected.chosen(places)
    seen = above
    for depth, key in enumerate(keys, 1):
        own = _shared(named, depth, cases), _shared(named, depth, confirmed)
        seen = above[0] - own[0], above[1] - own[1]
        others = expected.after(*seen)
        expected, above = others.of_a_part(getattr(choices.pull, key)), own
    found: dict[str, list[Part]] = {}
    for part in _parts(named, keys, tallies, ever[places], expected, others, seen, choices):
        found.setdefault(part.rule, []).append(part)
    return {rule: tuple(parts) for rule, parts in found.items()}


def _rows(connection: duckdb.DuckDBPyConnection, keys: tuple[PartKey, ...]) -> list[tuple[Any, ...]]:
    by = ", ".join(["rule", *(_COLUMNS[key] for key in keys)])
    sums = ", ".join(f"sum({name})::BIGINT" for name in _SUMS)
    return connection.execute(f"SELECT {by}, {sums}, max(newest) FROM cell GROUP BY {by} ORDER BY {by}").fetchall()


def _tally(row: Sequence[Any]) -> Tally:
    hits, stake, *rest = row
    return Tally(hits, stake or 0, *rest)


def _counts(tallies: Sequence[Tally]) -> tuple[Vector, Vector]:
    cases = np.array([tally.labelled for tally in tallies], np.float64)
    return cases, np.array([tally.confirmed for tally in tallies], np.float64)


def _shared(named: Sequence[tuple[Any, ...]], depth: int, counts: Vector) -> Vector:
    """For every part the count of all parts that share its first keys: of what it is a part of at this depth."""
    numbers: dict[tuple[Any, ...], int] = {}
    group = np.array([numbers.setdefault(name[: depth + 1], len(numbers)) for name in named], np.intp)
    return np.asarray(np.bincount(group, counts, len(numbers))[group], np.float64)


def _parts(
    named: Sequence[tuple[Any, ...]],
    keys: tuple[PartKey, ...],
    tallies: Sequence[Tally],
    known: npt.NDArray[np.bool_],
    expected: Belief,
    rest: Belief,
    others: tuple[Vector, Vector],
    choices: Choices,
) -> list[Part]:
    believed = expected.after(*_counts(tallies))
    low, high = believed.interval(choices.level)
    rest_low, _ = rest.interval(choices.level)
    found = []
    for place, (name, tally) in enumerate(zip(named, tallies, strict=True)):
        at = dict(zip(keys, name[1:], strict=True))
        rate = Rate(float(believed.mean[place]), float(low[place]), float(high[place])) if known[place] else None
        found.append(
            Part(
                name[0], at.get("programme"), at.get("township"), at.get("band"), keys, tally, rate,
                int(others[0][place]), int(others[1][place]), float(rest_low[place]),
            )
        )  # fmt: skip
    return found
