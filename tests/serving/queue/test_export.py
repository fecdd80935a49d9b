"""The queue as a file."""

import csv
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

from records.home import Home
from records.identity.identities import Identities
from serving.audit.tables import AuditEntry
from serving.database import Database
from serving.queue import sheets
from serving.queue.export import COLUMNS, Wanted, export
from serving.refusals import NoSuchFolder
from tests.serving.conftest import WHOLE, Scanned, scan_folder

NAMES = [name for name, _ in COLUMNS]


def written(home: Home, database: Database, file: Path, wanted: Wanted | None = None) -> Path:
    export(home, database, file, wanted or Wanted(), user=WHOLE)
    return file


def test_every_format_has_the_same_columns_and_lines(scanned: Home, database: Database, tmp_path: Path) -> None:
    table = pq.read_table(written(scanned, database, tmp_path / "q.parquet"))
    with written(scanned, database, tmp_path / "q.csv").open(encoding="utf-8-sig", newline="") as handle:
        lines = list(csv.reader(handle))
    sheet = openpyxl.load_workbook(written(scanned, database, tmp_path / "q.xlsx")).active
    assert sheet is not None
    cells = list(sheet.iter_rows(values_only=True))
    assert table.column_names == lines[0] == list(cells[0]) == NAMES
    assert table.num_rows == len(lines) - 1 == len(cells) - 1 > 0
    assert table["hits"].to_pylist() == [line[NAMES.index("hits")] for line in lines[1:]]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_only_the_owner_may_read_an_export(scanned: Home, database: Database, tmp_path: Path, ending: str) -> None:
    file = written(scanned, database, tmp_path / f"q.{ending}", Wanted(reveal=True))
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_csv_starts_with_a_byte_order_mark(scanned: Home, database: Database, tmp_path: Path) -> None:
    assert written(scanned, database, tmp_path / "q.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_lines_stand_by_rank_and_by_falling_score(scanned: Home, database: Database, tmp_path: Path) -> None:
    table = pq.read_table(written(scanned, database, tmp_path / "q.parquet"))
    ranks, scores = table["rank"].to_pylist(), table["score"].to_pylist()
    assert ranks == sorted(ranks)
    assert scores == sorted(scores, reverse=True)


def test_identities_are_masked_unless_revealed(scanned: Home, database: Database, tmp_path: Path) -> None:
    masked = pq.read_table(written(scanned, database, tmp_path / "m.parquet"))
    shown = pq.read_table(written(scanned, database, tmp_path / "r.parquet", Wanted(reveal=True)))
    known = set(Identities(scanned).resident_ids(_persons(scanned)).values())
    assert not known & set(masked["resident_id"].to_pylist())
    assert set(shown["resident_id"].to_pylist()) <= known
    assert all("*" in name for name in masked["name"].to_pylist())
    assert shown["name"].to_pylist() != masked["name"].to_pylist()


def _persons(home: Home) -> list[int]:
    keys: list[int] = pq.read_table(scan_folder(home) / "scores.parquet")["person_key"].to_pylist()
    return keys


def test_a_revealed_export_is_in_the_audit_log_without_anybodys_name(
    scanned: Home, database: Database, tmp_path: Path
) -> None:
    lines = pq.read_table(written(scanned, database, tmp_path / "r.parquet", Wanted(reveal=True))).num_rows
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "queue.export.revealed")).one()
    assert json.loads(entry.detail) == {"everything": 0, "lines": lines}


def test_all_exports_every_award_and_no_case_number_where_there_is_none(
    template: Scanned, scanned: Home, database: Database, tmp_path: Path
) -> None:
    table = pq.read_table(written(scanned, database, tmp_path / "a.parquet", Wanted(everything=True)))
    assert table.num_rows == template.report.awards
    assert 0 < table["case_id"].null_count < table.num_rows
    assert table["case_id"].null_count == table["status"].null_count


def test_a_file_that_cannot_be_written_leaves_no_trace(scanned: Home, database: Database, tmp_path: Path) -> None:
    with pytest.raises(NoSuchFolder, match="nowhere"):
        export(scanned, database, tmp_path / "nowhere" / "q.csv", Wanted(reveal=True), user=WHOLE)
    with database.reading() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.action.like("queue.export%"))).all() == []


def test_a_name_out_of_a_bureaus_file_does_not_run_as_a_formula(tmp_path: Path) -> None:
    table = pa.table({"name": ["=1+1"]})
    sheets.write_csv(table, tmp_path / "q.csv")
    sheets.write_xlsx(table, tmp_path / "q.xlsx")
    assert "'=1+1" in (tmp_path / "q.csv").read_text(encoding="utf-8-sig")
    sheet = openpyxl.load_workbook(tmp_path / "q.xlsx").active
    assert sheet is not None
    assert sheet["A2"].data_type == "s"


def test_more_lines_than_a_sheet_holds_are_refused_with_the_way_out(tmp_path: Path) -> None:
    table = pa.table({"rank": pa.nulls(sheets.MOST_LINES + 1, pa.int32())})
    with pytest.raises(sheets.TooManyLines, match="parquet"):
        sheets.write_xlsx(table, tmp_path / "q.xlsx")
