"""The hits of a scan in the order of its queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rules.catalogue import Catalogue
from rules.rule import Rule
from serving.cases.decisions import Judged

_KEY = ["award_key", "rule"]
_COLUMNS = ("award_key", "rule", "band", "last_date", "fact_known", "evidence", "cleared", "woken")
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Hits:
    """Hits by the queue's places; of one award the strongest first."""

    table: pa.Table
    starts: Numbers  # where the hits of each place begin; one more at the end
    rules: Mapping[str, Rule]

    def places(self) -> Numbers:
        """The place on the queue of each hit."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def strongest(self) -> tuple[Numbers, pa.Table]:
        """The places that have hits, and the first hit of each."""
        hit = np.flatnonzero(np.diff(self.starts))
        return hit, self.table.take(self.starts[hit])

    def judged(self, place: int) -> tuple[Judged, ...]:
        """The hits at a place, as far as a decision looks at them."""
        first, end = int(self.starts[place]), int(self.starts[place + 1])
        return tuple(
            Judged(
                rule=row["rule"],
                title=self.rules[row["rule"]].title,
                band=row["band"],
                last_date=row["last_date"],
                fact_known=row["fact_known"],
                on_register=self.rules[row["rule"]].on_register,
                cleared=row["cleared"],
                woken=row["woken"],
            )
            for row in self.table.slice(first, end - first).drop_columns("evidence").to_pylist()
        )


def hits_of(folder: Path, queue: Numbers, catalogue: Catalogue) -> Hits:
    """The hits of the awards on the queue; the scan's file has them by award, the strongest of each first."""
    table = _with_newest_facts(pq.read_table(folder / "hits.parquet", columns=list(_COLUMNS)), folder).combine_chunks()
    awards = table["award_key"].to_numpy()
    first = np.searchsorted(awards, queue)
    counts = np.searchsorted(awards, queue, side="right") - first
    starts = np.concatenate([[0], np.cumsum(counts)])
    rows = np.arange(starts[-1]) + np.repeat(first - starts[:-1], counts)
    return Hits(table.take(rows), starts, {rule.id: rule for rule in catalogue.rules})


def _with_newest_facts(hits: pa.Table, folder: Path) -> pa.Table:
    """Hits with the newest day any fact of theirs became known: the leading one may be old, and another one new."""
    facts = pq.read_table(folder / "hit_facts.parquet", columns=[*_KEY, "fact_known"])
    newest = facts.group_by(_KEY).aggregate([("fact_known", "max")])
    placed = hits.append_column("place", pa.array(np.arange(len(hits))))
    both = placed.join(newest, _KEY, join_type="left outer").sort_by("place")  # a join keeps no order
    known = pc.coalesce(both["fact_known_max"], both["fact_known"])
    return hits.set_column(hits.column_names.index("fact_known"), "fact_known", known)
