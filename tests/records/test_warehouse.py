import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from records import asof, warehouse
from records.contracts import OUTCOME, TABLES
from records.decisions.judgements import Judgements
from records.errors import DamagedSecret, DamagedSnapshot, HomeBusy, NoSnapshot
from records.home import Home
from records.keys import Keyring


def test_before_the_first_import_there_is_no_snapshot(home: Home) -> None:
    with pytest.raises(NoSnapshot, match="mingcha import"):
        warehouse.current(home)


def test_a_snapshot_has_every_table_even_those_nobody_handed_in(bureau) -> None:
    bureau.payouts(bureau.payout())
    bureau.bring()
    snapshot = warehouse.current(bureau.home)
    for name, schema in TABLES.items():
        assert snapshot.read(name).schema.names == schema.names
    assert (snapshot.rows("payout"), snapshot.rows("vehicle")) == (1, 0)
    assert snapshot.newest_date() == date(2024, 5, 11)


def test_a_snapshot_whose_manifest_is_damaged_is_said_to_be(bureau) -> None:
    bureau.payouts(bureau.payout())
    bureau.bring()
    (warehouse.current(bureau.home).folder / "manifest.json").write_text("{")
    with pytest.raises(DamagedSnapshot):
        warehouse.current(bureau.home)


def test_the_digest_names_the_data(bureau) -> None:
    bureau.payouts(bureau.payout())
    bureau.bring()
    first = warehouse.current(bureau.home).digest
    bureau.payouts(bureau.payout(2, 所属期="202306"), name="b.csv")
    bureau.bring()
    assert warehouse.current(bureau.home).digest != first


def test_only_the_newest_snapshots_are_kept(bureau) -> None:
    for month in range(1, 7):
        bureau.payouts(bureau.payout(所属期=f"20230{month}"), name=f"{month}.csv")
        bureau.bring()
    kept = sorted(folder.name for folder in bureau.home.warehouse.iterdir() if folder.is_dir())
    assert kept == ["000004", "000005", "000006"]
    assert len(bureau.table()) == 6


def test_nothing_known_later_can_be_seen(bureau) -> None:
    bureau.payouts(bureau.payout(1), bureau.payout(1, 所属期="202406", 发放日期="2024-06-11"))
    bureau.findings(bureau.finding(1))
    bureau.bring()
    snapshot = warehouse.current(bureau.home)

    def count(day: date, table: str) -> int:
        rows: list[tuple[int]] = asof.connect(snapshot, day).execute(f"SELECT count(*) FROM {table}").fetchall()
        return rows[0][0]

    assert [count(date(2024, 6, day), "payout") for day in (10, 11)] == [1, 2]
    assert [count(date(2024, 5, day), "award") for day in (10, 11)] == [0, 1]
    assert [count(date(2025, 2, day), "outcome") for day in (9, 10)] == [0, 1]


def test_an_outcome_recorded_here_replaces_imported_ones_not_verified_later_from_the_day_it_was_entered(bureau) -> None:
    bureau.payouts(bureau.payout(1))
    bureau.findings(bureau.finding(1), bureau.finding(1, 疑点类型="车辆", 核查日期="2025-05-20"))
    bureau.bring()
    award, snapshot = bureau.table()[0]["award_key"], warehouse.current(bureau.home)
    row = {"award_key": award, "verified": date(2025, 5, 1), "result": "cleared", "known": date(2025, 5, 3)}
    recorded = Judgements(pa.Table.from_pylist([row], schema=OUTCOME))

    def seen(day: date) -> list[tuple[str, date]]:
        query = "SELECT result, known FROM outcome ORDER BY verified"
        found: list[tuple[str, date]] = asof.connect(snapshot, day, recorded).execute(query).fetchall()
        return found

    assert seen(date(2025, 5, 2)) == [("confirmed", date(2025, 2, 10))]
    assert seen(date(2025, 5, 3)) == [("cleared", date(2025, 5, 3))]
    assert seen(date(2025, 5, 20)) == [("cleared", date(2025, 5, 3)), ("confirmed", date(2025, 5, 20))]


def test_the_newest_day_is_that_of_the_warehouse_or_of_what_was_entered_last(bureau) -> None:
    bureau.payouts(bureau.payout(1))
    bureau.bring()
    snapshot = warehouse.current(bureau.home)
    row = {"award_key": 1, "verified": date(2024, 5, 1), "result": "cleared", "known": date(2024, 7, 1)}
    entered = Judgements(pa.Table.from_pylist([row], schema=OUTCOME))
    assert asof.newest_day(snapshot) == asof.newest_day(snapshot, Judgements()) == date(2024, 5, 11)
    assert asof.newest_day(snapshot, entered) == date(2024, 7, 1)


def test_the_snapshot_says_which_awards_a_later_register_moved_and_remembers_it(bureau) -> None:
    whole = bureau.id(1, "20050312")
    bureau.payouts(bureau.payout(身份证号=whole[:6] + whole[8:17]))
    bureau.bring()
    before = bureau.table()[0]["award_key"]
    bureau.residents(bureau.resident(身份证号=whole))
    bureau.bring()
    after = bureau.table()[0]["award_key"]
    assert before != after
    bureau.payouts(bureau.payout(2), name="b.csv")
    bureau.bring()
    assert warehouse.current(bureau.home).rekeyed == {before: after}


def test_the_same_id_gives_the_same_key_and_another_home_another(tmp_path: Path) -> None:
    one, other = Home(tmp_path / "a"), Home(tmp_path / "b")
    key = Keyring(one.secret()).person("990101196001010015")
    assert key == Keyring(one.secret()).person("990101196001010015")
    assert key != Keyring(other.secret()).person("990101196001010015")
    assert 0 <= key < 2**63
    assert stat.S_IMODE((one.path / "secret.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"x" * 31])
def test_a_damaged_secret_is_refused_not_used(home: Home, content: bytes) -> None:
    home.path.mkdir()
    (home.path / "secret.key").write_bytes(content)
    with pytest.raises(DamagedSecret, match="restore it from a backup"):
        home.secret()


def test_a_kill_while_the_secret_is_written_leaves_none_behind(tmp_path: Path) -> None:
    path = tmp_path / "home"
    killed = "import os; os.fsync = lambda _: os._exit(9)\n"
    script = f"{killed}from pathlib import Path; from records.home import Home; Home(Path({str(path)!r})).secret()"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    assert len(Home(path).secret()) == 32


def test_a_new_home_is_closed_to_others(tmp_path: Path) -> None:
    home = Home(tmp_path / "county" / "home")
    home.secret()
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700
    assert [file.name for file in home.path.iterdir()] == ["secret.key"]


def test_a_lock_is_held_by_one_and_freed_at_the_end(home: Home) -> None:
    with home.lock("import"):
        with pytest.raises(HomeBusy), home.lock("import"):
            pass
        with home.lock("scan"):
            pass
    with home.lock("import"):
        pass


def test_one_flipped_byte_of_a_table_is_refused_wherever_it_is_read(home: Home) -> None:
    snapshot = warehouse.write(home, {}, [])
    file = snapshot.parquet("payout")
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    file.write_bytes(damaged)
    with pytest.raises(DamagedSnapshot, match="payout"):
        asof.connect(snapshot, snapshot.newest_date())


def test_a_home_that_lost_its_secret_is_refused_rather_than_given_another(home: Home) -> None:
    home.secret()
    warehouse.write(home, {}, [])
    (home.path / "secret.key").unlink()
    with pytest.raises(DamagedSecret, match="backup"):
        home.secret()


def _residents(*people: int) -> pa.Table:
    return pa.Table.from_pylist([{"person_key": person} for person in people], schema=TABLES["resident"])


def test_a_snapshot_written_in_pieces_has_all_their_rows_in_order(home: Home) -> None:
    pieces = (warehouse.Piece({"resident": _residents(*part)}, [{"number": part[0]}]) for part in ((3, 1), (2,)))
    snapshot = warehouse.write_pieces(home, pieces)
    snapshot.check()
    assert warehouse.current(home).read("resident")["person_key"].to_pylist() == [3, 1, 2]
    assert (snapshot.rows("resident"), snapshot.rows("payout")) == (3, 0)
    assert snapshot.ledger == [{"number": 3}, {"number": 2}]


def test_a_snapshot_whose_pieces_end_in_a_fault_leaves_the_one_before_in_use(home: Home) -> None:
    before = warehouse.write(home, {"resident": _residents(1)}, [])

    def pieces() -> Iterator[warehouse.Piece]:
        yield warehouse.Piece({"resident": _residents(2)})
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        warehouse.write_pieces(home, pieces())
    assert warehouse.current(home).digest == before.digest
    assert [folder.name for folder in home.warehouse.iterdir() if folder.is_dir()] == [before.name]


def test_a_home_is_given_a_secret_only_when_it_is_new(home: Home) -> None:
    home.begin_with(b"s" * 32)
    assert home.secret() == b"s" * 32
    with pytest.raises(DamagedSecret, match="new home"):
        home.begin_with(b"t" * 32)
