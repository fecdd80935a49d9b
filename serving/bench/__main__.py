"""Measure whole scans of fictional cities, stage by stage, and the same work in pandas."""

import argparse
import shutil
import sys
from pathlib import Path

from experiments.bench import homes
from experiments.bench.stages import watch
from records.errors import MingchaError
from records.home import Home
from serving.bench import report
from serving.bench.report import Compared, Sized

SIZES = (1_190_000, 11_900_000)


def main() -> int:
    """Measure what was asked for; 1 where it cannot be."""
    parser = argparse.ArgumentParser(prog="python -m serving.bench", description=__doc__)
    parser.add_argument("folder", type=Path, help="where cities and results are kept between runs")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, metavar="PAYOUTS", help="cities to scan")
    parser.add_argument(
        "--train-on", type=int, metavar="PAYOUTS", help="city to train on; default: the smallest scanned"
    )
    parser.add_argument("--peer", type=int, default=SIZES[0], metavar="PAYOUTS", help="city to compare on; 0: none")
    given = parser.parse_args()
    folder = given.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        trained_on = given.train_on or min(given.sizes, default=0)
        measured = [_scanned(folder, payouts, trained_on) for payouts in sorted(given.sizes)]
        if measured:
            print(report.scans(measured), flush=True)
        compared = _compared(folder, given.peer) if given.peer else None
        if compared is not None:
            print(report.peer(compared))
    except (MingchaError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; cities that are whole stay for the next run.", file=sys.stderr)
        return 1
    report.write(folder / "scan.json", measured, compared)
    print(f"All figures are in {folder / 'scan.json'}.")
    return 0


def _scanned(folder: Path, payouts: int, trained_on: int) -> Sized:
    """A first scan, which opens every case, with a model trained on one of the cities."""
    home, learned = homes.city_home(folder, payouts, _say), homes.city_home(folder, trained_on, _say)
    homes.give(homes.train(learned, _say), learned, home)
    _forget_scans(home)
    _say(f"scanning {payouts:,} payouts")
    return Sized(payouts, watch("serving.bench.scan", str(home.path)))


def _compared(folder: Path, payouts: int) -> Compared:
    home = homes.city_home(folder, payouts, _say)
    _say(f"the same rules and features here and in pandas on {payouts:,} payouts")
    ours, theirs = (watch("experiments.peer", side, str(home.path)) for side in ("ours", "pandas"))
    return Compared(payouts, ours.result["rules"], ours.result["columns"], ours, theirs)


def _forget_scans(home: Home) -> None:
    shutil.rmtree(home.scans)
    for file in home.path.glob("mingcha.sqlite*"):
        file.unlink()


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
