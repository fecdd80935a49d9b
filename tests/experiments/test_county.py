import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from experiments.county import TIDY, County, draw, write
from tests.experiments.conftest import Read, read, small

ID = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")


def contents(folder: Path) -> dict[str, dict[str, list[list[object]]]]:
    return {str(path.relative_to(folder)): read(path).sheets for path in sorted(folder.rglob("*.*"))}


def test_the_same_people_and_seed_give_the_same_cells(tmp_path: Path) -> None:
    first, second = small(tmp_path / "a", seed=3), small(tmp_path / "b", seed=3)
    assert contents(first.folder) == contents(second.folder)
    pd.testing.assert_frame_equal(first.truth, second.truth)


def test_another_seed_is_another_county(tmp_path: Path) -> None:
    first, second = small(tmp_path / "a", seed=3), small(tmp_path / "b", seed=4)
    assert first.style != second.style
    headers = [[rows[0] for sheets in contents(c.folder).values() for rows in sheets.values()] for c in (first, second)]
    assert headers[0] != headers[1]


def test_every_row_on_disk_is_counted(county: County, files: dict[Path, Read]) -> None:
    for count in county.files:
        rows = sum(len(sheet) for sheet in files[count.path].sheets.values())
        assert rows == count.rows + count.around, count.path.name


def test_payouts_and_findings_are_those_of_the_files_that_count(county: County) -> None:
    rows = {count.path: count.rows for count in county.files}
    paid = {path: n for path, n in rows.items() if path.parent.name == "发放数据"}
    assert sum(paid.values()) == county.payouts
    assert sum(n for path, n in rows.items() if path.parent.name == "核查结果") == county.findings


def test_all_twelve_programmes_all_registries_and_all_batches_are_handed_over(county: County) -> None:
    names = [path.stem for path in county.folder.rglob("*.*")]
    paid = {name.split("_")[1] for name in names if "_" in name}
    assert len(paid) == 12
    assert len(list((county.folder / "基础数据").iterdir())) == 12
    assert len(list((county.folder / "核查结果").iterdir())) == county.style.batches


def test_nobody_has_the_id_of_a_real_division(files: dict[Path, Read]) -> None:
    ids = {hit for file in files.values() for cell in file.cells for hit in ID.findall(str(cell))}
    assert len(ids) > 2000
    assert all(one.startswith("99") for one in ids)


def test_no_place_is_called_like_one_of_the_shared_county(
    county: County, files: dict[Path, Read], shared_county: Path
) -> None:
    place = re.compile(r"^[\u4e00-\u9fff]{2,4}[村镇乡]$")
    theirs = {cell for path in shared_county.rglob("*.csv") for cell in map(str, read(path).cells) if place.match(cell)}
    ours = {cell for file in files.values() for cell in map(str, file.cells) if place.match(cell)}
    assert ours
    assert not ours & theirs


def test_the_truth_never_lies_among_the_files(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="among the county's files"):
        write(tmp_path, 300, truth=tmp_path / "truth.parquet")
    assert not list(tmp_path.iterdir())


def test_a_county_of_a_handful_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="100 people"):
        write(tmp_path, 20)


def test_the_truth_on_disk_is_the_one_handed_back(tmp_path: Path) -> None:
    county = write(tmp_path / "county", 300, truth=tmp_path / "truth.parquet")
    assert len(pd.read_parquet(tmp_path / "truth.parquet")) == len(county.truth)


def test_a_registry_that_is_not_handed_over_has_no_file(tmp_path: Path) -> None:
    county = small(tmp_path, without=("vehicle", "kin"))
    assert len(list((county.folder / "基础数据").iterdir())) == 10


def test_a_style_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(ValueError, match="utf-7"):
        replace(draw(1), encodings=("utf-7",))


def test_a_list_that_is_corrected_later_is_wrong_at_first(tmp_path: Path) -> None:
    style = replace(TIDY, corrected_files=2, batches=1)
    county = write(tmp_path / "county", 400, style=style, later=tmp_path / "later")
    right = {path.name: sheets for path in (tmp_path / "later").rglob("*.csv") for sheets in [read(path).sheets[""]]}
    assert len(right) == len(county.corrections) == 2
    for name, rows in right.items():
        assert read(county.folder / "发放数据" / name.replace("（更正）", "")).sheets[""] != rows
