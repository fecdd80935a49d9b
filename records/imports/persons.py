"""Everyone seen: what the id itself says goes to the warehouse, who it is to the identity store."""

import pyarrow as pa
import pyarrow.compute as pc

from records.contracts import PERSON
from records.identity.identities import Identities, Person
from records.imports.batches import Shared
from records.imports.people import People
from records.keys import Keys
from records.values.ids import ResidentId


def persons(people: People, keys: Keys, before: pa.Table | None) -> pa.Table:
    """The person table: birth date, sex and state of each resident id, once per person."""
    first: dict[int, ResidentId] = {}
    for key, one in zip(keys.tolist(), people.ids, strict=True):
        if key not in first or one.status == "valid":  # also listed with 15 digits: the better spelling counts
            first[key] = one
    seen = pa.table(
        {
            "person_key": pa.array(first, pa.int64()),
            "birth": pa.array([one.birth for one in first.values()], pa.date32()),
            "sex": pa.array([one.sex for one in first.values()], pa.string()),
            "id_status": pa.array([one.status for one in first.values()], pa.string()),
        },
        schema=PERSON,
    )
    if before is None:
        return seen
    others = before.filter(pc.invert(pc.is_in(before["person_key"], value_set=seen["person_key"].combine_chunks())))
    return pa.concat_tables([others, seen]).combine_chunks()


def remember(identities: Identities, shared: Shared, keys: Keys) -> None:
    """Write everyone's name and resident id, and the numbers of accounts and households, to the identity store."""
    people = shared.people
    listed = (
        Person(key, one.text, one.status, tuple(names), number in people.registered, one.later_century)
        for number, (key, one, names) in enumerate(zip(keys.tolist(), people.ids, people.names, strict=True))
    )
    identities.add(listed, _turned(shared.accounts), _turned(shared.households))


def _turned(keys: dict[str, int]) -> list[tuple[int, str]]:
    return [(key, number) for number, key in keys.items()]
