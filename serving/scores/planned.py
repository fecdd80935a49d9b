"""Scores of payouts that are not paid yet: they are added to the payouts, and everything runs as in a scan.

One code path, so that a planned payout scores exactly as it would once paid. Nothing is stored.
"""

import math
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta

import duckdb
import pyarrow as pa

from records import accounts, asof, judgements, names, periods, places, warehouse
from records.contracts import PAYOUT, PERSON
from records.home import Home
from records.keys import Keyring
from records.programmes import programmes
from rules import hits
from serving.database import Database
from serving.refusals import InvalidPayout, TooManyDays
from serving.scan.current import CurrentScan
from serving.scores.known import id_forms, reason
from serving.scores.schemas import PlannedPayout, ScoreAnswer

# One at a time: each holds the county's tables in memory for a few seconds.
_ONE = threading.Lock()
_FURTHEST = timedelta(days=366)
MOST_DAYS = 12  # each takes seconds


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


def score(
    database: Database, scan: CurrentScan, items: Mapping[str, PlannedPayout]
) -> dict[str, ScoreAnswer | InvalidPayout]:
    """Score the payouts of each day together, as one payment list; an unreadable one gets its own error.

    Raises TooManyDays.
    """
    days: dict[date, dict[str, PlannedPayout]] = {}
    for key, item in items.items():
        # A payout is seen on its own day: what others of the request are paid later has not happened then.
        seen = min(max(scan.manifest.day, item.pay_date or scan.manifest.day), scan.manifest.day + _FURTHEST)
        days.setdefault(seen, {})[key] = item
    if len(days) > MOST_DAYS:
        raise TooManyDays(f"The payouts are planned for {len(days)} days; send at most {MOST_DAYS} days in a request.")
    answers: dict[str, ScoreAnswer | InvalidPayout] = {}
    for day, listed in days.items():
        answers |= _score_day(database, scan, day, listed)
    return answers


def _score_day(
    database: Database, scan: CurrentScan, day: date, items: Mapping[str, PlannedPayout]
) -> dict[str, ScoreAnswer | InvalidPayout]:
    from features import table
    from rules import engine
    from serving.models.in_use import model

    home, rules = database.home, scan.rules
    bundle, snapshot = model(home, scan.manifest.model_version), warehouse.current(home)
    with _ONE, asof.connect(snapshot, day, judgements.read(home, database.url)) as connection:
        rows, failed = _rows(home, scan, connection, items)
        answers: dict[str, ScoreAnswer | InvalidPayout] = dict(failed)
        if not rows:
            return answers
        _add(connection, list(rows.values()))
        comparison = engine.compare(connection, rules)
        cohort = pa.array(sorted({row.award_key for row in rows.values()}), pa.int64())
        scored = bundle.score(table.build(connection, rules, frozenset(comparison.ran), cohort))
        found = {int(award): says for award, says in zip(scored.index, scored.to_dict("records"), strict=True)}
        for key, row in rows.items():
            says = found[row.award_key]
            answers[key] = ScoreAnswer(
                award=str(row.award_key),
                probability=says["probability"],
                level=says["level"],
                percentile=None if math.isnan(says["percentile"]) else says["percentile"],
                rank=None,
                reasons=[reason(scan, hit, concerns) for hit, concerns in _hits(connection, row)],
                model_version=scan.manifest.model_version,
                catalogue_version=scan.manifest.catalogue_version,
                as_of=day,
            )
    return answers


def _rows(
    home: Home, scan: CurrentScan, connection: duckdb.DuckDBPyConnection, items: Mapping[str, PlannedPayout]
) -> tuple[dict[str, Planned], dict[str, InvalidPayout]]:
    keyring, rows, failed = Keyring(home.secret()), dict[str, Planned](), dict[str, InvalidPayout]()
    for key, item in items.items():
        try:
            rows[key] = _row(keyring, scan.manifest.day, connection, key, item)
        except InvalidPayout as error:
            failed[key] = error
    return rows, failed


def _row(keyring: Keyring, day: date, connection: duckdb.DuckDBPyConnection, key: str, item: PlannedPayout) -> Planned:
    if item.programme not in programmes() and not _own_programme(connection, item.programme):
        raise InvalidPayout("The programme is none of those known; send its code, such as dibao.")
    pay_date = item.pay_date or day
    if pay_date > day + _FURTHEST:
        raise InvalidPayout(f"The day of payment lies more than a year after {day}, the day the scan looks at.")
    period = periods.of_payment(_period(item), pay_date)
    person = _person(keyring, connection, item.resident_id)
    award_key, payout_key = keyring.award(person.person_key, item.programme), keyring.row("planned", key, 0)
    account = accounts.normalised(item.account)
    payout = {
        "payout_key": payout_key,
        "award_key": award_key,
        "person_key": person.person_key,
        "programme": item.programme,
        "account_key": None if account is None else keyring.account(account),
        "village_key": _village(connection, item, person.person_key),
        "period": period,
        "pay_date": pay_date,
        "amount_fen": int(item.amount_yuan * 100),
        "area_mu": item.area_mu,
        "back_pay": item.back_pay,
        "id_status": person.id_status,
        "name_key": keyring.name(names.normalised(item.name)) if item.name else None,
        "happened": pay_date,
    }
    return Planned(award_key, payout_key, person, payout)


def _own_programme(connection: duckdb.DuckDBPyConnection, code: str) -> bool:
    """Whether the county pays it, under a code of its own."""
    return bool(connection.execute("SELECT 1 FROM programme WHERE programme = ?", [code]).fetchall())


def _period(item: PlannedPayout) -> int | periods.MonthOnly | None:
    found = periods.read(item.period)
    if found is None and item.period not in (None, ""):
        raise InvalidPayout("The period cannot be read; send the month as 2025-06 or 202506, or leave it out.")
    return found


def _person(keyring: Keyring, connection: duckdb.DuckDBPyConnection, written: str) -> Person:
    centuries = id_forms(written)
    keyed = [(keyring.person(form.text), form) for form in centuries]
    # Of the two centuries a 15-digit id may mean, the one that somebody is known by.
    key, form = next((pair for pair in keyed if _known(connection, pair[0])), keyed[0])
    return Person(key, form.birth, form.sex, form.status)


def _known(connection: duckdb.DuckDBPyConnection, person_key: int) -> bool:
    return bool(connection.execute("SELECT 1 FROM person WHERE person_key = ?", [person_key]).fetchall())


def _village(connection: duckdb.DuckDBPyConnection, item: PlannedPayout, person_key: int) -> int | None:
    """The village as listed; where none is sent, the one the person is registered in."""
    if item.village or item.township:
        query = "SELECT min(village_key) FROM division WHERE village = ? AND (? = '' OR township = ?)"
        township = places.township(item.township)
        found = connection.execute(query, [places.village(item.village), township, township]).fetchall()
    else:
        found = connection.execute(
            "SELECT min(village_key) FROM resident WHERE person_key = ?", [person_key]
        ).fetchall()
    key: int | None = found[0][0]
    return key


def _add(connection: duckdb.DuckDBPyConnection, rows: list[Planned]) -> None:
    connection.register("planned_payout", pa.Table.from_pylist([row.payout for row in rows], schema=PAYOUT))
    persons = {row.person.person_key: row.person for row in rows}
    connection.register(
        "planned_person", pa.Table.from_pylist([asdict(person) for person in persons.values()], schema=PERSON)
    )
    connection.execute("INSERT INTO payout BY NAME SELECT * FROM planned_payout")
    connection.execute("INSERT INTO person BY NAME SELECT * FROM planned_person ANTI JOIN person USING (person_key)")
    connection.execute("DROP TABLE award")
    connection.execute(asof.AWARD)


def _hits(connection: duckdb.DuckDBPyConnection, row: Planned) -> list[tuple[hits.Hit, bool]]:
    own = connection.execute("SELECT DISTINCT rule FROM hit_payout WHERE payout_key = ?", [row.payout_key]).fetchall()
    rules = {rule for (rule,) in own}
    return [(hit, hit.rule in rules) for hit in hits.of_award(connection, row.award_key)]
