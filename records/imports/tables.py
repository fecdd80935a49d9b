"""Batches of accepted rows -> tables of the warehouse, with keys in place of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from records.imports.batches import Batch
from records.keys import Keyring, Keys


@dataclass
class AwardKeys:
    """Award keys, each made once."""

    keyring: Keyring
    _known: dict[tuple[int, str], int] = field(default_factory=dict)

    def of(self, person_keys: Sequence[int], programmes: Sequence[str | None]) -> list[int | None]:
        """The award key of each person and programme; null where the programme is."""
        known = self._known
        pairs = list(zip(person_keys, programmes, strict=True))
        new = [
            (person_key, programme)
            for person_key, programme in set(pairs)
            if programme is not None and (person_key, programme) not in known
        ]
        known.update(zip(new, self.keyring.awards(new).tolist(), strict=True))
        return [known[person_key, programme] if programme is not None else None for person_key, programme in pairs]


def table(
    batch: Batch,
    schema: pa.Schema,
    number: int,
    digest: str,
    keys: Keys,
    awards: AwardKeys,
    villages: Mapping[int, int],
) -> pa.Table:
    """One batch with the columns of its contract; what the sheet lacks is null.

    Args:
        batch: the accepted rows of one sheet.
        schema: the columns of its table.
        number: the file's number in the ledger.
        digest: what names the file's content.
        keys: the key of each person by number.
        awards: makes award keys.
        villages: numbers of villages listed without their township -> the village meant.
    """
    length = len(batch.rows)
    columns: dict[str, pa.Array] = {name: pa.array(keys[numbers]) for name, numbers in batch.people.items()}
    for name in schema.names:
        if name not in columns and name in batch.columns:
            columns[name] = pa.array(batch.columns[name], schema.field(name).type)
    if villages and "village_key" in columns:
        listed = batch.columns["village_key"]
        columns["village_key"] = pa.array([villages.get(key, key) for key in listed], pa.int32())
    columns["source_file"] = pa.array(np.full(length, number, np.int32))
    columns["source_row"] = pa.array(batch.rows, pa.int32())
    if batch.kind in ("payout", "finding"):
        columns[f"{batch.kind}_key"] = pa.array(awards.keyring.rows(digest, batch.sheet, batch.rows))
        programmes = batch.columns["programme"]
        columns["award_key"] = pa.array(awards.of(columns["person_key"].to_pylist(), programmes), pa.int64())
    arrays = [columns.get(field.name, pa.nulls(length)).cast(field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def awarded(findings: pa.Table, awards: AwardKeys) -> pa.Table:
    """Findings with the award their person and programme make, where an earlier import found none: it may exist now."""
    people, programmes = findings["person_key"].to_pylist(), findings["programme"].to_pylist()
    made = pa.array(awards.of(people, programmes), pa.int64())
    place = findings.schema.get_field_index("award_key")
    return findings.set_column(place, findings.schema.field(place), pc.coalesce(findings["award_key"], made))
