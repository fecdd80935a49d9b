"""A fictional city, written without any file, goes through a whole scan like an imported county."""

from pathlib import Path

from experiments import city
from records.home import Home
from serving.scan.service import scan


def test_a_small_city_is_scanned_and_its_queue_holds_cases(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    written = city.write(home, city.draw(1_500, 4_500, 2), processes=1)
    report = scan(home)
    assert report.as_of == written.snapshot.newest_date()
    assert report.awards == len(set(written.snapshot.read("payout")["award_key"].to_pylist()))
    assert 0 < report.queued < report.awards
    assert report.hits > 0
