"""Looks at old rows again: a register imported later settles the century of 15-digit ids imported before."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from records.identity.identities import Person
from records.imports.tables import AwardKeys
from records.keys import Keyring

PERSON_COLUMNS = ("person_key", "cadre_key", "relative_key")


def settled(unsettled: list[Person], registered: set[int], keyring: Keyring) -> dict[int, int]:
    """Old key -> new key of people whom the register knows as born in 20xx."""
    moved: dict[int, int] = {}
    for person in unsettled:
        if person.later_century and person.person_key not in registered:
            later = keyring.person(person.later_century)
            if later in registered:
                moved[person.person_key] = later
    return moved


def rekeyed(table: pa.Table, moved: Mapping[int, int], awards: AwardKeys) -> pa.Table:
    """The table with moved people under their new keys, and their awards with them."""
    if not moved:
        return table
    for name in PERSON_COLUMNS:
        if name in table.schema.names:
            keys = [moved.get(key, key) for key in table[name].to_pylist()]
            table = _with(table, name, keys)
    if "award_key" in table.schema.names:
        table = _with(table, "award_key", awards.of(table["person_key"].to_pylist(), table["programme"].to_pylist()))
    return table


def awards_moved(payouts: pa.Table, moved: Mapping[int, int], awards: AwardKeys) -> dict[int, int]:
    """Old award key -> new award key, of the payouts of people who get a new key."""
    theirs = payouts.filter(pc.is_in(payouts["person_key"], value_set=pa.array(list(moved), pa.int64())))
    distinct = theirs.group_by(["award_key", "person_key", "programme"]).aggregate([]).to_pylist()
    people, programmes = [moved[row["person_key"]] for row in distinct], [row["programme"] for row in distinct]
    found = zip(distinct, awards.of(people, programmes), strict=True)
    return {row["award_key"]: new for row, new in found if new is not None}


def _with(table: pa.Table, name: str, values: list[int | None]) -> pa.Table:
    place = table.schema.get_field_index(name)
    return table.set_column(place, table.schema.field(place), pa.array(values, pa.int64()))
