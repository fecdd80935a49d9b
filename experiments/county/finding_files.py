"""核查结果: one table per batch, a few lines of which match no award."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from experiments.county.batches import CLEARED, Verification
from experiments.county.cells import DAY, ID, NAME, PLAIN, YUAN, Column
from experiments.county.chance import Texts, stream, texts
from experiments.county.style import Style
from experiments.county.suspicions import KINDS
from experiments.county.tables import Table
from experiments.county.words import Words, bureau_of
from experiments.county.world import World

FOLDER = "核查结果"
OFFICE = "纪委监委"


def _strangers(
    lines: pd.DataFrame, awards: pd.DataFrame, world: World, share: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Lines about people who never had the award they are visited for."""
    some = lines.iloc[np.flatnonzero(rng.random(len(lines)) < share)].copy()
    person = rng.integers(0, len(world.people), len(some))
    some["name"], some["resident_id"] = (world.people[column].to_numpy()[person] for column in ("name", "resident_id"))
    some["village"] = world.people["village"].to_numpy()[person]
    held = pd.MultiIndex.from_frame(awards[["resident_id", "programme"]])
    some = some[~pd.MultiIndex.from_frame(some[["resident_id", "programme"]]).isin(held)]
    some["result"] = some["result"].where(some["result"].isna(), CLEARED)
    return some.assign(recovered=0.0, disposal=np.nan)


def lines(verification: Verification, awards: pd.DataFrame, world: World, style: Style, seed: int) -> pd.DataFrame:
    """All lines of all sheets, with the name, id, village and programme of their award (its first entry)."""
    award = awards.groupby(["resident_id", "programme"], sort=False).ngroup()
    entry = (
        awards.assign(award=award)
        .drop_duplicates("award")
        .set_index("award")[["name", "resident_id", "village", "programme"]]
    )
    known = verification.lines.join(entry, on="award")
    rng = stream(seed, "strangers")
    everything = pd.concat([known, _strangers(known, awards, world, style.unmatched, rng)], ignore_index=True)
    return everything.iloc[rng.permutation(len(everything))].sort_values("batch", kind="stable", ignore_index=True)


def _wording(numbers: pd.Series, words: Texts) -> list[str | None]:
    return [None if np.isnan(number) else words[int(number)] for number in numbers.astype(float)]


def tables(written: pd.DataFrame, world: World, seed: int) -> Iterator[Table]:
    """A table for each batch; what has not come back is blank."""
    words = Words(seed, OFFICE)
    kinds = {kind.name: words.one("suspicions", kind.name) for kind in KINDS}
    names = {code: Words(seed, bureau_of(code)).one("programmes", code) for code in written["programme"].unique()}
    as_number = stream(seed, "batch numbers").random() < 0.5
    for batch, rows in written.groupby("batch"):
        villages = world.places.villages.iloc[rows["village"].to_numpy()]
        columns = (
            Column("batch", PLAIN, [int(str(batch)) if as_number else f"第{batch}批"] * len(rows)),
            Column("person_name", NAME, rows["name"].to_numpy()),
            Column("id", ID, rows["resident_id"].to_numpy()),
            Column("township", PLAIN, villages["township_name"].to_numpy()),
            Column("village", PLAIN, villages["village_name"].to_numpy()),
            Column("programme", PLAIN, rows["programme"].map(names).to_numpy()),
            Column("suspicion", PLAIN, rows["kind"].map(kinds).to_numpy()),
            Column("dispatched", DAY, rows["dispatched"].to_numpy()),
            Column("result", PLAIN, _wording(rows["result"], texts(words.codes("result")))),
            Column("recovered", YUAN, rows["recovered"].where(rows["result"].notna()).to_numpy()),
            Column("disposal", PLAIN, _wording(rows["disposal"], texts(words.codes("disposal")))),
            Column("verified", DAY, rows["verified"].to_numpy()),
        )
        stem = f"第{batch}批疑点核查结果"
        yield Table(FOLDER, stem, OFFICE, stem, columns)
