"""Measure a running server beside MLflow's: known awards, 500 at once, rows of features, payment lists."""

import argparse
import json
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from records import warehouse
from records.errors import MingchaError
from records.home import Home
from serving.bench.load import asked, report, servers
from serving.bench.load.asked import Asked
from serving.bench.load.home import county_home
from serving.bench.load.report import Lists, Round
from serving.bench.load.servers import Server
from serving.bench.load.wrk import load
from serving.database import open_database

BUSY = 8  # connections at once


def main() -> int:
    """Measure; 1 where it cannot be."""
    parser = argparse.ArgumentParser(prog="python -m serving.bench.load", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the county that is measured is kept between runs")
    parser.add_argument("--home", type=Path, help="measure this home instead: with a trained model and a scan by it")
    parser.add_argument("--rounds", type=int, default=3, help="turns of both servers")
    parser.add_argument("--seconds", type=int, default=8, help="of each measurement")
    parser.add_argument("--lists", type=int, default=5, help="payment lists to check after the first")
    given = parser.parse_args()
    try:
        home = Home(given.home) if given.home else county_home(given.folder.absolute())
        print(_measure(home, given.rounds, given.seconds, given.lists))
    except (MingchaError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _measure(home: Home, rounds: int, seconds: int, lists: int) -> str:
    database = open_database(home)
    drawn = asked.of_home(home, database, lists + 1)
    database.close()
    with _folder() as folder, servers.ours(home, folder / "ours.log") as ours:
        checked = _lists(ours, drawn)
        with servers.mlflows(home, drawn.model_uri, folder / "mlflow.log") as theirs:
            turns = [_round(folder, ours, theirs, drawn, seconds) for _ in range(rounds)]
    return report.table(warehouse.current(home).rows("payout"), turns, checked)


def _round(folder: Path, ours: Server, theirs: Server, drawn: Asked, seconds: int) -> Round:
    key = {"X-API-Key": drawn.key}
    found = Round(
        one=load(folder, ours, "/v1/scores", drawn.one, key, 1, seconds),
        theirs_one=load(folder, theirs, "/invocations", drawn.rows, {}, 1, seconds),
        busy=load(folder, ours, "/v1/scores", drawn.one, key, BUSY, seconds),
        theirs=load(folder, theirs, "/invocations", drawn.rows, {}, BUSY, seconds),
        many=load(folder, ours, "/v1/scores", drawn.many, key, 1, seconds),
        rows=load(folder, ours, "/invocations", drawn.rows, key, BUSY, seconds),
    )
    print(f"{found.busy.rate:,.0f} requests/s, MLflow's {found.theirs.rate:,.0f}", file=sys.stderr, flush=True)
    return found


def _lists(ours: Server, drawn: Asked) -> Lists:
    spent, processor, rows = list[float](), list[float](), 0
    headers = {"X-API-Key": drawn.key, "Content-Type": "application/json"}
    for body in drawn.planned:
        asking = urllib.request.Request(f"{ours.address}/v1/checks", body.encode(), headers)  # noqa: S310 - our own address
        began, before = time.perf_counter(), ours.processor()
        with urllib.request.urlopen(asking, timeout=600) as answer:  # noqa: S310
            said = answer.read()
        spent.append(time.perf_counter() - began)
        processor.append(ours.processor() - before)
        rows = json.loads(said)["summary"]["checked"]["rows"]
        print(f"a list of {rows:,}: {spent[-1]:.2f} s", file=sys.stderr, flush=True)
    return Lists(rows, spent[0], tuple(spent[1:]), tuple(processor[1:]))


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mingcha-bench-") as folder:
        yield Path(folder)


if __name__ == "__main__":
    sys.exit(main())
