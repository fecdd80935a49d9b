"""Write a fictional city straight into a home: `python -m experiments.city HOME --people 3000000`."""

import argparse
import sys
import time
from pathlib import Path

from experiments.city.plan import draw
from experiments.city.write import write
from records.errors import MingchaError
from records.home import Home


def main() -> int:
    """Write it, with a line per county; 1 where it cannot be written."""
    parser = argparse.ArgumentParser(prog="python -m experiments.city", description=__doc__)
    parser.add_argument("home", type=Path, help="a folder that is not there yet")
    parser.add_argument("--payouts", type=int, default=11_900_000)
    parser.add_argument("--people", type=int, default=3_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--identities", action="store_true", help="names and numbers too, so that pages show them")
    given = parser.parse_args()
    begun = time.monotonic()

    def say(done: int, of: int, paid: int) -> None:
        print(f"county {done} of {of}: {paid:,} payouts, {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)

    try:
        plan = draw(given.people, given.payouts, given.seed)
        city = write(Home(given.home), plan, processes=given.processes, identities=given.identities, progress=say)
    except (MingchaError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; the home holds no snapshot and may be removed.", file=sys.stderr)
        return 1
    print(
        f"{city.payouts:,} payouts of {city.people:,} people and {city.findings:,} verification lines in {given.home}, "
        f"{time.monotonic() - begun:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
