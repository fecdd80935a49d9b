"""Bad input, one by one: one plain sentence, and nothing changed."""

import errno
import io
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from records import warehouse
from records.errors import (
    BadMapping,
    ConflictingFiles,
    DamagedSnapshot,
    HomeBusy,
    ImportRefused,
    MingchaError,
    NoSnapshot,
    NoSpace,
    NothingToImport,
    UnknownFile,
    UnreadableFile,
)
from records.files import extent
from records.home import Home
from records.identity.identities import Identities
from records.imports import rejects
from records.imports.importing import import_folder


def refusal(bureau, error: type[MingchaError] = MingchaError, **options: object) -> str:
    """The sentence with which an import is refused; the warehouse must be as it was."""
    before = _state(bureau)
    with pytest.raises(error) as caught:
        bureau.bring(**options)
    assert _state(bureau) == before
    sentence = str(caught.value)
    assert "Traceback" not in sentence
    assert bureau.id() not in sentence
    return sentence


def _state(bureau) -> object:
    try:
        snapshot = warehouse.current(bureau.home)
    except NoSnapshot:
        return None
    return snapshot.name, snapshot.digest, sorted(file.name for file in bureau.home.warehouse.iterdir())


def test_there_is_no_such_folder(bureau) -> None:
    with pytest.raises(NothingToImport, match="no folder"):
        import_folder(bureau.home, bureau.folder / "nowhere")


def test_the_folder_is_empty(bureau) -> None:
    assert "holds no" in refusal(bureau, NothingToImport)
    bureau.raw("~$a.xlsx", b"lock")
    bureau.raw("brief.docx", b"PK\x03\x04")
    assert "holds no" in refusal(bureau, NothingToImport)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"", "is empty"),
        ("a.csv", b" \r\n ", "is empty"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(64), "is a picture"),
        ("a.xlsx", b"\xff\xd8\xff\xe0" + bytes(64), "is a picture"),
        ("a.xlsx", b"%PDF-1.7 ...", "is a PDF"),
        ("a.xlsx", b"PK\x03\x04" + bytes(200), "damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xls", b"<html><table><tr><td>", "web page"),
        ("a.csv", bytes(range(128, 256)) * 4, "neither UTF-8 nor GB18030"),
        ("a.csv", bytes(5000), "damaged"),  # a disk that lost the content
        ("a.xlsx", bytes(range(256)) * 40, "damaged"),
    ],
)
def test_a_file_that_is_no_table_is_said_to_be_none(bureau, name: str, content: bytes, said: str) -> None:
    bureau.raw(name, content)
    sentence = refusal(bureau, UnreadableFile)
    assert said in sentence
    assert sentence.startswith(name)


def test_a_workbook_cut_off_in_the_middle_is_damaged(bureau) -> None:
    file = bureau.xlsx("a.xlsx", bureau.payout_header, *(bureau.payout(n) for n in range(1, 50)))
    file.write_bytes(file.read_bytes()[:-2000])
    assert "damaged" in refusal(bureau, UnreadableFile)


def test_one_flipped_byte_in_a_workbook_is_noticed(bureau) -> None:
    file = bureau.xlsx("a.xlsx", bureau.payout_header, *(bureau.payout(n) for n in range(1, 50)))
    content = bytearray(file.read_bytes())
    place = content.index(b"xl/worksheets/sheet1.xml") + 200
    content[place] ^= 0xFF
    file.write_bytes(content)
    refusal(bureau, UnreadableFile)


@pytest.mark.parametrize("corner", ["XFD1048576", "CB1048576", "XFD9000"])
def test_a_stray_cell_that_asks_for_more_memory_than_there_is_is_named(bureau, corner: str) -> None:
    file = bureau.xlsx("a.xlsx", bureau.payout_header, *(bureau.payout(n) for n in range(1, 50)))
    book = openpyxl.load_workbook(file)
    book.active[corner] = "."
    book.save(file)
    sentence = refusal(bureau, UnreadableFile)
    assert "a.xlsx" in sentence
    assert corner in sentence


def test_wide_lists_and_long_ones_are_not_too_far(tmp_path: Path) -> None:
    for corner in ("BZ1048576", "XFD4000", "A1"):
        book = openpyxl.Workbook()
        book.active["A1"] = book.active[corner] = "."
        book.save(tmp_path / "a.xlsx")
        with (tmp_path / "a.xlsx").open("rb") as opened:
            assert extent.too_far(opened) is None


def test_there_is_no_header(bureau) -> None:
    bureau.csv("a.csv", bureau.payout(1), bureau.payout(2))
    assert "no header" in refusal(bureau, UnknownFile)


def test_a_table_of_something_else_is_not_taken_for_a_registry(bureau) -> None:
    bureau.csv("a.csv", ["姓名", "身份证号", "罪名", "刑期"], ["王芳", bureau.id(), "甲", "乙"])
    assert "罪名" in refusal(bureau, UnknownFile)


def test_a_summary_without_people_is_no_bureau_file(bureau) -> None:
    bureau.csv("a.csv", ["乡镇", "人数", "金额"], ["东山镇", "3", "900"])
    refusal(bureau, UnknownFile)


def test_a_missing_required_column_is_named_with_the_nearest_known_names_and_the_way_out(bureau) -> None:
    header = ["发放的金额数" if name == "发放金额" else name for name in bureau.payout_header]
    bureau.csv("a.csv", header, bureau.payout())
    sentence = refusal(bureau, UnknownFile)
    assert "发放记录" in sentence
    assert "发放金额" in sentence  # nearest known name
    assert "银行账号" in sentence  # what it has
    assert "columns: {amount: {headers: [发放的金额数]}}" in sentence
    assert "--map" in sentence


@pytest.mark.parametrize("way", ["home", "map"])
def test_the_way_out_that_the_sentence_names_works(bureau, tmp_path: Path, way: str) -> None:
    header = ["发放的金额数" if name == "发放金额" else name for name in bureau.payout_header]
    bureau.csv("a.csv", header, bureau.payout())
    file = bureau.home.bureaus / "own.yaml" if way == "home" else tmp_path / "own.yaml"
    file.write_text("kind: payout\ncolumns: {amount: {headers: [发放的金额数]}}\n", encoding="utf-8")
    assert bureau.one(mapping=file if way == "map" else None).accepted == 1
    assert bureau.table()[0]["amount_fen"] == 41050


def test_an_own_name_wins_over_a_built_in_one(bureau, tmp_path: Path) -> None:
    header = [*bureau.payout_header, "实际到手"]
    bureau.csv("a.csv", header, [*bureau.payout(), "7"])
    own = tmp_path / "own.yaml"
    own.write_text("kind: payout\ncolumns:\n  amount: {headers: [实际到手]}\n", encoding="utf-8")
    bureau.one(mapping=own)
    assert bureau.table()[0]["amount_fen"] == 700


def test_a_new_programme_is_data(bureau, tmp_path: Path) -> None:
    bureau.payouts(bureau.payout(补贴项目="光伏扶贫收益"))
    assert "光伏扶贫收益" in refusal(bureau, UnknownFile)
    own = tmp_path / "own.yaml"
    own.write_text("programmes: {guangfu: {name: 光伏扶贫收益, rhythm: year, paid_to: household}}\n", encoding="utf-8")
    assert bureau.one(mapping=own).programmes == ("guangfu",)
    assert "guangfu" in {row["programme"] for row in bureau.table("programme")}


@pytest.mark.parametrize(
    "text",
    [
        "kind: nothing\n",
        "- a\n",
        "kind: payout\ncolumns: {sum: {headers: [a]}}\n",
        "kind: payout\ncolours: 3\n",
        "a: [",
        "programmes: {x: {name: y}}\n",
    ],
)
def test_a_yaml_that_cannot_be_used_is_named(bureau, tmp_path: Path, text: str) -> None:
    bureau.payouts(bureau.payout())
    own = tmp_path / "own.yaml"
    own.write_text(text, encoding="utf-8")
    assert "own.yaml" in refusal(bureau, BadMapping, mapping=own)


def test_several_bad_files_are_all_named_and_none_of_the_good_ones_comes_in(bureau) -> None:
    bureau.payouts(bureau.payout())
    bureau.raw("b.xlsx", b"")
    bureau.raw("c.xlsx", b"%PDF")
    sentences = refusal(bureau, ImportRefused).splitlines()
    assert [sentence[:6] for sentence in sentences] == ["b.xlsx", "c.xlsx"]


def test_bad_files_can_be_left_aside_on_request(bureau) -> None:
    bureau.payouts(bureau.payout())
    bureau.raw("b.xlsx", b"")
    statuses = {file.name: file.status for file in bureau.bring(skip_bad=True).files}
    assert statuses == {"a.csv": "imported", "b.xlsx": "ignored"}


def test_files_that_are_no_tables_are_listed_as_not_read(bureau) -> None:
    bureau.payouts(bureau.payout())
    bureau.raw("notes.docx", b"PK")
    assert {file.name: file.status for file in bureau.bring().files}["notes.docx"] == "ignored"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"发放金额": "-410"}, "negative-amount"),
        ({"发放金额": "99999999999"}, "absurd-amount"),
        ({"发放金额": "0"}, "zero-amount"),
        ({"发放金额": ""}, "no-amount"),
        ({"发放金额": "若干"}, "unreadable-amount"),
        ({"发放日期": "2026-02-01"}, "future-date"),
        ({"发放日期": "2024-13-45"}, "unreadable-date"),
        ({"发放日期": "", "所属期": ""}, "no-date"),
        ({"身份证号": ""}, "no-resident-id"),
        ({"补贴项目": "不认识的项目"}, "unknown-programme"),
        ({"补贴项目": ""}, "no-programme"),
    ],
)
def test_a_row_that_cannot_be_used_is_rejected_by_reason_and_sent_back_as_it_was(bureau, changes, code: str) -> None:
    good, bad = bureau.payout(1), bureau.payout(2, **changes)
    bureau.payouts(good, bad)
    report = bureau.bring()
    (file,) = report.files
    assert [(count.code, count.rows) for count in file.rejected] == [(code, 1)]
    assert file.accepted == len(bureau.table()) == 1
    assert report.rejects is not None
    page = openpyxl.load_workbook(report.rejects).worksheets[0]
    header, row = ([cell.value for cell in line] for line in page.iter_rows())
    assert header[:4] == ["文件", "工作表", "行号", "原因"]
    assert row[0] == "a.csv"
    assert row[2] == 3
    assert [cell or "" for cell in row[4:]] == bad
    assert row[3]


def test_a_cell_that_looks_like_a_formula_stays_text_in_the_workbook_of_rejects(bureau) -> None:
    bureau.payouts(bureau.payout(1), bureau.payout(2, 发放金额="-1", 备注="=1+1"))
    page = openpyxl.load_workbook(bureau.bring().rejects).worksheets[0]
    assert page["N2"].value == "=1+1"
    assert page["N2"].data_type == "s"


def test_an_unknown_word_raises_a_signal_and_is_not_given_a_meaning(bureau) -> None:
    bureau.csv("o.csv", ["姓名", "身份证号", "单位", "人员类别"], ["王芳", bureau.id(), "县财政局", "借调观察"])
    file = bureau.one()
    assert bureau.table("official")[0]["kind"] is None
    assert any("借调观察" in note for note in file.notes)


def test_a_finding_whose_result_is_not_known_is_rejected_and_one_still_out_is_kept(bureau) -> None:
    bureau.payouts(bureau.payout(1))
    bureau.findings(bureau.finding(1, 核查结果="另行研究"), bureau.finding(1, 核查结果="", 核查日期=""))
    file = next(file for file in bureau.bring().files if file.kind == "finding")
    assert [(count.code, count.rows) for count in file.rejected] == [("unknown-value", 1)]
    (row,) = bureau.table("finding")
    assert (row["result"], row["known"]) == (None, date(2025, 1, 5))


def test_two_files_with_different_content_claim_the_same(bureau) -> None:
    bureau.payouts(bureau.payout(1), bureau.payout(2), name="a.csv")
    bureau.payouts(bureau.payout(1, 发放金额="500"), bureau.payout(2), name="b.csv")
    sentence = refusal(bureau, ConflictingFiles)
    assert "a.csv" in sentence
    assert "b.csv" in sentence


def test_a_second_import_while_one_runs(bureau) -> None:
    bureau.payouts(bureau.payout())
    with bureau.home.lock("import"):
        refusal(bureau, HomeBusy)
    bureau.bring()


@pytest.mark.parametrize("step", ["rejects", "warehouse"])
def test_a_full_disk_leaves_the_old_snapshot_in_use(bureau, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    bureau.payouts(bureau.payout(1))
    bureau.bring()
    bureau.payouts(bureau.payout(2, 所属期="202306", 发放金额="-1"), bureau.payout(3, 所属期="202306"), name="b.csv")

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(*((rejects.os, "replace") if step == "rejects" else (warehouse, "_write_durably")), full)
        assert "full" in refusal(bureau, NoSpace)
    bureau.bring()
    assert len(bureau.table()) == 2


def test_a_crash_before_the_pointer_moves_leaves_the_old_snapshot_whole(
    bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau.payouts(bureau.payout(1))
    bureau.bring()
    old = warehouse.current(bureau.home)
    bureau.payouts(bureau.payout(2, 所属期="202306"), name="b.csv")

    class Killed(BaseException):
        pass

    def killed(*_args: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(warehouse, "_write_durably", killed)
        with pytest.raises(Killed):
            bureau.bring()
    assert warehouse.current(bureau.home) == old
    assert len(bureau.table()) == 1
    bureau.bring()
    assert len(bureau.table()) == 2


def test_an_xlsx_without_any_cell_has_no_header(bureau) -> None:
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    bureau.raw("a.xlsx", book.getvalue())
    assert "no header" in refusal(bureau, UnknownFile)


def test_an_import_that_is_killed_leaves_the_old_snapshot_and_no_lock(bureau) -> None:
    bureau.payouts(bureau.payout(1))
    bureau.bring()
    old = warehouse.current(bureau.home)
    bureau.payouts(bureau.payout(2, 所属期="202306"), name="b.csv")
    suicide = (
        "import os, signal, sys; from pathlib import Path; from records.home import Home; "
        "from records.imports.importing import import_folder; "
        "die = lambda what, done, of: os.kill(os.getpid(), signal.SIGKILL) if what.startswith('merging') else None; "
        "import_folder(Home(Path(sys.argv[1])), Path(sys.argv[2]), progress=die)"
    )
    killed = subprocess.run([sys.executable, "-c", suicide, bureau.home.path, bureau.folder], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert warehouse.current(bureau.home) == old
    assert bureau.bring().changed
    assert len(bureau.table()) == 2


def test_what_the_home_itself_holds_is_no_bureau_file(bureau) -> None:
    bureau.home = Home(bureau.folder / "home")
    bureau.payouts(bureau.payout(1), bureau.payout(2, 发放金额="-1"))
    bureau.bring()
    assert [file.name for file in bureau.bring().files] == ["a.csv"]


def test_a_payout_that_was_reversed_and_its_reversal_are_left_out_under_their_own_name(bureau) -> None:
    amounts = ("300", "300", "-300", "-40", "-300")
    bureau.payouts(
        *(bureau.payout(发放金额=amount, 发放日期=f"2024-05-{day}") for day, amount in enumerate(amounts[:4], 11)),
        bureau.payout(2, 发放金额="-300"),
        bureau.payout(发放金额="-300", 所属期="202406"),
    )
    report = bureau.bring()
    (file,) = report.files
    assert {count.code: count.rows for count in file.rejected} == {"reversed": 2, "negative-amount": 3}
    assert [(row["amount_fen"], row["pay_date"]) for row in bureau.table()] == [(30000, date(2024, 5, 11))]
    page = openpyxl.load_workbook(report.rejects).active
    assert sorted((row[2], row[3][:2]) for row in page.iter_rows(min_row=2, values_only=True))[:2] == [
        (3, "冲销"),
        (4, "冲销"),
    ]


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows(bureau) -> None:
    header = "姓名,身份证号,补贴项目,发放日期,发放金额"
    line = f"王芳,{bureau.id()},农村低保,2024-05-11,500"
    text = "\n".join([header, line, '"' + line, *[line] * 20])
    (bureau.folder / "a.csv").write_text(text, encoding="utf-8")
    assert "line 3" in refusal(bureau)


def test_names_that_were_lost_with_the_identity_store_are_not_made_anew(bureau) -> None:
    bureau.payouts(bureau.payout())
    bureau.bring()
    bureau.home.identities.unlink()
    with pytest.raises(DamagedSnapshot, match="backup"):
        Identities(bureau.home).names([1])


def test_a_closing_end_of_file_character_is_no_unknown_encoding(bureau) -> None:
    bureau.payouts(bureau.payout(1))
    file = bureau.folder / "a.csv"
    file.write_bytes(file.read_bytes() + b"\x1a")
    assert bureau.one().accepted == 1


def test_an_open_quotation_mark_is_seen_in_narrow_lists_too(bureau) -> None:
    rows = "".join(f"{bureau.id(serial)},2024-03-0{serial}\n" for serial in range(1, 6))
    bureau.raw("d.csv", ("身份证号,死亡日期\n" + '"' + rows).encode())
    with pytest.raises(UnreadableFile, match="never closed"):
        bureau.bring()


def test_a_remark_of_several_lines_is_no_open_quotation_mark(bureau) -> None:
    remark = '"外地医院,\n已核实\n补登记"'
    bureau.raw("d.csv", f"身份证号,死亡日期,备注\n{bureau.id(1)},2024-03-01,{remark}\n".encode())
    assert bureau.one().accepted == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every folder")
def test_a_folder_that_may_not_be_opened_is_named(bureau) -> None:
    bureau.payouts(bureau.payout(1))
    closed = bureau.folder / "closed"
    closed.mkdir(mode=0o000)
    with pytest.raises(UnreadableFile, match="closed"):
        bureau.bring()
