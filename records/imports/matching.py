"""Verification lines -> the awards they are about: by id and programme; by name, if unique, where an id is damaged."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from records.imports.report import MatchReport, UnmatchedFinding
from records.remark import Remark
from records.warehouse import Snapshot

EXPONENT = re.compile(r"E.*$")
Place = tuple[int, int, str]  # name, village, programme


@dataclass(frozen=True)
class Line:
    """A verification line of this import that may need its name to find its award."""

    finding_key: int
    name_key: int | None
    village_key: int | None
    id_status: str


def match(
    findings: pa.Table, payouts: pa.Table, lines: Sequence[Line], ids: Mapping[int, str], files: Mapping[int, str]
) -> tuple[pa.Table, MatchReport]:
    """Set the award of every finding, null where it has none.

    Args:
        findings: the finding table with `award_key` made from person and programme.
        payouts: the payout table.
        lines: name, village and id status of the findings in this import.
        ids: resident ids by person key, as far as damaged ids are concerned.
        files: names of files by their number, for the report.
    """
    by_id = pc.is_in(findings["award_key"], value_set=pc.unique(payouts["award_key"])).to_pylist()
    wanted = findings["award_key"].to_pylist()
    found = [award if hit else None for award, hit in zip(wanted, by_id, strict=True)]
    by_key = {line.finding_key: line for line in lines}
    places = _places(payouts) if not all(by_id) else {}
    by_name = 0
    rows = findings.select(["finding_key", "person_key", "programme"]).to_pylist()
    for i, row in enumerate(rows):
        if found[i] is None and row["finding_key"] in by_key:
            found[i] = _by_name(by_key[row["finding_key"]], row["person_key"], row["programme"], places, ids)
            by_name += found[i] is not None
    place = findings.schema.get_field_index("award_key")
    matched = findings.set_column(place, findings.schema.field(place), pa.array(found, pa.int64()))
    return matched, _report(matched, by_name, files)


def ids_wanted(payouts: pa.Table, lines: Sequence[Line], findings: pa.Table) -> list[int]:
    """The person keys whose ids `match` may want to see: those of findings and of payouts to the same names."""
    if not lines:
        return []
    names = pa.array({line.name_key for line in lines if line.name_key is not None}, pa.int64())
    same_name = payouts.filter(pc.is_in(payouts["name_key"], value_set=names))
    return list({*pc.unique(same_name["person_key"]).to_pylist(), *pc.unique(findings["person_key"]).to_pylist()})


def _places(payouts: pa.Table) -> dict[Place, dict[int, tuple[int, bool]]]:
    """(name, village, programme) -> award -> its person, and whether that person's id is damaged."""
    columns = ["name_key", "village_key", "programme", "award_key", "person_key", "id_status"]
    distinct = payouts.select(columns).group_by(columns).aggregate([])
    places: dict[Place, dict[int, tuple[int, bool]]] = defaultdict(dict)
    for row in distinct.to_pylist():
        if row["name_key"] is not None and row["village_key"] is not None:
            place = (row["name_key"], row["village_key"], row["programme"])
            places[place][row["award_key"]] = (row["person_key"], row["id_status"] == "damaged")
    return places


def _by_name(
    line: Line,
    person_key: int,
    programme: str | None,
    places: Mapping[Place, Mapping[int, tuple[int, bool]]],
    ids: Mapping[int, str],
) -> int | None:
    """The one award of that name, village and programme whose id does not contradict; only where one id is damaged."""
    if line.name_key is None or line.village_key is None or programme is None:
        return None
    fits = [
        award
        for award, (candidate, damaged) in places.get((line.name_key, line.village_key, programme), {}).items()
        if (damaged or line.id_status == "damaged") and _agree(ids.get(person_key, ""), ids.get(candidate, ""))
    ]
    return fits[0] if len(fits) == 1 else None


def _agree(one: str, other: str) -> bool:
    """Whether what is left of one id begins the other."""
    first, second = _digits(one), _digits(other)
    shorter = min(len(first), len(second))
    return shorter > 0 and first[:shorter] == second[:shorter]


def _digits(resident_id: str) -> str:
    """The digits that can be trusted: those before the exponent, of which a spreadsheet rounded the last."""
    if "E" in resident_id:
        return EXPONENT.sub("", resident_id).replace(".", "")[:-1]
    return resident_id[:15] if resident_id.endswith("000") else resident_id


def _report(findings: pa.Table, by_name: int, files: Mapping[int, str]) -> MatchReport:
    lost = findings.filter(pc.is_null(findings["award_key"]))
    unmatched = tuple(
        UnmatchedFinding(
            files.get(row["source_file"], ""),
            row["source_row"],
            row["programme"],
            row["kind"],
            reason.zh,
            reason.en,
        )
        for row in lost.select(["source_file", "source_row", "programme", "kind"]).to_pylist()
        for reason in (_reason(row["programme"]),)
    )
    return MatchReport(findings.num_rows, findings.num_rows - len(unmatched), by_name, unmatched)


def _reason(programme: str | None) -> Remark:
    if programme is None:
        return Remark("补贴项目不认识", "the programme is not known")
    return Remark("没有这个人在这个项目的发放记录", "this person has no payout in this programme")


def so_far(snapshot: Snapshot) -> MatchReport:
    """How the findings of a snapshot were matched when they came in."""
    names = {int(entry["number"]): str(entry["name"]) for entry in snapshot.ledger}
    return _report(snapshot.read("finding"), 0, names)
