"""What the generator writes, the import reads: every row accounted for."""

from dataclasses import replace
from pathlib import Path

import pytest

from experiments.county import draw, write
from records import warehouse
from records.home import Home
from records.imports.importing import import_folder
from tests.experiments.conftest import small


@pytest.mark.parametrize("seed", range(4))
def test_a_county_of_any_style_is_imported_with_every_row_accounted_for(seed: int, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    county = small(tmp_path / "county", seed, people=500, batches=2)
    report = import_folder(home, county.folder)
    written = {count.path.name: count for count in county.files}
    imported = {file.name.replace(" - 副本", ""): file for file in report.files if file.status == "imported"}
    assert set(imported) == set(written)
    for name, count in written.items():
        assert imported[name].balanced
        assert imported[name].read == count.rows + count.around, name
        assert imported[name].titles + imported[name].totals == count.around, name
    same = [file for file in report.files if file.status == "same"]
    assert len(same) == len(county.duplicates)
    snapshot = warehouse.current(home)
    rejected = sum(file.rejected_rows for file in report.files)
    payouts, findings = snapshot.read("payout").num_rows, snapshot.read("finding").num_rows
    assert county.payouts + county.findings - rejected <= payouts + findings <= county.payouts + county.findings
    assert payouts >= 0.995 * county.payouts
    assert report.matches.matched >= 0.9 * county.findings


def test_a_correction_handed_in_later_takes_the_place_of_the_wrong_list(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    style = replace(draw(2), batches=1, corrected_files=1, duplicate_files=0)
    county = write(tmp_path / "county", 500, 2, style=style, later=tmp_path / "later")
    import_folder(home, county.folder)
    report = import_folder(home, tmp_path / "later")
    replaced = [Path(name).stem for file in report.files for name in file.replaces]
    assert replaced == [county.corrections[0].path.stem.replace("（更正）", "")]
    assert warehouse.current(home).read("payout").num_rows == county.payouts
