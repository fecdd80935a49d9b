"""Photos and documents of a visit."""

import hashlib
import io
import re
import zipfile

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from records.home import Home
from serving.attachments import service
from serving.attachments.content import MOST_BYTES, Upload, clean_name, kind_of
from serving.attachments.tables import Attachment
from serving.audit.tables import AuditEntry
from serving.database import Database
from serving.refusals import CaseNotFound, UnfitAttachment
from tests.serving.conftest import PASSWORD, first_open, key_for, person

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 64


def office(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as book:
        for name in ("[Content_Types].xml", *names):
            book.writestr(name, "x")
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "png"),
        (JPEG, "jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x18ftypheic", "heic"),
        (b"%PDF-1.7", "pdf"),
        (office("word/document.xml"), "docx"),
        (office("xl/workbook.xml"), "xlsx"),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, kind: str) -> None:
    assert kind_of(Upload("photo.exe", content)) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        b"<html><script>",
        b"MZ\x90\0",
        b"PK\x03\x04 not a zip",
        office("word/document.xml", "word/vbaProject.bin"),
        office("something/else"),
        PNG + b"\0" * MOST_BYTES,
    ],
)
def test_what_is_no_photo_or_document_or_too_large_is_refused(content: bytes) -> None:
    with pytest.raises(UnfitAttachment):
        kind_of(Upload("photo.png", content))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\照片\\入户.JPG", "入户.png"),
        ('a"b\r\nc.png', "a b c.png"),
        ("", "file.png"),
        (".png", "png.png"),
    ],
)
def test_a_name_keeps_no_path_and_nothing_that_breaks_a_header(given: str, kept: str) -> None:
    assert clean_name(given, "png") == kept


def test_a_program_adds_lists_and_reads_files_and_every_look_is_logged(
    scanned: Home, backend: TestClient, database: Database
) -> None:
    number = first_open(database).case_id
    address = f"/v1/cases/{number}/attachments"
    first = backend.post(address, files={"file": ("入户.png", PNG)})
    again = backend.post(address, files={"file": ("other name.png", PNG)})
    assert (first.status_code, first.json()) == (201, again.json())
    assert first.json()["sha256"] == hashlib.sha256(PNG).hexdigest()
    (item,) = backend.get(address).json()["attachments"]
    answer = backend.get(f"{address}/{item['number']}")
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E5%85%A5")
    with database.reading() as session:
        done = session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("attachment"))).all()
    assert done == ["attachment.add", "attachment.read"]
    assert [file.stat().st_mode & 0o077 for file in scanned.attachments.rglob("*") if file.is_file()] == [0]


def test_files_of_another_case_changed_files_and_unfit_ones_are_refused(
    scanned: Home, backend: TestClient, database: Database
) -> None:
    number = first_open(database).case_id
    item = backend.post(f"/v1/cases/{number}/attachments", files={"file": ("a.png", PNG)}).json()
    other = number + 1 if number == 1 else 1
    assert backend.get(f"/v1/cases/{other}/attachments/{item['number']}").status_code == 404
    (file,) = (file for file in scanned.attachments.rglob("*") if file.is_file())
    file.write_bytes(b"changed")
    assert backend.get(f"/v1/cases/{number}/attachments/{item['number']}").status_code == 404
    refused = backend.post(f"/v1/cases/{number}/attachments", files={"file": ("a.png", b"<html>")})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:mingcha:problem:unfit-attachment")
    assert backend.post("/v1/cases/999999/attachments", files={"file": ("a.png", PNG)}).status_code == 404
    backend.headers["Authorization"] = f"Bearer {key_for(database, 'auditor')}"
    assert backend.get(f"/v1/cases/{number}/attachments").status_code == 403


def test_the_outcome_form_takes_photos_and_a_second_sending_changes_nothing(
    client: TestClient, database: Database
) -> None:
    number = first_open(database).case_id
    with database.writing() as session:
        person(session)
    signing = {"csrf": token(client.get("/sign-in").text), "name": "wangli", "password": PASSWORD}
    client.post("/sign-in", data=signing)
    page = client.get(f"/cases/{number}").text
    form = {"csrf": token(page), "version": "1", "result": "cleared", "verified": "2026-01-06", "note": "看过"}
    refused = client.post(f"/cases/{number}/outcome", data=form, files={"photo": ("x.png", b"<html>")})
    assert (refused.status_code, "这份材料不能收" in refused.text) == (422, True)
    for _ in range(2):
        files = [("photo", ("入户.jpg", JPEG)), ("photo", ("", b""))]
        saved = client.post(f"/cases/{number}/outcome", data=form, files=files)
        assert (saved.status_code, "已保存" in saved.text, "入户.jpg" in saved.text) == (200, True, True)
    with database.reading() as session:
        assert len(session.scalars(select(Attachment)).all()) == 1


def token(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]*)"', html)
    assert found is not None
    return found[1]


def test_who_may_not_add_to_a_case_learns_nothing_of_the_file_and_leaves_none(
    scanned: Home, database: Database
) -> None:
    with database.writing() as session:
        user = person(session)
        with pytest.raises(CaseNotFound):
            service.keep(session, 10**6, [Upload("note.txt", b"x")], user)
        with pytest.raises(CaseNotFound):
            service.keep(session, 10**6, [Upload("photo.png", PNG)], user)
    assert not any(file.is_file() for file in scanned.attachments.rglob("*"))
