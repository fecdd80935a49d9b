"""What a scan found, as cases see it; read from its files before the database is touched.

A city's queue has hundreds of thousands of rows, so it is held as columns; a row is made of one only where somebody
decided on the award before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rules.catalogue import Catalogue
from serving.cases import headlines
from serving.cases.decisions import Judged
from serving.cases.found_hits import Hits, hits_of
from serving.scan.store import Manifest

DRAWN = ("没有规则命中，随机抽取核查", "No rule hit; drawn at random to be verified")
NO_HIT = ("没有规则命中，但发放情况与核实过的疑点相似", "No rule hit, but the payouts resemble confirmed cases")
_COLUMNS = (
    *("award_key", "person_key", "programme", "programme_name", "probability", "level", "percentile", "rank", "rules"),
    *("township_key", "village_key", "township", "village"),
)


@dataclass(frozen=True)
class Queued:
    """An award on the queue that somebody decided on: its hits, strongest first, and what was verified of it."""

    award_key: int
    hits: tuple[Judged, ...]
    verdict: str | None
    verdict_day: date | None


@dataclass(frozen=True)
class Found:
    """The queue of a scan, best first: the columns of its cases, the verdicts that were imported, the hits."""

    manifest: Manifest
    columns: dict[str, list[Any]]
    verdicts: list[str | None]
    verdict_days: list[date | None]
    hits: Hits

    @property
    def awards(self) -> list[int]:
        """The awards on the queue."""
        return self.columns["award_key"]

    def row(self, place: int) -> Queued:
        """The award at a place of the queue."""
        hits = self.hits.judged(place)
        return Queued(self.awards[place], hits, self.verdicts[place], self.verdict_days[place])


def read(folder: Path, manifest: Manifest, catalogue: Catalogue, out: Collection[int] = ()) -> Found:
    """What stands in the files of a scan made with this catalogue; `out`: awards handed out, which stay in any case."""
    wanted = pc.field("queued") | pc.field("award_key").isin(list(out))
    scores = pq.read_table(folder / "scores.parquet", filters=wanted).sort_by("rank").combine_chunks()
    hits = hits_of(folder, scores["award_key"].to_numpy(), catalogue)
    words = [NO_HIT if queued else DRAWN for queued in scores["queued"].to_pylist()]
    for place, said in headlines.of(hits, catalogue):
        words[place] = said
    return Found(
        manifest, case_columns(scores, words), scores["verdict"].to_pylist(), scores["verdict_day"].to_pylist(), hits
    )


def case_columns(scores: pa.Table, headline: Sequence[tuple[str, str]]) -> dict[str, list[Any]]:
    """What cases hold of rows of the scores, beside their headlines, Chinese and English."""
    expected = np.rint(scores["probability"].to_numpy() * scores["stake_fen"].to_numpy()).astype(np.int64)
    return {name: scores[name].to_pylist() for name in _COLUMNS} | {
        "amount_fen": scores["stake_fen"].to_pylist(),
        "expected_fen": expected.tolist(),
        "headline_zh": [zh for zh, _ in headline],
        "headline_en": [en for _, en in headline],
    }
