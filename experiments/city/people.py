"""Everybody a county's files name: the person table, and for the identity store who they are."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from experiments.city.columns import as_table, words
from experiments.city.payouts import Lists
from experiments.county.chance import Ints
from experiments.county.world import World
from records.contracts import PERSON
from records.identity.identities import Person


@dataclass(frozen=True)
class People:
    """What the identity store is told of a county."""

    persons: list[Person]
    accounts: list[tuple[int, str]]
    households: list[tuple[int, str]]


def persons(world: World, person: Ints, lists: Lists) -> pa.Table:
    """Residents, and those whom lists name by an id that no resident has."""
    residents = world.people
    columns = {
        "person_key": person,
        "birth": residents["birth"],
        "sex": words(residents["male"], ["female", "male"]),
        "id_status": pa.array(np.full(len(person), "valid", dtype=object)),
    }
    others = [
        {"person_key": key, "birth": one.birth, "sex": one.sex, "id_status": one.status}
        for key, one in lists.strangers.items()
    ]
    return pa.concat_tables([as_table("person", len(person), columns), pa.Table.from_pylist(others, schema=PERSON)])


def known(world: World, person: Ints, household: Ints, lists: Lists) -> People:
    """Names, resident ids, account and household numbers by key."""
    residents = world.people
    everybody = [
        Person(key, text, "valid", (name,), registered=True)
        for key, text, name in zip(person.tolist(), residents["resident_id"], residents["name"], strict=True)
    ]
    everybody += [Person(key, one.text, one.status, (lists.names[key],)) for key, one in lists.strangers.items()]
    used = np.flatnonzero(lists.account)
    codes = residents.drop_duplicates("household")["household_code"]
    return People(
        everybody,
        list(zip(lists.account[used].tolist(), lists.number[used], strict=True)),
        list(zip(household.tolist(), codes, strict=True)),
    )
