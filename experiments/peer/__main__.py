"""One side of the comparison, measured from outside: `python -m experiments.peer ours|pandas HOME`."""

import sys
from pathlib import Path

from experiments.bench.stages import announce, conclude
from experiments.peer.run import SIDES
from records import warehouse
from records.home import Home

if __name__ == "__main__":
    snapshot = warehouse.current(Home(Path(sys.argv[2])))
    conclude(SIDES[sys.argv[1]](snapshot, snapshot.newest_date(), announce).summary())
