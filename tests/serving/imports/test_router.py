"""/v1/imports: from files sent in to the report, and the rows to send back."""

import io
import json
import zipfile

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from records import warehouse
from serving.audit.tables import AuditEntry
from serving.database import Database
from serving.imports import uploads
from tests.serving.conftest import key_for
from tests.serving.imports.conftest import LIST
from tests.serving.jobs.conftest import work_off

FILES = [("files", ("低保名单.csv", LIST, "text/csv"))]


def test_files_sent_in_become_a_snapshot_with_a_report_and_rows_to_send_back(
    program: TestClient, empty: Database
) -> None:
    sent = program.post("/v1/imports", files=FILES)
    assert sent.status_code == 202
    assert sent.headers["location"] == f"/v1/jobs/{sent.json()['id']}"
    assert sent.headers["retry-after"]
    assert program.get(sent.headers["location"]).headers["retry-after"]
    work_off(empty)
    job = program.get(sent.headers["location"])
    assert (job.json()["state"], "retry-after" in job.headers) == ("done", False)
    assert warehouse.current(empty.home).rows("payout") == 1
    listed = program.get("/v1/imports").json()["items"]
    number = job.json()["result"]["import"]
    assert [one["id"] for one in listed] == [number]
    found = program.get(f"/v1/imports/{number}").json()
    assert (found["read"], found["accepted"], found["rejected"]) == (4, 1, 1)
    assert found["report"]["files"][0]["name"] == "低保名单.csv"
    assert "11010119500101003X" not in json.dumps(found, ensure_ascii=False)
    book = program.get(f"/v1/imports/{number}/rejects")
    assert book.content.startswith(b"PK")
    assert str(empty.home.path) not in json.dumps(found)
    assert not list(empty.home.uploads.iterdir()), "what is imported does not lie about"
    with empty.reading() as session:
        fetched = select(AuditEntry.subject).where(AuditEntry.action == "import.rejects")
        assert session.scalars(fetched).all() == [f"import:{number}"]


def test_a_zip_is_as_good_as_its_files(program: TestClient, empty: Database) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("民政局/低保名单.csv", LIST)
    assert program.post("/v1/imports", files=[("files", ("all.zip", content.getvalue()))]).status_code == 202
    work_off(empty)
    assert warehouse.current(empty.home).rows("payout") == 1


def test_the_same_request_again_is_one_import_and_its_files_are_kept_once(program: TestClient, empty: Database) -> None:
    headers = {"Idempotency-Key": "import-2025-01"}
    first, second = (program.post("/v1/imports", files=FILES, headers=headers).json() for _ in range(2))
    assert first["id"] == second["id"]
    assert len(list(empty.home.uploads.iterdir())) == 1
    other = program.post("/v1/imports", files=[("files", ("b.csv", LIST * 2))], headers=headers)
    assert other.json()["type"].endswith("idempotency-key-reused")


def test_a_file_that_cannot_be_used_fails_the_job_with_a_sentence_unless_it_may_be_left_aside(
    program: TestClient, empty: Database
) -> None:
    files = [*FILES, ("files", ("会议纪要.csv", "没有,表头\n的,文件\n".encode()))]
    refused = program.post("/v1/imports", files=files).json()["id"]
    tolerant = program.post("/v1/imports", files=files, data={"skip_bad": "true"}).json()["id"]
    work_off(empty)
    failed = program.get(f"/v1/jobs/{refused}").json()
    assert (failed["state"], failed["error_kind"]) == ("failed", "unknown-file")
    assert "会议纪要.csv" in failed["error"]
    assert program.get(f"/v1/jobs/{tolerant}").json()["state"] == "done"
    assert len(list(empty.home.uploads.iterdir())) == 1, "those of the import that failed are kept to try again"


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ([("files", ("a.pdf", b"%PDF-1.4"))], "invalid-upload"),
        ([("files", ("a.csv", b""))], "invalid-upload"),
        ([("other", ("a.csv", LIST))], "invalid-upload"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_once(
    program: TestClient, empty: Database, files: list[tuple[str, tuple[str, bytes]]], kind: str
) -> None:
    answer = program.post("/v1/imports", files=files)
    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:mingcha:problem:{kind}")
    assert not list(empty.home.uploads.iterdir())


def test_too_much_is_refused_before_it_is_read_and_length_must_be_said(
    program: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert program.post("/v1/imports", json={}).status_code == 422
    monkeypatch.setattr("serving.imports.receiving.MOST_SENT", 100)
    assert program.post("/v1/imports", files=FILES).status_code == 413

    def parts() -> object:
        yield b"x"

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert program.post("/v1/imports", content=parts(), headers=headers).status_code == 411


def test_only_who_may_import_sends_files_and_only_who_may_read_them_reads_reports(
    program: TestClient, empty: Database
) -> None:
    program.headers["X-API-Key"] = key_for(empty, "backend")
    assert program.post("/v1/imports", files=FILES).status_code == 403
    assert program.get("/v1/imports").status_code == 403
    assert not list(empty.home.uploads.iterdir())
    program.headers["X-API-Key"] = key_for(empty, "auditor")
    assert program.get("/v1/imports").status_code == 200
    assert program.get("/v1/imports/1/rejects").status_code == 403


def test_an_import_killed_between_its_snapshot_and_its_report_tells_the_report_all_the_same(
    program: TestClient, empty: Database
) -> None:
    from records.imports.importing import import_folder

    job = program.post("/v1/imports", files=FILES).json()["id"]
    upload = next(empty.home.uploads.iterdir()).name
    # The first try gets as far as the snapshot and is killed there.
    import_folder(empty.home, uploads.folder(empty.home, upload), run=upload)
    work_off(empty)
    done = program.get(f"/v1/jobs/{job}").json()["result"]
    assert done["changed"]
    assert (done["accepted"], done["rejected"]) == (1, 1)
    assert program.get(f"/v1/imports/{done['import']}").json()["has_rejects"]
    assert warehouse.current(empty.home).name == "000001"


def test_imports_are_paged_by_cursor(program: TestClient, empty: Database) -> None:
    for number in range(3):
        program.post("/v1/imports", files=[("files", (f"{number}.csv", LIST + b"\n" * number))])
    work_off(empty)
    first = program.get("/v1/imports", params={"limit": 2}).json()
    second = program.get("/v1/imports", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [one["id"] for one in first["items"] + second["items"]] == [3, 2, 1]
    assert second["next_cursor"] is None
    assert program.get("/v1/imports", params={"cursor": "bm9uZQ"}).status_code == 400
