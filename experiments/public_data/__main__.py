"""`python -m experiments.public_data`: the method on public inspections, inside their training part or on the test."""

import argparse
import sys
from pathlib import Path

from experiments.public_data import check, looks
from records.errors import MingchaError


def main(arguments: list[str] | None = None) -> int:
    """Print one table per data set; 1 with a sentence where one cannot be used, and none at all where none is there."""
    parser = argparse.ArgumentParser(prog="python -m experiments.public_data", description=check.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(check.NAMES)}; default all")
    parser.add_argument("--data", type=Path, help="folder of the public data; default ../shared/data of the repository")
    parser.add_argument("--look", action="store_true", help="open the test part; every look is counted in looks.yaml")
    given = parser.parse_args(arguments)
    unknown = set(given.names) - set(check.NAMES)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    try:
        for name in given.names or check.NAMES:
            _show(name, given.data, given.look)
    except MingchaError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _show(name: str, data: Path | None, look: bool) -> None:
    found = check.load(name, data)
    table = found.table
    if table is None or not table.file.exists():
        print(f"{name}: skipped, the public data is not here (give its folder with --data).")
        return
    print(f"{name}: {found.about}")
    if look:
        report, shown, number = check.opened(found, table)
        print(
            report,
            f"\nThe test part was looked at {number} times, this one included:",
            shown.to_string(index=False),
            sep="\n",
        )
    else:
        report = check.inside(found, table)
        print(
            report, f"\nInside the training part; the test part was looked at {len(looks.read(name))} times.", sep="\n"
        )
    print()


if __name__ == "__main__":
    raise SystemExit(main())
