"""Candidates kept beside the snapshots: found once for each, read many times. They hold keys, never names."""

import hashlib
import os
import shutil
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq

from records import warehouse
from records.home import Home
from records.identity import candidates
from records.identity.candidates import Candidates
from records.identity.evidence import FILE, Standing, evidence
from records.imports.report import IdentityCount, IdentityReport
from records.warehouse import Snapshot


def of_current(home: Home) -> Candidates:
    """The candidates for the snapshot in use; raises NoSnapshot before the first import."""
    return of_snapshot(home, warehouse.current(home))


def of_snapshot(home: Home, snapshot: Snapshot) -> Candidates:
    """The candidates for a snapshot, found now if nobody has asked before."""
    found = kept(home, snapshot)
    if found is None:
        found = candidates.find(home, snapshot)
        folder = _folder(home, snapshot)
        part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
        part.mkdir(parents=True)
        pq.write_table(found.subjects, part / "subjects.parquet")
        pq.write_table(found.candidates, part / "candidates.parquet")
        for old in folder.parent.glob("[0-9a-f]*"):
            shutil.rmtree(old)
        os.replace(part, folder)
    return found


def kept(home: Home, snapshot: Snapshot) -> Candidates | None:
    """The candidates for a snapshot if they were found already, as they are by every import."""
    folder = _folder(home, snapshot)
    if not folder.is_dir():
        return None
    return Candidates(
        pq.read_table(folder / "subjects.parquet", schema=candidates.SUBJECT),
        pq.read_table(folder / "candidates.parquet", schema=candidates.CANDIDATE),
    )


def _folder(home: Home, snapshot: Snapshot) -> Path:
    digest = hashlib.sha256(snapshot.digest.encode() + FILE.read_bytes()).hexdigest()[:24]
    return home.path / "candidates" / digest


def report(home: Home, snapshot: Snapshot) -> IdentityReport:
    """How many ids lead to no resident, by kind, and for how many of them a candidate is known."""
    found = of_snapshot(home, snapshot)
    scores: dict[int, list[float]] = {}
    for row in found.candidates.select(["damaged_key", "score"]).to_pylist():
        scores.setdefault(row["damaged_key"], []).append(row["score"])
    ids: Counter[tuple[str, Standing]] = Counter()
    payouts: Counter[str] = Counter()
    for subject in found.subjects.to_pylist():
        ids[subject["id_status"], evidence().standing(scores.get(subject["damaged_key"], []))] += 1
        payouts[subject["id_status"]] += subject["payouts"]
    counts = (
        IdentityCount(kind, payouts[kind], ids[kind, "clear"], ids[kind, "open"], ids[kind, "none"])
        for kind in sorted(payouts)
    )
    return IdentityReport(tuple(counts))
