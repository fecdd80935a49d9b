"""Measure the workbench at a county's full load: the queue and a case among 67,000 open cases.

    python -m serving.bench.desk HOME

HOME is one that was scanned; its cases are the patterns of the fictional ones that a copy of its database is filled up
with. The home itself is left as it is.
"""

import argparse
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from records.errors import MingchaError
from records.home import Home

OPEN, CLOSED = 67_000, 30_000
TOWNSHIPS, VILLAGES = 20, 15  # a large county's
ROUNDS = 30


class NothingToCopy(MingchaError):
    """The home has no case to make others from."""


@dataclass(frozen=True)
class Timed:
    """One page: what was asked for, and how long the answer took, in ms."""

    what: str
    median: float
    p95: float


def fill(database: Path, open_cases: int = OPEN, closed: int = CLOSED, seed: int = 1) -> None:
    """Add fictional cases, each like one that is there, until there are so many. Raises NothingToCopy."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        there = [dict(row) for row in connection.execute('SELECT * FROM "case"')]
        if not there:
            raise NothingToCopy("The home has no cases; run `mingcha scan` on it first.")
        first = max(row["id"] for row in there) + 1
        rows = [_like(dice.choice(there), first + n, n < open_cases, dice) for n in range(open_cases + closed)]
        names = list(rows[0])
        places = ", ".join("?" * len(names))
        connection.executemany(
            f'INSERT INTO "case" ({", ".join(names)}) VALUES ({places})', [tuple(row.values()) for row in rows]
        )
        rules = [(row["id"], rule) for row in rows for rule in str(row["rules"]).split(",") if rule]
        connection.executemany("INSERT INTO case_rule (case_id, rule, band) VALUES (?, ?, 2)", rules)
        events = [(row["id"], "2026-01-01 00:00:00.000000", "mingcha scan", "列入队列", "queued") for row in rows]
        connection.executemany("INSERT INTO case_event (case_id, at, who, zh, en) VALUES (?, ?, ?, ?, ?)", events)


def _like(row: dict[str, object], number: int, is_open: bool, dice: random.Random) -> dict[str, object]:
    township, village = dice.randrange(TOWNSHIPS), dice.randrange(VILLAGES)
    probability, amount = dice.random(), dice.randrange(10_000, 5_000_000)
    return row | {
        "id": number,
        "award_key": -number,  # of nobody: real keys are positive
        "status": "open" if is_open else dice.choice(("confirmed", "cleared", "cleared", "inconclusive")),
        "probability": probability,
        "rank": number,
        "amount_fen": amount,
        "expected_fen": round(probability * amount),
        "township_key": township,
        "township": f"第{township + 1}乡",
        "village_key": township * VILLAGES + village,
        "village": f"第{village + 1}村",
        "opened": f"2026-{dice.randrange(1, 5):02d}-01",
        "assignee": dice.choice((None, None, None, "bench")),
    }


def measure(home: Home, rounds: int = ROUNDS) -> list[Timed]:
    """Ask a running application for each page, signed in, as a browser would."""
    from fastapi.testclient import TestClient

    from serving.accounts import service as accounts
    from serving.app import create_app
    from serving.database import open_database
    from serving.security.cookies import COOKIE, sealed

    database = open_database(home)
    with database.writing() as session:
        user = accounts.add_user(session, "bench", "测量", "supervisor", "only while it is measured", by="bench")
        token = accounts.open_session(session, user)
    database.close()
    with sqlite3.connect(home.database) as connection:
        scanned = "SELECT id FROM \"case\" WHERE status = 'open' AND award_key > 0 ORDER BY rank LIMIT 20"
        cases = [number for (number,) in connection.execute(scanned)]
    with TestClient(create_app(home)) as client:
        client.cookies.set(COOKIE, sealed(home, token))

        def page(address: str) -> Callable[[int], None]:
            return lambda _: _ask(client, address)

        asked = {
            "queue, first page": page("/queue"),
            "queue, red": page("/queue?level=red"),
            "queue, one township": page("/queue?township=3"),
            "queue, by expected yuan": page("/queue?sort=expected"),
            "queue, nobody's": page("/queue?assignee=@nobody"),
            "queue, every status": page("/queue?status=any"),
            "case": lambda number: _ask(client, f"/cases/{cases[number % len(cases)]}"),
        }
        return [_timed(what, ask, rounds) for what, ask in asked.items()]


def _ask(client: object, address: str) -> None:
    answer = client.get(address)  # type: ignore[attr-defined]
    if answer.status_code != 200:
        raise MingchaError(f"{address} answered {answer.status_code}.")


def _timed(what: str, ask: Callable[[int], None], rounds: int) -> Timed:
    took = []
    for number in range(rounds + 1):
        begun = time.perf_counter()
        ask(number)
        took.append((time.perf_counter() - begun) * 1000)
    took = sorted(took[1:])  # the first one also reads the scan
    return Timed(what, statistics.median(took), took[int(len(took) * 0.95)])


def main() -> int:
    """Fill a copy, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m serving.bench.desk", description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "home"
            shutil.copytree(given.home, copy)
            from serving.database import open_database

            open_database(Home(copy)).close()
            fill(copy / "mingcha.sqlite")
            print(f"{OPEN:,} open and {CLOSED:,} decided cases beside those of the home; ms")
            for one in measure(Home(copy), given.rounds):
                print(f"{one.what:<28}{one.median:>8.1f} median{one.p95:>8.1f} p95")
    except MingchaError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
