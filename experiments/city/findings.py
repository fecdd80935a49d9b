"""The lines of a county's verification sheets as findings."""

import numpy as np
import pyarrow as pa

from experiments.city import keys
from experiments.city.columns import as_table, words
from experiments.city.files import Files
from experiments.city.payouts import Lists
from experiments.city.plan import Part
from experiments.county.chance import Ints
from experiments.county.finding_files import OFFICE
from experiments.county.story import Story
from experiments.county.suspicions import KINDS
from experiments.county.words import Words
from records.keys import Keyring

RESULT = ("cleared", "confirmed", "inconclusive")


def table(told: Story, lists: Lists, part: Part, city: int, files: Files) -> pa.Table:
    """Every line, matched to the award it is about; one about somebody who has no such award matches none."""
    lines, count = told.lines, len(told.lines)
    person = _persons(told, lists, keys.keyring(city))
    award = keys.awards(keys.keyring(city), person, lines["programme"])
    office = Words(city, OFFICE)  # one office dispatches in the whole city
    kinds = {kind.name: office.one("suspicions", kind.name) for kind in KINDS}
    batch = lines["batch"].to_numpy().astype(np.int64)
    result = lines["result"]
    verified = lines["verified"]
    columns = {
        "finding_key": keys.rows(city, keys.FINDING, part.number, count),
        "award_key": pa.array(award, mask=~np.isin(award, lists.row_award)),
        "person_key": person,
        "programme": lines["programme"].to_numpy(dtype=object),
        "kind": lines["kind"].map(kinds).to_numpy(dtype=object),
        "batch": words(batch, [f"第{number}批" for number in range(part.style.batches + 1)]),
        "dispatched": lines["dispatched"],
        "result": words(result, RESULT),
        "recovered_fen": np.round(lines["recovered"].where(result.notna()).to_numpy(dtype=float) * 100),
        "disposal": words(lines["disposal"], office.codes("disposal")),
        "verified": verified,
        "happened": verified,
        "known": verified.fillna(lines["dispatched"]),
        **files.findings(batch),
    }
    return as_table("finding", count, columns)


def _persons(told: Story, lists: Lists, ring: Keyring) -> Ints:
    listed = dict(zip(told.listed["resident_id"], lists.person.tolist(), strict=True))
    ids = told.lines["resident_id"]
    return np.array([listed[one] if one in listed else ring.person(one) for one in ids], np.int64)
