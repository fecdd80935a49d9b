"""What a batch was drawn from, kept so that anybody can repeat the draw."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.decisions.dispatches import VERIFICATION
from records.home import Home
from serving.audit.tables import AuditEntry
from serving.batches import repository
from serving.refusals import InvalidBatch
from serving.security.sight import EVERYTHING
from training.visits import exploration
from training.visits.exploration import Exploration

COLUMNS = ("score", "flagged", "place", "village", "house", "named")
CHOICES = b"mingcha.exploration"


@dataclass(frozen=True)
class Audit:
    """Whether a batch is what its dice give: the same file as on the day, the same cases, reasons and probabilities."""

    number: int
    awards: int
    untouched: bool  # the file is the one the audit log names
    differing: int  # cases that are in the batch and not in the draw, or otherwise, or the other way round

    @property
    def holds(self) -> bool:
        """Nothing differs."""
        return self.untouched and not self.differing


def keep(home: Home, number: int, awards: pd.DataFrame, choices: Exploration) -> str:
    """Write the awards that stood for choice, and how was explored; returns the SHA-256 of the file."""
    table = pa.Table.from_pandas(awards[list(COLUMNS)])
    kept = {**(table.schema.metadata or {}), CHOICES: choices.model_dump_json().encode()}
    file = _file(home, number)
    part = file.with_suffix(".part")
    pq.write_table(table.replace_schema_metadata(kept), part, compression="zstd")
    os.replace(part, file)
    return _digest(file)


def audit(session: Session, number: int) -> Audit:
    """Draw a batch again from what it was drawn from, and compare. Raises BatchNotFound, InvalidBatch."""
    home: Home = session.info["home"]
    batch, file = repository.by_id(session, number, EVERYTHING), _file(home, number)
    if batch.kind != VERIFICATION or not file.is_file():
        raise InvalidBatch(f"What batch {number} was drawn from is not kept here; only drawn batches can be checked.")
    told = session.scalars(
        select(AuditEntry.detail).where(AuditEntry.action == "batch.new", AuditEntry.subject == f"batch:{number}")
    ).one()
    table = pq.read_table(file)
    awards = table.to_pandas()
    choices = Exploration.model_validate_json(table.schema.metadata[CHOICES])
    capacity = json.loads(batch.capacity)
    wanted = capacity if isinstance(capacity, int) else {int(place): visits for place, visits in capacity.items()}
    again = exploration.draw(awards, wanted, batch.seed, choices).picked
    drawn = {(int(key), why, float(chance)) for key, why, chance in zip(again.index, again["why"], again["inclusion"],
                                                                        strict=True)}  # fmt: skip
    kept = {(case.award_key, case.why, case.inclusion) for case in repository.case_views(session, number, EVERYTHING)}
    return Audit(number, len(awards), json.loads(told)["frame"] == _digest(file), len(drawn ^ kept))


def _file(home: Home, number: int) -> Path:
    return home.batches / f"{number:06d}.parquet"


def _digest(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
