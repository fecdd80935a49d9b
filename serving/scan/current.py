"""The current scan in memory: an award is found by bisection, without a database."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy.orm import Session

from records.home import Home
from rules import catalogue
from rules.answers import Compared
from rules.catalogue import Catalogue
from rules.hits import Hit
from rules.rule import Rule
from rules.wording import Sentence
from serving.queue.views import Level
from serving.scan import store
from serving.scan.store import Manifest

_HIT = tuple(Hit.__dataclass_fields__)
_HIGHEST = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Scored:
    """What the scan says of one award."""

    award_key: int
    person_key: int
    programme: str
    probability: float
    percentile: float
    level: Level
    rank: int
    stake_fen: int  # 涉及金额, each payout once
    queued: bool
    recover_fen: int | None  # 应追缴金额, of each payout once its largest part; None: unknown
    township_key: int | None
    village_key: int | None


@dataclass(frozen=True)
class Silenced:
    """A hit that is not put before anybody again, since when, and until when (None: until something is new)."""

    hit: Hit
    cleared: date
    until: date | None


class CurrentScan:
    """The tables of one scan, sorted by award_key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Manifest = store.manifest(folder)
        scored = _columns(pq.read_table(folder / "scores.parquet", columns=list(Scored.__dataclass_fields__)))
        hit = _columns(pq.read_table(folder / "hits.parquet", columns=list(_HIT)))
        self._silenced = _columns(pq.read_table(folder / "silenced_hits.parquet"))
        self._scored, self._hit, self._silenced_hit = _readers(scored), _readers(hit), _readers(self._silenced)
        self._awards: npt.NDArray[np.int64] = scored["award_key"].to_numpy()
        self._hit_awards: npt.NDArray[np.int64] = hit["award_key"].to_numpy()
        self.headlines = lru_cache(maxsize=8192)(self._headlines)

    def __len__(self) -> int:
        return len(self._awards)

    def find(self, award_key: int) -> Scored | None:
        """The award, or None when the scan has no such one."""
        if award_key > _HIGHEST:
            return None
        place = int(self._awards.searchsorted(np.int64(award_key)))
        if place == len(self._awards) or self._awards[place] != award_key:
            return None
        return Scored(**_row(self._scored, place))

    def hits(self, award_key: int) -> tuple[Hit, ...]:
        """The award's hits, strongest first."""
        key = np.int64(award_key)
        first, last = self._hit_awards.searchsorted(key), self._hit_awards.searchsorted(key, "right")
        return tuple(Hit(**_row(self._hit, place)) for place in range(int(first), int(last)))

    @cached_property
    def _facts(self) -> pa.Table:
        """Every fact of every hit, by award; read when first asked for."""
        return pq.read_table(self.folder / "hit_facts.parquet").combine_chunks()

    def facts_of(self, hit: Hit) -> tuple[tuple[int, int], ...]:
        """File and row of every register's fact that a hit rests on; that of its evidence first."""
        awards = self._facts["award_key"].to_numpy()
        first, last = awards.searchsorted(hit.award_key), awards.searchsorted(hit.award_key, "right")
        rows = self._facts.slice(int(first), int(last - first)).to_pylist()
        found = [(row["fact_file"], row["fact_row"]) for row in rows if row["rule"] == hit.rule]
        return tuple(dict.fromkeys(sorted(found, key=lambda place: place != (hit.fact_file, hit.fact_row))))

    def resting_on(self, file: int, row: int) -> tuple[Hit, ...]:
        """Every hit that rests on this row of this file, alone or among others, whosever award it is on."""
        facts = self._facts
        named = pc.and_(pc.equal(facts["fact_file"], file), pc.equal(facts["fact_row"], row))
        pairs = {(one["award_key"], one["rule"]) for one in facts.filter(named).to_pylist()}
        awards = sorted({award for award, _ in pairs})
        return tuple(hit for award in awards for hit in self.hits(award) if (award, hit.rule) in pairs)

    def silenced(self, award_key: int) -> tuple[Silenced, ...]:
        """Hits of the award that an earlier clearance silences, strongest first."""
        awards = self._silenced["award_key"].to_numpy()
        first, last = np.searchsorted(awards, award_key), np.searchsorted(awards, award_key, "right")
        rows = (_row(self._silenced_hit, place) for place in range(int(first), int(last)))
        return tuple(
            Silenced(Hit(**{name: row[name] for name in _HIT}), row["cleared"], row["silent_until"]) for row in rows
        )

    def all_hits(self, award_key: int) -> tuple[Hit, ...]:
        """Hits of the award as if nobody had cleared any, strongest first."""
        found = (*self.hits(award_key), *(known.hit for known in self.silenced(award_key)))
        return tuple(sorted(found, key=lambda hit: -hit.band))

    def model_of(self, scored: Scored) -> str:
        """Which model gave the score: awards off the queue keep theirs when a promotion rescores the queue."""
        rest = self.manifest.rest_model_version
        return self.manifest.model_version if scored.queued or rest is None else rest

    @cached_property
    def home(self) -> Home:
        """The home it is kept in."""
        return Home(self.folder.parent.parent)

    @cached_property
    def rules(self) -> Catalogue:
        """The rules it was made with, as they read when it was taken up."""
        return catalogue.in_force(self.home)

    @cached_property
    def rule(self) -> dict[str, Rule]:
        """Every rule by id; a hit may name one that was dropped since, so look up with `.get`."""
        return {rule.id: rule for rule in self.rules.rules}

    @cached_property
    def compared(self) -> Compared:
        """Which rules were compared, and what the others lacked."""
        return Compared(self.manifest.ran, self.manifest.not_run)

    @cached_property
    def programme_names(self) -> dict[str, str]:
        """What the scan's programmes are called."""
        named = pq.read_table(self.folder / "scores.parquet", columns=["programme", "programme_name"])
        found = named.group_by("programme").aggregate([("programme_name", "min")]).to_pylist()
        return {row["programme"]: row["programme_name_min"] for row in found}

    def _headlines(self, rule_id: str, evidence: str) -> tuple[str, str]:
        """The sentence of a hit in Chinese and English; the rule's id where it was dropped since."""
        said = self._sentences.get(rule_id)
        if said is None:
            return rule_id, rule_id
        facts, (zh, en) = json.loads(evidence), said
        return zh.of(facts), en.of(facts)

    @cached_property
    def _sentences(self) -> dict[str, tuple[Sentence, Sentence]]:
        # A list has a thousand hits of thirty rules: to take a headline apart takes longer than to fill it in.
        return {rule.id: (Sentence(rule, "zh"), Sentence(rule, "en")) for rule in self.rules.rules}

    @cached_property
    def features(self) -> pa.Table:
        """The features of the queued awards, sorted by award_key; read when first asked for."""
        return pq.read_table(self.folder / "features.parquet").combine_chunks()

    def features_of(self, award_key: int) -> pa.Table | None:
        """The feature row of a queued award."""
        awards = self.features["award_key"].to_numpy()
        place = int(np.searchsorted(awards, award_key))
        return self.features.slice(place, 1) if place < len(awards) and awards[place] == award_key else None


_LOCK = threading.Lock()


def scan_in_use(session: Session) -> CurrentScan:
    """The scan that the cases of this transaction rest on, held in memory. Raises NoScan, DamagedScan."""
    return opened(store.current_folder(session))


def opened(folder: Path) -> CurrentScan:
    """The scan in a folder; the one last asked for is held."""
    with _LOCK:
        return _held(folder)


@lru_cache(maxsize=1)
def _held(folder: Path) -> CurrentScan:
    return CurrentScan(folder)


Reader = Callable[[int], Any]  # a column's value by its place


def _columns(table: pa.Table) -> dict[str, pa.Array]:
    # A value of a whole array is found seven times as fast as one of a column in chunks.
    return {name: column.combine_chunks() for name, column in zip(table.column_names, table.columns, strict=True)}


def _readers(columns: dict[str, pa.Array]) -> dict[str, Reader]:
    return {name: _reader(column) for name, column in columns.items()}


def _reader(column: pa.Array) -> Reader:
    # Through numpy a value takes a fourth of the time; it has no word for what is missing.
    plain = pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_date32(column.type)
    if plain and column.null_count == 0:
        read: Reader = column.to_numpy(zero_copy_only=False).item
        return read
    return lambda place: column[place].as_py()


def _row(readers: dict[str, Reader], place: int) -> dict[str, Any]:
    return {name: read(place) for name, read in readers.items()}
