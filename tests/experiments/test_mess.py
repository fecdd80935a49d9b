"""Every kind of mess that bureau files are known for turns up in some county."""

import re
from pathlib import Path

import pytest

from experiments.county import County
from experiments.county.cells import date_text
from experiments.county.chance import stream, texts
from experiments.county.ids import check_characters
from experiments.county.mess import write_ids, write_names
from experiments.county.style import DATE_FORMS, IdMess
from tests.experiments.conftest import Read, read, small

SEEDS = range(8)
NO_MESS = IdMess(0, 0, 0, 0, 0, 0)
ONE = texts(["99123419700102123X", "991234197001021231"])


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[County, dict[Path, Read]]]:
    folder = tmp_path_factory.mktemp("county")
    written = [small(folder / str(seed), seed) for seed in SEEDS]
    return [(county, {path: read(path) for path in county.folder.rglob("*.*")}) for county in written]


def test_encodings_workbooks_copies_and_corrections_all_turn_up(
    counties: list[tuple[County, dict[Path, Read]]],
) -> None:
    encodings = {file.encoding for _, files in counties for file in files.values()}
    assert encodings == {"utf-8", "utf-8-sig", "gb18030", None}
    assert any(county.duplicates for county, _ in counties)
    assert any(county.style.corrected_files for county, _ in counties)
    assert any(county.style.terms for county, _ in counties)


def test_titles_totals_units_and_several_sheets_all_turn_up(counties: list[tuple[County, dict[Path, Read]]]) -> None:
    files = [file for _, all_of in counties for file in all_of.values()]
    cells = {str(cell) for file in files for cell in file.cells}
    assert any("明细表" in cell for cell in cells)
    assert {"合计", "总计"} & cells
    assert any("万元" in cell for cell in cells)
    assert any("（元）" in cell for cell in cells)
    assert any("(元)" in cell for cell in cells)
    assert any("补发" in cell for cell in cells)
    assert any("·" in cell for cell in cells)
    assert any("说明" in file.sheets for file in files)
    assert any(len(file.sheets) > 2 for file in files)


def test_every_form_of_date_and_period_turns_up(counties: list[tuple[County, dict[Path, Read]]]) -> None:
    forms = {form for county, _ in counties for form in county.style.date_forms}
    assert forms == set(DATE_FORMS)
    cells = {str(cell) for _, files in counties for file in files.values() for cell in file.cells}
    days = (r"20\d\d-\d\d-\d\d", r"20\d\d年\d+月\d+日", r"20\d\d/\d+/\d+", r"20\d{6}", r"4\d{4}(\.0)?")
    for pattern in (*days, r"20\d\d-\d\d", r"20\d\d年\d+月", r"20\d{4}"):
        assert any(re.fullmatch(pattern, cell) for cell in cells), pattern


@pytest.mark.parametrize(
    ("mess", "excel", "written"),
    [
        (IdMess(1, 0, 0, 0, 0, 0), False, ["991234700102123", "991234700102123"]),
        (IdMess(0, 1, 0, 0, 0, 0), False, ["99123419700102123x", "991234197001021231"]),
        (
            IdMess(0, 0, 0, 1, 0, 0),
            False,
            ["９９１２３４１９７００１０２１２３Ｘ", "９９１２３４１９７００１０２１２３１"],
        ),
        (IdMess(0, 0, 0, 0, 1, 0), False, ["99123419700102123X", "9.91234E+17"]),
        (IdMess(0, 0, 0, 0, 1, 0), True, ["99123419700102123X", 991234197001021000.0]),
        (NO_MESS, True, list(ONE)),
    ],
)
def test_ids_are_damaged_in_the_ways_hands_and_spreadsheets_do(
    mess: IdMess, excel: bool, written: list[object]
) -> None:
    assert write_ids(ONE, mess, excel, stream(1, "test")).tolist() == written


def test_blanks_in_ids_and_names_change_nothing_else() -> None:
    ids = write_ids(texts([str(ONE[1])] * 60), IdMess(0, 0, 1, 0, 0, 0), False, stream(1, "test"))
    assert len(set(ids)) > 4
    assert {re.sub(r"\s", "", one) for one in ids} == {str(ONE[1])}
    names = write_names(texts(["王芳"] * 60), 1, 0, stream(1, "test"))
    assert {re.sub(r"\s", "", one) for one in names} == {"王芳"}
    assert "王芳" not in names


def test_middle_dots_come_in_three_codings() -> None:
    names = write_names(texts(["巴音·图雅"] * 60), 0, 1, stream(1, "test"))
    assert set(names) == {"巴音·图雅", "巴音•图雅", "巴音.图雅"}


def test_a_wrong_check_character_never_fits() -> None:
    body = str(ONE[1])[:17]
    right = str(check_characters(texts([body]))[0])
    wrong = write_ids(texts([body + right] * 60), IdMess(0, 0, 0, 0, 0, 1), False, stream(1, "test"))
    assert all(one[:17] == body and one[17] != right for one in wrong)
    assert len(set(wrong)) > 5


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("iso", "2024-05-11"),
        ("chinese", "2024年5月11日"),
        ("slash", "2024/5/11"),
        ("compact", "20240511"),
        ("serial", 45423),
    ],
)
def test_a_day_has_many_forms(form: str, text: object) -> None:
    assert date_text(19854, form) == text
