"""New rows and old rows -> all tables of the next snapshot, and what is to be said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from records.contracts import CURRENT_STATE, PROGRAMME, REGISTRIES
from records.identity.identities import Identities
from records.imports import ledger as ledgers
from records.imports.batches import Batch, Shared
from records.imports.filing import Filed, Takeover, refuse_conflicts, row_keys, take_over
from records.imports.ledger import LedgerFile
from records.imports.loading import Loaded
from records.imports.matching import Line, ids_wanted, match
from records.imports.persons import persons, remember
from records.imports.report import MatchReport
from records.imports.settling import awards_moved, rekeyed, settled
from records.imports.tables import AwardKeys, awarded, table
from records.warehouse import Snapshot


@dataclass(frozen=True)
class Made:
    """The rows that one sheet of one file brings."""

    file: LedgerFile
    batch: Batch
    rows: pa.Table


@dataclass(frozen=True)
class Merged:
    """The next snapshot, before it is written."""

    tables: dict[str, pa.Table]
    ledger: list[dict[str, Any]]
    matches: MatchReport
    rekeyed: dict[int, int]  # award keys of earlier snapshots -> keys of this one
    replaced: dict[int, tuple[str, ...]]  # number of a new file -> names of those it takes the place of


def merge(
    identities: Identities, old: Snapshot | None, known: Sequence[LedgerFile], loaded: Sequence[Loaded], shared: Shared
) -> Merged:
    """Give keys, let corrected files take the place of those they correct, match findings to awards.

    Writes to the identity store only, and only what stays true if the import fails afterwards.

    Raises:
        ConflictingFiles: two files claim the same rows and nobody can say which is right.
    """
    awards, dated = AwardKeys(shared.keyring), shared.dated
    registered = set(old.read("resident")["person_key"].to_pylist()) if old else set()
    residents = {n for one in loaded for b in one.batches if b.kind == "resident" for n in b.people["person_key"]}
    keys = shared.people.settle(residents, registered, shared.keyring)
    villages = shared.divisions.settle()
    new = [
        Made(one.file, batch, table(batch, dated[batch.kind], one.file.number, one.file.digest, keys, awards, villages))
        for one in loaded
        for batch in one.batches
    ]
    moved = settled(identities.unsettled(), registered | {int(keys[n]) for n in residents}, shared.keyring)
    before = {name: rekeyed(_before(name, old, shared), moved, awards) for name in dated}
    filed = _filed(new, shared)
    refuse_conflicts(filed)
    takeover = take_over(filed, _filed_before(known, before, shared, {one.kind.kind for one in filed}))
    tables = {name: _merged(name, before[name], new, takeover, shared) for name in dated}
    remember(identities, shared, keys)
    entries = [*known, *(one.file for one in loaded)]
    names = {entry.number: entry.name for entry in entries}
    lines = _lines(new, villages)
    ids = identities.resident_ids(ids_wanted(tables["payout"], lines, tables["finding"]))
    findings = awarded(tables["finding"], awards)
    tables["finding"], matches = match(findings, tables["payout"], lines, ids, names)
    tables["person"] = persons(shared.people, keys, old.read("person") if old else None)
    tables["division"] = shared.divisions.table()
    tables["programme"] = _programmes(shared)
    ledger = ledgers.dump(ledgers.replaced(entries, takeover.replaced_by, takeover.superseded))
    return Merged(tables, ledger, matches, _rekeyed(old, moved, awards), _replaced(takeover, names))


def undated(snapshot: Snapshot) -> tuple[str, ...]:
    """What counts as always known: registries with facts without a date, and columns such as `vehicle.status`.

    Both flatter a backtest, which sees them before anybody could.
    """
    return tuple(
        named
        for name in (*REGISTRIES, *snapshot.registers)
        if snapshot.rows(name)
        for named in _undated(name, snapshot.read(name))
    )


def _undated(name: str, rows: pa.Table) -> list[str]:
    if rows["known"].null_count:
        return [name]
    columns = CURRENT_STATE.get(name, ())
    return [f"{name}.{column}" for column in columns if rows[column].null_count < rows.num_rows]


def _filed(new: Sequence[Made], shared: Shared) -> list[Filed]:
    """The new rows by file and kind; sheets of one file belong together."""
    together: dict[tuple[int, str], list[Made]] = {}
    for made in new:
        together.setdefault((made.file.number, made.batch.kind), []).append(made)
    kinds = shared.readers.words.kinds
    return [
        Filed(parts[0].file, kinds[kind], pa.concat_tables([part.rows for part in parts]))
        for (_, kind), parts in together.items()
    ]


def _filed_before(
    known: Sequence[LedgerFile], before: dict[str, pa.Table], shared: Shared, kinds: set[str]
) -> list[Filed]:
    return [
        Filed(entry, shared.readers.words.kinds[kind], _of_file(before[kind], entry.number))
        for entry in known
        for kind in entry.kinds
        if entry.status == "current" and kind in kinds
    ]


def _of_file(rows: pa.Table, number: int) -> pa.Table:
    return rows.filter(pc.equal(rows["source_file"], number))


def _before(name: str, old: Snapshot | None, shared: Shared) -> pa.Table:
    """The rows of earlier imports; a county's own register may have got columns since, or be new."""
    if old is None or name not in old.tables:
        return shared.dated[name].empty_table()
    own = shared.registers.get(name)
    return own.fitted(old.read(name)) if own else old.read(name)


def _merged(name: str, before: pa.Table, new: Sequence[Made], takeover: Takeover, shared: Shared) -> pa.Table:
    if takeover.replaced_by:
        gone = pa.array(list(takeover.replaced_by), pa.int32())
        before = before.filter(pc.invert(pc.is_in(before["source_file"], value_set=gone)))
    if takeover.rows and name in shared.readers.words.kinds:
        keys = row_keys(shared.readers.words.kinds[name], before)
        files = before["source_file"].to_pylist()
        kept = [key not in takeover.rows.get(file, ()) for file, key in zip(files, keys, strict=True)]
        before = before.filter(pa.array(kept, pa.bool_()))
    return pa.concat_tables([before, *(made.rows for made in new if made.batch.kind == name)]).combine_chunks()


def _lines(new: Sequence[Made], villages: Mapping[int, int]) -> list[Line]:
    lines: list[Line] = []
    for made in new:
        if made.batch.kind == "finding":
            columns = made.batch.columns
            names = columns.get("name_key", [None] * made.rows.num_rows)
            keys = made.rows["finding_key"].to_pylist()
            places = [villages.get(key, key) for key in columns["village_key"]]
            lines += map(Line, keys, names, places, columns["id_status"])
    return lines


def _programmes(shared: Shared) -> pa.Table:
    rows = [
        {"programme": one.code, "name": one.name, "rhythm": one.rhythm, "paid_to": one.paid_to}
        for one in shared.readers.words.programmes.values()
    ]
    return pa.Table.from_pylist(rows, schema=PROGRAMME)


def _rekeyed(old: Snapshot | None, moved: Mapping[int, int], awards: AwardKeys) -> dict[int, int]:
    if old is None:
        return {}
    now = awards_moved(old.read("payout"), moved, awards) if moved else {}
    return {before: now.get(after, after) for before, after in old.rekeyed.items()} | now


def _replaced(takeover: Takeover, names: dict[int, str]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for old, new in takeover.replaced_by.items():
        found[new] = (*found.get(new, ()), names[old])
    return found
