"""Files sent in: which are taken, how they are kept, what becomes of archives."""

import io
import os
import time
import zipfile
from pathlib import Path

import pytest

from serving.accounts.views import User
from serving.database import Database
from serving.imports import limits, uploads
from serving.imports.uploads import Sent, Upload
from serving.jobs import service
from serving.refusals import InvalidUpload, UploadGone, UploadTooLarge
from tests.serving.conftest import person

LIST = "姓名,身份证号\n王芳,110101194001010016\n".encode()


def sent(name: str, content: bytes = LIST) -> Sent:
    return Sent(name, io.BytesIO(content))


def archive(*members: tuple[str, bytes], gbk: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in members:
            made.writestr(_Windows(name) if gbk else zipfile.ZipInfo(name), content)
    return out.getvalue()


class _Windows(zipfile.ZipInfo):
    """A member as Windows writes it: its name in the system's encoding, without the mark of UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), 0


def files_of(database: Database, upload: Upload) -> list[str]:
    return sorted(file.name for file in uploads.folder(database.home, upload.name).rglob("*") if file.is_file())


def test_files_of_the_same_name_are_all_kept_readable_by_the_owner_only(empty: Database) -> None:
    upload = uploads.store(empty.home, [sent("名单.csv"), sent("名单.csv", LIST * 2)])
    assert (upload.files, upload.size) == (2, 3 * len(LIST))
    assert files_of(empty, upload) == ["名单.csv", "名单.csv"]
    for found in uploads.folder(empty.home, upload.name).rglob("*"):
        assert found.stat().st_mode & 0o077 == 0
    assert empty.home.uploads.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["../../evil.csv", "C:\\Users\\li\\evil.csv", "/etc/evil.csv", "a\x00b/evil.csv"])
def test_a_name_never_leads_out_of_the_folder(empty: Database, name: str) -> None:
    upload = uploads.store(empty.home, [sent(name)])
    assert files_of(empty, upload) == ["evil.csv"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", LIST, "a.exe"),
        ("a.pdf", b"%PDF-1.4", "a.pdf"),
        ("a.xlsx", b"%PDF-1.4", "PDF"),
        ("a.csv", b"MZ\x90\x00", "program"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"text and\x00then a zero, as in no text of an office" * 3, "neither"),
        ("字" * 100 + ".csv", LIST, "too long"),
        (".csv", LIST, "name"),
        ("a.zip", b"no archive", "damaged"),
        ("a.zip", archive(("读我.pdf", b"x")), "no table"),
    ],
)
def test_what_cannot_be_a_bureaus_table_is_refused_and_leaves_nothing(
    empty: Database, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(InvalidUpload, match=said):
        uploads.store(empty.home, [sent("good.csv"), sent(name, content)])
    assert list(empty.home.uploads.iterdir()) == []


def test_nothing_at_all_is_refused(empty: Database) -> None:
    with pytest.raises(InvalidUpload):
        uploads.store(empty.home, [])


def test_text_in_utf_16_is_text(empty: Database) -> None:
    assert uploads.store(empty.home, [sent("a.csv", LIST.decode().encode("utf-16-le"))]).files == 1


def test_an_archive_is_opened_with_its_chinese_names_and_without_litter(empty: Database) -> None:
    content = archive(("民政局/低保名单.csv", LIST), ("残联/残疾人.csv", LIST), gbk=True)
    mac = archive(("__MACOSX/._低保.csv", b"x"), ("~$低保.csv", b"x"), ("../低保.csv", LIST))
    upload = uploads.store(empty.home, [sent("all.zip", content), sent("more.ZIP", mac)])
    assert files_of(empty, upload) == sorted(["低保.csv", "低保名单.csv", "残疾人.csv"])


def test_an_archive_that_unpacks_to_more_than_is_taken_is_refused(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serving.imports.archives.MOST_BYTES", 1000)
    with pytest.raises(UploadTooLarge):
        uploads.store(empty.home, [sent("a.zip", archive(("a.csv", b"0" * 1001)))])
    monkeypatch.setattr(limits, "MOST_BYTES", 1000)
    with pytest.raises(UploadTooLarge):
        uploads.store(empty.home, [sent("a.csv", b"0" * 600), sent("b.csv", b"0" * 600)])
    assert list(empty.home.uploads.iterdir()) == []


def test_a_locked_archive_says_so(empty: Database) -> None:
    content = bytearray(archive(("a.csv", LIST)))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = content.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        content[at] |= 1
    with pytest.raises(InvalidUpload, match="password"):
        uploads.store(empty.home, [sent("a.zip", bytes(content))])


def test_files_nobody_waits_for_are_cleared_away_and_others_stay(empty: Database) -> None:
    kept, forgotten, fresh = (uploads.store(empty.home, [sent("a.csv")]) for _ in range(3))
    with empty.writing() as session:
        service.ask(session, person(session, "analyst"), "import", upload=kept.name, files=1)
    for upload in (kept, forgotten):
        _age(empty.home.uploads / upload.name, hours=2)
    uploads.clear_forgotten(empty)
    assert {folder.name for folder in empty.home.uploads.iterdir()} == {kept.name, fresh.name}
    _age(empty.home.uploads / kept.name, hours=24 * 31)
    uploads.clear_forgotten(empty)
    with pytest.raises(UploadGone):
        uploads.folder(empty.home, kept.name)


def _age(folder: Path, hours: int) -> None:
    long_ago = time.time() - hours * 3600
    os.utime(folder, (long_ago, long_ago))


@pytest.mark.parametrize("name", ["..", "", "a/b", "0" * 31, "../" + "0" * 29])
def test_no_other_folder_passes_for_an_upload(empty: Database, name: str) -> None:
    with pytest.raises(UploadGone):
        uploads.folder(empty.home, name)


def test_the_same_files_twice_have_the_same_digest(empty: Database) -> None:
    first, second, other = (
        uploads.store(empty.home, [sent("a.csv", content)]).digest for content in (LIST, LIST, LIST * 2)
    )
    assert first == second != other


def test_the_role_of_who_sends_files_is_asked(empty: Database) -> None:
    from serving.imports import service as imports
    from serving.refusals import NotAllowed

    upload = uploads.store(empty.home, [sent("a.csv")])
    with empty.writing() as session, pytest.raises(NotAllowed):
        imports.ask(session, User(1, "li", "李", "inspector"), upload)
