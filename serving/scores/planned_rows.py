"""Planned payouts as rows of the warehouse: what a caller sent is read as an import would read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import pyarrow as pa

from records.contracts import PAYOUT, PERSON
from records.keys import Keyring
from records.programmes import programmes
from records.values import accounts, names, periods, places
from records.values.ids import ResidentId
from serving.refusals import InvalidPayout
from serving.scores.known import id_forms
from serving.scores.schemas import PlannedPayout

FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Person:
    """A row of the warehouse's table `person`."""

    person_key: int
    birth: date | None
    sex: str | None
    id_status: str


@dataclass(frozen=True)
class Planned:
    """A planned payout as a row of the warehouse."""

    award_key: int
    payout_key: int
    person: Person
    payout: dict[str, object]


@dataclass(frozen=True)
class _Read:
    """What a payout says by itself, before anything is looked up."""

    item: PlannedPayout
    persons: tuple[tuple[int, ResidentId], ...]  # of the two centuries a 15-digit id may mean, both
    pay_date: date
    period: int | None
    place: tuple[str, str] | None  # township and village as listed


@dataclass(frozen=True)
class _Known:
    """What the warehouse knows of the persons and places that a list names."""

    persons: frozenset[int]
    homes: Mapping[int, int]  # person -> village registered in
    villages: Mapping[tuple[str, str], int]


def read(
    secret: bytes, day: date, begun: date, connection: duckdb.DuckDBPyConnection, items: Mapping[str, PlannedPayout]
) -> tuple[dict[str, Planned], dict[str, InvalidPayout]]:
    """Rows under the callers' keys, and why others are none.

    `day`: of the scan, where no day of payment is given. `begun`: when the county's first payout was made.
    """
    keyring, found, failed = Keyring(secret), dict[str, _Read](), dict[str, InvalidPayout]()
    codes = frozenset(programmes()) | {
        code for (code,) in connection.execute("SELECT DISTINCT programme FROM programme").fetchall()
    }
    for key, item in items.items():
        try:
            found[key] = _one(keyring, day, begun, codes, item)
        except InvalidPayout as error:
            failed[key] = error
    known = _known(connection, list(found.values()))
    return {key: _row(keyring, known, key, one) for key, one in found.items()}, failed


def register(connection: duckdb.DuckDBPyConnection, rows: list[Planned]) -> None:
    """Show the rows as `planned_payout`, the persons on them as `planned_person`."""
    connection.register("planned_payout", pa.Table.from_pylist([row.payout for row in rows], schema=PAYOUT))
    persons = {row.person.person_key: row.person for row in rows}
    connection.register(
        "planned_person", pa.Table.from_pylist([vars(person) for person in persons.values()], schema=PERSON)
    )


def add(connection: duckdb.DuckDBPyConnection) -> None:
    """Put what `register` shows beside the payouts and persons of the connection."""
    connection.execute("INSERT INTO payout BY NAME SELECT * FROM planned_payout")
    connection.execute("INSERT INTO person BY NAME SELECT * FROM planned_person ANTI JOIN person USING (person_key)")


def _one(keyring: Keyring, day: date, begun: date, codes: frozenset[str], item: PlannedPayout) -> _Read:
    if item.programme not in codes:
        raise InvalidPayout("The programme is none of those known; send its code, such as dibao.", "programme")
    pay_date = item.pay_date or day
    if pay_date > day + FURTHEST:
        raise InvalidPayout(
            f"The day of payment lies more than a year after {day}, the day the scan looks at.", "pay_date"
        )
    if pay_date < begun:
        raise InvalidPayout(
            f"The day of payment lies before {begun}, when the county's first payout was made; correct it.", "pay_date"
        )
    listed = places.township(item.township), places.village(item.village)
    return _Read(
        item=item,
        persons=tuple((keyring.person(form.text), form) for form in id_forms(item.resident_id)),
        pay_date=pay_date,
        period=periods.of_payment(_period(item), pay_date),
        place=listed if item.village or item.township else None,
    )


def _period(item: PlannedPayout) -> int | periods.MonthOnly | None:
    found = periods.read(item.period)
    if found is None and item.period not in (None, ""):
        raise InvalidPayout(
            "The period cannot be read; send the month as 2025-06 or 202506, or leave it out.", "period"
        )
    return found


def _known(connection: duckdb.DuckDBPyConnection, found: list[_Read]) -> _Known:
    # One question for the whole list each: a list has ten thousand rows.
    keys = pa.array(sorted({key for one in found for key, _ in one.persons}), pa.int64())
    connection.register("asked_person", pa.table({"person_key": keys}))
    persons = connection.execute("SELECT person_key FROM person SEMI JOIN asked_person USING (person_key)").fetchall()
    homes = connection.execute(
        "SELECT person_key, min(village_key) FROM resident SEMI JOIN asked_person USING (person_key) "
        "WHERE village_key IS NOT NULL GROUP BY person_key"
    ).fetchall()
    named = sorted({one.place for one in found if one.place is not None})
    townships, villages = [place[0] for place in named], [place[1] for place in named]
    connection.register(
        "asked_place",
        pa.table({"township": pa.array(townships, pa.string()), "village": pa.array(villages, pa.string())}),
    )
    listed = connection.execute(
        "SELECT a.township, a.village, min(d.village_key) FROM asked_place a JOIN division d "
        "ON d.village = a.village AND (a.township = '' OR d.township = a.township) GROUP BY a.township, a.village"
    ).fetchall()
    return _Known(
        frozenset(key for (key,) in persons), dict(homes), {(town, village): key for town, village, key in listed}
    )


def _row(keyring: Keyring, known: _Known, key: str, one: _Read) -> Planned:
    # Of the two centuries a 15-digit id may mean, the one that somebody is known by.
    person_key, form = next((pair for pair in one.persons if pair[0] in known.persons), one.persons[0])
    item, account = one.item, accounts.normalised(one.item.account)
    award_key, payout_key = keyring.award(person_key, item.programme), keyring.row("planned", key, 0)
    payout = {
        "payout_key": payout_key,
        "award_key": award_key,
        "person_key": person_key,
        "programme": item.programme,
        "account_key": None if account is None else keyring.account(account),
        # The village as listed; where none is sent, the one the person is registered in.
        "village_key": known.homes.get(person_key) if one.place is None else known.villages.get(one.place),
        "period": one.period,
        "pay_date": one.pay_date,
        "amount_fen": int(item.amount_yuan * 100),
        "area_mu": item.area_mu,
        "back_pay": item.back_pay,
        "id_status": form.status,
        "name_key": keyring.name(names.normalised(item.name)) if item.name else None,
        "happened": one.pay_date,
    }
    return Planned(award_key, payout_key, Person(person_key, form.birth, form.sex, form.status), payout)
