"""The papers behind a case: payouts, register facts and links, read from the snapshot the scan looked at."""

import json
import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from records import warehouse
from records.contracts import REGISTRIES
from records.decisions.facts import RegisterFact, standing_at
from records.home import Home
from records.imports import ledger
from records.warehouse import Snapshot
from serving.cases.views import Event, PayoutView, SourceView
from serving.scan import moves
from serving.scan.current import CurrentScan

_EVENTS = (Path(__file__).parent / "registry_events.sql").read_text(encoding="utf-8")
_LINKED = (Path(__file__).parent / "linked.sql").read_text(encoding="utf-8")
_PAYOUTS = """
SELECT source_file, source_row, known, pay_date, period, amount_fen, area_mu, coalesce(back_pay, false),
       s.payout_key IS NOT NULL, s.recover_fen, recover_months, recover_from, recover_to, covered_by
FROM payout p
LEFT JOIN (SELECT *, row_number() OVER (
               PARTITION BY payout_key ORDER BY recover_fen DESC NULLS LAST, recover_months DESC NULLS LAST, rule
           ) AS place
           FROM hit_payout WHERE award_key = $award) s ON s.payout_key = p.payout_key AND s.place = 1
WHERE p.award_key = $award ORDER BY pay_date, period, p.payout_key
"""

_OWN_EVENTS = """
SELECT DISTINCT happened FROM {register} WHERE person_key = $person AND happened IS NOT NULL ORDER BY happened
"""
_HOMES = """
SELECT r.person_key, year(r.birth), coalesce(d.township, ''), coalesce(d.village, '')
FROM resident r LEFT JOIN division d ON d.village_key = r.village_key
WHERE list_contains($people, r.person_key)
QUALIFY row_number() OVER (PARTITION BY r.person_key
                           ORDER BY r.known DESC NULLS LAST, r.source_file DESC, r.source_row DESC) = 1
"""


@dataclass(frozen=True)
class Person:
    """What the resident id says of a person."""

    birth_year: int | None
    sex: str | None


@dataclass(frozen=True)
class Residence:
    """A person in the register of residents."""

    birth_year: int | None
    township: str
    village: str


class Papers:
    """One snapshot as known on one day; safe to be asked by several threads."""

    def __init__(self, snapshot: Snapshot, scan_folder: Path, as_of: date) -> None:
        self._files = {entry.number: entry for entry in ledger.load(snapshot.ledger)}
        self._lock = threading.Lock()
        self._connection = duckdb.connect()
        self._connection.execute(f"CREATE MACRO as_of() AS DATE '{as_of.isoformat()}'")
        # Views, not tables: a case needs a handful of rows, and the server should not hold the county in memory.
        self._own = {name: own.title for name, own in snapshot.registers.items() if "person_key" in own.schema.names}
        dated = snapshot.dated
        for name in snapshot.tables:
            known = " WHERE known IS NULL OR known <= as_of()" if name in dated else ""
            self._view(name, snapshot.parquet(name), known)
        scanned = moves.payouts_as_scanned(snapshot.parquet("payout"), scan_folder)
        self._connection.execute(
            f"CREATE OR REPLACE VIEW payout AS SELECT * FROM ({scanned}) WHERE known IS NULL OR known <= as_of()"
        )
        self._view("hit_payout", scan_folder / "hit_payouts.parquet", "")

    def _view(self, name: str, file: Path, condition: str) -> None:
        source = str(file).replace("'", "''")
        self._connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{source}'){condition}")

    def _rows(self, sql: str, **values: int | list[int]) -> list[tuple[Any, ...]]:
        with self._lock:
            cursor = self._connection.cursor()
        with cursor:
            return cursor.execute(sql, values).fetchall()

    def person(self, person_key: int) -> Person:
        """Year of birth and sex; unknown where the id holds none."""
        found = self._rows("SELECT year(birth), sex FROM person WHERE person_key = $person", person=person_key)
        return Person(*found[0]) if found else Person(None, None)

    def homes(self, person_keys: Collection[int]) -> dict[int, Residence]:
        """Year of birth, township and village of these people, as their newest registration has them."""
        return {key: Residence(*own) for key, *own in self._rows(_HOMES, people=list(person_keys))}

    def payouts(self, award_key: int) -> tuple[PayoutView, ...]:
        """Every payout of the award, oldest first."""
        return tuple(self._payout(*row) for row in self._rows(_PAYOUTS, award=award_key))

    def _payout(self, file: int, row: int, known: date | None, *own: Any) -> PayoutView:
        names = (name for name in PayoutView.__dataclass_fields__ if name != "source")
        return PayoutView(**dict(zip(names, own, strict=True)), source=self.source(file, row, known))

    def events(self, person_key: int) -> tuple[Event, ...]:
        """Register facts of the person, those of the county's own registers too, oldest first."""
        found = [Event(*row) for row in self._rows(_EVENTS, person=person_key)]
        for name, title in self._own.items():
            days = self._rows(_OWN_EVENTS.format(register=name), person=person_key)
            found += [Event(day, f"登记：{title['zh']}", f"Registered: {title['en']}") for (day,) in days]
        return tuple(sorted(found, key=lambda event: (event.day, event.label_zh)))

    def linked(self, person_key: int) -> dict[int, int]:
        """Linked persons with the nearest link: 1 the same person, 2 household, 3 account, 4 kin."""
        return dict(self._rows(_LINKED, person=person_key))

    def source(self, file: int, row: int, known: date | None) -> SourceView:
        """Where a row stands, by the number of its file in the ledger."""
        entry = self._files.get(file)
        return (
            SourceView("", "", row, known) if entry is None else SourceView(entry.name, entry.sheet_of(row), row, known)
        )

    def facts(self, file: int, row: int) -> tuple[RegisterFact, ...]:
        """The register facts that stand in a row of a file."""
        entry = self._files.get(file)
        registries = [kind for kind in entry.kinds if kind in REGISTRIES] if entry is not None else []
        with self._lock:
            cursor = self._connection.cursor()
        with cursor:
            return tuple(fact for registry in registries for fact in standing_at(cursor, registry, file, row))


def papers_of(home: Home, scan: CurrentScan) -> Papers:
    """The papers the scan looked at."""
    # The snapshot may have been pruned by three imports since; then the current one is the nearest.
    folder = home.warehouse / scan.manifest.snapshot
    current = warehouse.current(home)
    return _papers(folder if folder.is_dir() else current.folder, scan.folder, scan.manifest.day)


@lru_cache(maxsize=2)
def _papers(snapshot_folder: Path, scan_folder: Path, as_of: date) -> Papers:
    manifest = json.loads((snapshot_folder / warehouse.MANIFEST).read_text())
    return Papers(Snapshot(snapshot_folder, manifest), scan_folder, as_of)
