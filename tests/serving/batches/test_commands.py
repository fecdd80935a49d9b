"""`mingcha batch`, from drawing to what the outcomes say."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from records.home import Home
from serving import cli
from serving.settings import settings
from tests.serving.conftest import TODAY


@pytest.fixture
def county(scanned: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setenv("MINGCHA_HOME", str(scanned.path))
    settings.cache_clear()
    yield scanned
    settings.cache_clear()


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.run(["batch", *arguments]) == 0
    return capsys.readouterr().out


def as_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(said(capsys, *arguments, "--json"))


def fill(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    for sheet in book:
        at = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, at["核查结果"]).value = "属实" if row % 3 == 0 else "不属实"
            sheet.cell(row, at["核查日期"]).value = f"{TODAY}"
    book.save(file)


def test_a_batch_goes_out_comes_back_and_is_checked_again(
    county: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "b.xlsx"
    batch = as_json(capsys, "new", "--size", "16", "--share", "0.5", "--seed", "3", "--due", "2099-01-01")
    assert (batch["cases"], batch["random"], batch["due"]) == (16, 8, "2099-01-01")
    shown = as_json(capsys, "show", "1")
    assert {entry["why"] for entry in shown} == {"top", "random"}
    assert "seed 3" in said(capsys, "show", "1")
    assert "is what its seed draws" in said(capsys, "check", "1")
    said(capsys, "export", "1", str(file))
    fill(file)
    assert "16 outcomes recorded" in said(capsys, "return", str(file))
    assert as_json(capsys, "return", str(file)) == {"recorded": 0, "already": 16, "empty": 0}
    assert as_json(capsys, "list")[0]["returned"] == 16
    flagged, whole = as_json(capsys, "estimate")["estimates"]
    assert flagged["awards"] < whole["awards"]
    assert whole["recall"]["low"] <= whole["recall"]["value"] <= whole["recall"]["high"]
    assert "8 cases were drawn at random" in said(capsys, "estimate")
    assert sum(row["cases"] for row in as_json(capsys, "verifiers", "--quick")["verifiers"]) == 16
    assert "No re-check came back yet" in said(capsys, "noise")
    check = as_json(capsys, "recheck", "--size", "4", "--seed", "1")
    said(capsys, "export", str(check["id"]), str(file))
    fill(file)
    said(capsys, "return", str(file))
    assert as_json(capsys, "noise")["noise"]["rechecked"] == 4


def test_numbers_no_batch_can_have_are_wrong_usage_and_a_name_is_one_line(
    county: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    for wrong in (["show", "9" * 23], ["new", "--size", "9", "--seed", "9" * 23]):
        assert cli.run(["batch", *wrong]) == 2
    assert cli.run(["batch", "new", "--size", "9", "--name", "one\ntwo"]) == 1
    assert "one line" in capsys.readouterr().err


def test_before_the_first_batch_the_reports_say_what_to_do(county: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for report in ("list", "estimate"):
        assert "mingcha batch new" in said(capsys, report)
    assert "mingcha batch return" in said(capsys, "verifiers", "--quick")
    assert "mingcha batch recheck" in said(capsys, "noise")
