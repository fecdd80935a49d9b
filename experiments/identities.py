"""How many damaged ids are recovered, and how many wrongly: measured on fictional counties, whose truth is known.

    python -m experiments.identities --seeds 911 912 913 914 --people 12000

The counties are messier than most (see MESS). A candidate counts as right when the resident it names and the payouts'
beneficiary are one person, also where it is the register that mistyped the id.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from experiments.county.style import IdMess, draw
from experiments.county.write import County, write
from records import warehouse
from records.home import Home
from records.identity import candidates
from records.identity.evidence import evidence
from records.identity.identities import Identities
from records.imports.importing import import_folder
from records.values.ids import normalised
from records.warehouse import Snapshot
from training.evaluation.intervals import jeffreys

MESS = IdMess(0.004, 0.1, 0.001, 0.001, 0.004, 0.002, digit=0.002, swapped=0.002, cut=0.001)
BLANK_NAMES = 0.02
INTERVAL = 0.9
COPY = " - 副本"  # an exact copy is imported under whichever name comes first
REGISTERED_NOWHERE = "valid"  # the id may be made up; reported apart


@dataclass(frozen=True)
class Measured:
    """Payout rows whose id leads to no resident, by what became of them; `kinds`: (id_status, outcome) -> rows."""

    kinds: Counter[tuple[str, str]]
    old_ids: int  # rows with 15 digits
    old_ids_settled: int  # of those, whose person a register holds

    def __add__(self, other: "Measured") -> "Measured":
        """Counties together."""
        return Measured(
            self.kinds + other.kinds, self.old_ids + other.old_ids, self.old_ids_settled + other.old_ids_settled
        )

    def rows(self, *outcomes: str, made_up: bool = False) -> int:
        """Rows with these outcomes: of damaged ids, or of valid ones that no register holds."""
        return sum(
            rows
            for (kind, outcome), rows in self.kinds.items()
            if outcome in outcomes and (kind == REGISTERED_NOWHERE) == made_up
        )


def measure(home: Home, ids: pd.DataFrame) -> Measured:
    """Compare the candidates for an imported county with the truth about its ids (`County.ids`)."""
    snapshot = warehouse.current(home)
    found = candidates.find(home, snapshot)
    meant = _people(home, snapshot, "payout", set(found.subjects["damaged_key"].to_pylist()), ids)
    residents = _people(home, snapshot, "resident", set(snapshot.read("resident")["person_key"].to_pylist()), ids)
    findable = set().union(*residents.values())
    ranked = dict(list(found.candidates.to_pandas().groupby("damaged_key")))
    kinds: Counter[tuple[str, str]] = Counter()
    for subject in found.subjects.to_pylist():
        key = subject["damaged_key"]
        best = ranked.get(key)
        standing = evidence().standing(best["score"].tolist() if best is not None else [])
        right = best is not None and residents.get(best["person_key"].iloc[0]) == meant[key]
        outcome = standing if standing == "none" else f"{standing} {'right' if right else 'wrong'}"
        outcome = outcome if meant[key] & findable else f"{outcome}, not in the register"
        kinds[subject["id_status"], outcome] += subject["payouts"]
    old = snapshot.read("payout").to_pandas().query("id_status == 'upgraded'")
    return Measured(kinds, len(old), int(old["person_key"].isin(list(residents)).sum()))


def _people(home: Home, snapshot: Snapshot, table: str, keys: set[int], ids: pd.DataFrame) -> dict[int, frozenset[str]]:
    """Who is meant by each key: the real resident ids of the rows that carry it."""
    rows = snapshot.read(table).select(["person_key", "source_file", "source_row"]).to_pandas()
    rows = rows[rows["person_key"].isin(list(keys))]
    texts = Identities(home).resident_ids(sorted(keys))
    names = {entry["number"]: str(entry["name"]).replace(COPY, "") for entry in snapshot.ledger}
    listed = rows.assign(file=rows["source_file"].map(names), text=rows["person_key"].map(texts))
    truth = ids.assign(text=[_normal(written) for written in ids["written"]])
    joined = listed.merge(truth, left_on=["file", "source_row", "text"], right_on=["file", "row", "text"], how="left")
    real = joined["resident_id"].fillna(joined["text"])
    return {int(key): frozenset(group) for key, group in real.groupby(joined["person_key"])}


def _normal(written: str) -> str:
    found = normalised(written)
    return "" if found is None else found.text


def county(seed: int, people: int, folder: Path) -> tuple[Home, County]:
    """A messy county, written and imported."""
    style = draw(seed)
    written = write(folder / "files", people, seed, style=replace(style, ids=MESS, blank_names=BLANK_NAMES))
    home = Home(folder / "home")
    import_folder(home, folder / "files")
    return home, written


def told(name: str, found: Measured) -> Iterable[str]:
    """The figures as lines."""
    right, wrong = found.rows("clear right"), found.rows("clear wrong", "clear wrong, not in the register")
    whole = found.rows("clear right", "clear wrong", "open right", "open wrong", "none")
    for what, hits, of in (("precision", right, right + wrong), ("recall", right, whole)):
        low, high = jeffreys(hits, of, INTERVAL)
        yield f"{name}: {what} of clear candidates {hits / max(of, 1):.4f} ({low:.4f}-{high:.4f}), {hits} of {of} rows"
    made_up = {outcome: rows for (kind, outcome), rows in found.kinds.items() if kind == REGISTERED_NOWHERE}
    yield f"{name}: valid ids that no register holds, in rows: {made_up}"
    yield f"{name}: 15-digit ids {found.old_ids} rows, {found.old_ids_settled} settled by the register"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m experiments.identities", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", required=True)
    parser.add_argument("--people", type=int, default=12_000)
    given = parser.parse_args(arguments)
    whole = Measured(Counter(), 0, 0)
    for seed in given.seeds:
        with tempfile.TemporaryDirectory() as folder:
            home, written = county(seed, given.people, Path(folder))
            found = measure(home, written.ids)
        whole += found
        print(*told(f"seed {seed}", found), sep="\n")
    print(*told("all", whole), sep="\n")


if __name__ == "__main__":
    main()
