"""The identity store: the only place that leads from a key back to a name, a resident id or an account number."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from records.errors import DamagedSnapshot
from records.home import Home
from records.keys import Keyring
from records.values import ids

SCHEMA = """
CREATE TABLE IF NOT EXISTS person (
    person_key INTEGER PRIMARY KEY, resident_id TEXT NOT NULL, id_status TEXT NOT NULL,
    name TEXT NOT NULL, registered INTEGER NOT NULL, later_century TEXT);
CREATE TABLE IF NOT EXISTS listed_name (
    person_key INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (person_key, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS account (account_key INTEGER PRIMARY KEY, number TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS household (household_key INTEGER PRIMARY KEY, number TEXT NOT NULL);
"""
# The register's name is the one shown; any other only until the register has spoken.
PERSON = """
INSERT INTO person VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (person_key) DO UPDATE
SET name = excluded.name, registered = excluded.registered
WHERE excluded.name <> '' AND (excluded.registered >= person.registered OR person.name = '')
"""
CHUNK = 500  # keys per query; older SQLite allows 999 parameters


@dataclass(frozen=True)
class Person:
    """One person as the identity store knows them; `names` are all names they were listed under."""

    person_key: int
    resident_id: str
    id_status: str
    names: tuple[str, ...]
    registered: bool = False
    later_century: str | None = None  # a 15-digit id whose century no register has settled


class Identities:
    """Names, resident ids and account numbers of one home. What is written is never taken back by an import."""

    def __init__(self, home: Home) -> None:
        self._file = home.identities
        self._keyring = Keyring(home.secret())

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        new = not self._file.exists()
        if new and (self._file.parent / "warehouse" / "CURRENT").exists():
            raise DamagedSnapshot(
                f"{self._file} is missing; restore it from a backup, for nobody in this home has a name without it."
            )
        connection = sqlite3.connect(self._file, timeout=10)
        try:
            if new:
                os.chmod(self._file, 0o600)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(SCHEMA)
            with connection:
                yield connection
        finally:
            connection.close()

    def add(
        self, people: Iterable[Person], accounts: Iterable[tuple[int, str]], households: Iterable[tuple[int, str]]
    ) -> None:
        """Add people, account numbers and household numbers by key, in one transaction."""
        # In the order of their keys, as the store keeps them: at random places each costs a page read and written.
        persons = sorted(people, key=attrgetter("person_key"))
        with self._open() as connection:
            connection.executemany(PERSON, map(_row, persons))
            listed = ((person.person_key, name) for person in persons for name in person.names)
            connection.executemany("INSERT OR IGNORE INTO listed_name VALUES (?, ?)", listed)
            connection.executemany("INSERT OR IGNORE INTO account VALUES (?, ?)", sorted(accounts))
            connection.executemany("INSERT OR IGNORE INTO household VALUES (?, ?)", sorted(households))

    def names(self, person_keys: Sequence[int]) -> dict[int, str]:
        """The name of each person known; the register's where it has one."""
        return self._look_up("person", "person_key", "name", person_keys)

    def resident_ids(self, person_keys: Sequence[int]) -> dict[int, str]:
        """The resident id of each person known; of a damaged one, what is left of it."""
        return self._look_up("person", "person_key", "resident_id", person_keys)

    def accounts(self, account_keys: Sequence[int]) -> dict[int, str]:
        """The number of each account known."""
        return self._look_up("account", "account_key", "number", account_keys)

    def households(self, household_keys: Sequence[int]) -> dict[int, str]:
        """The number of each household known."""
        return self._look_up("household", "household_key", "number", household_keys)

    def person_key(self, resident_id: str) -> int | None:
        """The key for a resident id in any spelling; null where it is empty or damaged, and so nobody's for sure."""
        found = ids.normalised(resident_id)
        if found is None or not found.certain:
            return None
        key = self._keyring.person(found.text)
        if found.later_century is None:
            return key
        later = self._keyring.person(found.later_century)
        registered = self._look_up("person", "person_key", "registered", [key, later])
        return later if registered.get(later) and not registered.get(key) else key

    def unsettled(self) -> list[Person]:
        """People listed with a 15-digit id that could also be of 20xx."""
        query = (
            "SELECT person_key, resident_id, id_status, registered, later_century FROM person WHERE later_century <> ''"
        )
        with self._open() as connection:
            rows = connection.execute(query).fetchall()
        return [Person(key, text, status, (), bool(registered), later) for key, text, status, registered, later in rows]

    def by_name(self, text: str, limit: int = 100) -> list[int]:
        """Keys of people listed under a name, at most `limit`."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT person_key FROM listed_name WHERE name = ? LIMIT ?", (text, limit)
            ).fetchall()
        return [key for (key,) in rows]

    def _look_up(self, table: str, key: str, column: str, keys: Sequence[int]) -> dict[int, Any]:
        found: dict[int, Any] = {}
        wanted = list(map(int, keys))
        with self._open() as connection:
            for start in range(0, len(wanted), CHUNK):
                part = wanted[start : start + CHUNK]
                marks = ", ".join("?" * len(part))
                found |= dict(connection.execute(f"SELECT {key}, {column} FROM {table} WHERE {key} IN ({marks})", part))
        return found


def _row(person: Person) -> tuple[int, str, str, str, int, str | None]:
    name = person.names[0] if person.names else ""
    return (person.person_key, person.resident_id, person.id_status, name, person.registered, person.later_century)
