"""One county of a city as tables: what a verification, a bank and twelve bureaus would have handed in."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from experiments.city import findings, keys, payouts
from experiments.city.columns import as_table
from experiments.city.files import Files
from experiments.city.people import People, known, persons
from experiments.city.plan import Part
from experiments.city.registers import Registers
from experiments.county import story
from records.warehouse import Piece


@dataclass(frozen=True)
class Told:
    """The county's part of the snapshot, and who its people are where that is wanted."""

    piece: Piece
    people: People | None


def tell(part: Part, city: int, identities: bool) -> Told:
    """Tell the county of a city (its seed) and turn it into tables."""
    told = story.tell(
        part.people, part.seed, part.style, code=part.code, count=part.payouts, sent=np.array(part.sent, np.int64)
    )
    ring, residents = keys.keyring(city), told.world.people
    person = ring.persons(residents["resident_id"])
    name = keys.each(ring.name, residents["name"])
    codes = residents.drop_duplicates("household")["household_code"]
    household = keys.each(ring.household, codes)
    lists = payouts.listed(told, part, ring, person)
    files = Files(part)
    tables = {"payout": payouts.table(lists, told, part, city, files)}
    tables |= Registers(told.world, part, person, name, household).tables(files)
    tables["finding"] = findings.table(told, lists, part, city, files)
    tables |= {"person": persons(told.world, person, lists), "division": _divisions(part, told)}
    people = known(told.world, person, household, lists) if identities else None
    return Told(Piece(tables, files.ledger()), people)


def _divisions(part: Part, told: story.Story) -> pa.Table:
    villages = told.world.places.villages
    columns = {
        "village_key": np.arange(len(villages)) + part.villages + 1,
        "township_key": villages["township"] + part.townships + 1,
        "code": villages["code"],
        "township": part.name + villages["township_name"],  # other counties have townships of the same name
        "village": villages["village_name"],
    }
    return as_table("division", len(villages), columns)
