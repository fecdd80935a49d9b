"""The command line: exit codes, sentences, JSON."""

import errno
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest

from records.home import Home
from serving import cli
from serving.settings import settings
from tests.serving.conftest import PASSWORD

COMMANDS = (
    "demo", "import", "scan", "train", "queue", "serve", "worker", "doctor", "backup", "restore",
    "models list", "models show", "models promote", "models rollback", "rules list", "rules show", "rules check",
    "batch new", "batch recheck", "batch list", "batch show", "batch check", "batch export", "batch return",
    "batch estimate", "batch verifiers", "batch noise",
    "rules health", "rules why", "rules backtest", "corrections list", "corrections withdraw",
    "features show", "user add", "user list", "user password", "key add", "key list", "key revoke",
)  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """MINGCHA_HOME points at an empty home."""
    monkeypatch.setenv("MINGCHA_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield Home(tmp_path / "home")
    settings.cache_clear()


@pytest.fixture
def county(here: Home, scanned: Home) -> Home:
    """MINGCHA_HOME points at a scanned county."""
    assert here.path == scanned.path
    return scanned


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([*command.split(), "--help"]) == 0
    assert f"mingcha {command}" in capsys.readouterr().out.split("Example:")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["scan", "--as-of", "yesterday"],
        ["queue", "--top", "0"],
        ["queue", "--export", "q.pdf"],
        ["queue", "--all"],
        ["user", "add", "wangli", "--role", "king", "--password-stdin"],
        ["import"],
        ["rules", "show"],
        ["batch", "new"],
        ["batch", "new", "--size", "5", "--per-township", "3"],
        ["batch", "new", "--township", "东镇"],
        ["batch", "new", "--size", "5", "--share", "2"],
        ["batch", "export", "1", "b.pdf"],
        ["corrections", "list", "--registry", "nothing"],
        ["corrections", "list", "--state", "lost"],
        ["corrections", "list", "--export", "c.csv"],
    ],
)
def test_wrong_usage_ends_with_2(here: Home, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(arguments) == 2
    assert "Usage:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scan"], "mingcha import"),
        (["train"], "mingcha import"),
        (["queue", "--export", "q.csv"], "mingcha scan"),
        (["import", "/no/such/folder"], "/no/such/folder"),
        (["rules", "show", "nothing"], "mingcha rules list"),
        (["models", "show", "nothing"], "mingcha models list"),
        (["models", "promote", "nothing"], "mingcha models list"),
        (["models", "rollback"], "earlier champion"),
        (["batch", "new", "--size", "5"], "mingcha scan"),
        (["batch", "export", "3", "b.xlsx"], "mingcha batch list"),
        (["batch", "return", "/no/such.xlsx"], "/no/such.xlsx"),
        (["batch", "verifiers"], "mingcha import"),
        (["key", "revoke", "mk_00000000"], "mingcha key list"),
        (["corrections", "withdraw", "7", "--why", "x"], "mingcha corrections list"),
        (["corrections", "list", "--export", "/no/such/c.xlsx"], "/no/such"),
    ],
)
def test_what_the_state_does_not_allow_ends_with_1_and_one_sentence(
    here: Home, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == 1
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("MINGCHA_SESSION_HOURS", "abc", "MINGCHA_SESSION_HOURS"),
        ("MINGCHA_SESSION_HOURS", "-1", "MINGCHA_SESSION_HOURS"),
        ("MINGCHA_DATABASE_URL", "postgres//li:hush@db/county", "postgresql://"),
        ("MINGCHA_DATABASE_URL", "mysql://li:hush@db/county", "postgresql://"),
        ("MINGCHA_DATABASE_URL", "postgresql://li:hush@127.0.0.1:1/county", "MINGCHA_DATABASE_URL"),
        ("MINGCHA_HOME", "/dev/null", "/dev/null is no folder"),
        ("MINGCHA_HOME", "/dev/null/home", "/dev/null/home is no folder"),
    ],
)
def test_an_environment_that_cannot_be_used_is_told_in_one_sentence_without_a_password(
    here: Home,
    variable: str,
    value: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(variable, value)
    settings.cache_clear()
    monkeypatch.chdir(here.path.parent)
    assert cli.run(["user", "list"]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert "hush" not in told
    assert told.count("\n") == 1
    assert not [path for path in here.path.parent.iterdir() if path != here.path], "nothing was begun elsewhere"


def test_an_empty_variable_is_one_that_is_not_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINGCHA_HOME", "")
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()
    assert cli.run(["user", "list"]) == 0
    settings.cache_clear()
    assert [path.name for path in tmp_path.iterdir()] == [".mingcha"]


@pytest.mark.parametrize(
    "error",
    [OSError(errno.EROFS, "Read-only file system"), sqlite3.OperationalError("attempt to write a readonly database")],
)
def test_a_home_that_may_only_be_read_is_named(
    here: Home, error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(cli, "app", refused)
    assert cli.run(["scan"]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"{here.path} can be read but not written")
    assert not here.faults.exists()


def test_a_fault_whose_details_cannot_be_kept_is_still_one_sentence(
    here: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("details with a name in them")

    here.faults.mkdir()  # as good as a disk that takes nothing
    monkeypatch.setattr(cli, "app", broken)
    assert cli.run(["scan"]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "RuntimeError" in told
    assert "details with a name" not in told


@pytest.mark.parametrize(("free", "said"), [(0, "The disk is full"), (1 << 30, "A fault in mingcha")])
def test_what_sqlite_says_of_a_disk_without_room_is_told_as_that(
    here: Home, free: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    here.faults.touch()
    monkeypatch.setattr(cli, "app", full)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert cli.run(["scan"]) == 1
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), RuntimeError("disk quota exceeded")]
)
def test_a_full_disk_is_said_plainly(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(cli, "app", full)
    assert cli.run(["scan"]) == 1
    assert capsys.readouterr().err.startswith("The disk is full")


def test_a_scan_reports_as_json_and_the_queue_shows_and_exports_it(
    county: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["scan", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert cli.run(["queue", "--export", str(tmp_path / "q.parquet"), "--top", "5", "--reveal"]) == 0
    assert pq.read_table(tmp_path / "q.parquet").num_rows == 5
    capsys.readouterr()
    assert cli.run(["queue", "--top", "3", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 3
    assert all("*" in row["name"] for row in rows)
    assert report["awards"] >= report["queued"] >= len(rows)


def test_output_that_is_no_terminal_has_no_progress_bar(county: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["scan"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "\x1b" not in printed.out
    assert printed.out.isascii(), "the command line speaks English"


def test_the_doctor_finds_nothing_in_a_sound_home_and_says_what_is_wrong_in_another(
    county: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["doctor", "--json"]) == 0
    assert all(finding["ok"] for finding in json.loads(capsys.readouterr().out))
    table = next(county.warehouse.glob("0*/payout.parquet"))
    table.write_bytes(table.read_bytes()[:-1])
    assert cli.run(["doctor"]) == 1
    county.path.chmod(0o755)
    assert cli.run(["doctor"]) == 1
    told = capsys.readouterr().out
    assert "FAULT records" in told
    assert "chmod 700" in told


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("four_eyes: maybe", "four_eyes: Input should be"),
        ("eyes: off", "eyes: Extra inputs"),
        ("four_eyes: [off", "line 1"),
        ("- off", "settings.yaml"),
    ],
)
def test_the_doctor_reads_the_countys_settings_before_an_outcome_does(
    here: Home, written: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (here.rules.parent / "settings.yaml").write_text(written)
    assert cli.run(["doctor"]) == 1
    told = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("FAULT settings"))
    assert said in told
    assert told.endswith("; correct it.")
    assert "https://" not in told


def test_users_and_keys_come_and_go(
    here: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Typed:
        def readline(self) -> str:
            return PASSWORD + "\n"

    monkeypatch.setattr(sys, "stdin", Typed())
    assert cli.run(["user", "add", "wangli", "--role", "inspector", "--password-stdin"]) == 0
    assert cli.run(["user", "add", "wangli", "--password-stdin"]) == 1
    capsys.readouterr()
    assert cli.run(["user", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["name"] == "wangli"
    assert cli.run(["key", "add", "finance"]) == 0
    key = capsys.readouterr().out.strip()
    assert cli.run(["key", "revoke", key[:11]]) == 0
    capsys.readouterr()
    assert cli.run(["key", "list", "--json"]) == 0
    listed = capsys.readouterr().out
    assert json.loads(listed)[0]["revoked"] is not None
    assert key not in listed


def test_the_catalogue_and_the_dictionary_print_as_json(here: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["rules", "list", "--json"], ["features", "show", "--json"]):
        assert cli.run(arguments) == 0
        assert len(json.loads(capsys.readouterr().out)) > 20


def test_help_does_not_import_what_only_commands_need() -> None:
    heavy = "pandas duckdb pyarrow sqlalchemy fastapi pydantic sklearn lightgbm mlflow altair numpy"
    code = (
        "import sys; from serving import cli; cli.run(['--help']); "
        f"found = [name for name in {heavy.split()!r} if name in sys.modules]; sys.exit(1 if found else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.mark.slow
def test_a_server_that_is_told_to_stop_has_done_what_it_should(here: Home) -> None:
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from serving.cli import run; sys.exit(run(['serve', '--port', '18767']))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert "Stop with Ctrl-C" in server.stdout.readline()
        time.sleep(3)
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0


def test_a_taken_port_is_said_in_one_sentence(county: Home, capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.run(["serve", "--port", str(port)]) == 1
    assert "taken by another program" in capsys.readouterr().err


def test_an_export_to_a_folder_that_is_not_there_is_refused(county: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["queue", "--export", str(county.path / "nowhere" / "q.csv")]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_a_command_that_is_stopped_ends_with_130_and_says_so(
    here: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("serving.commands.models.home", stopped)
    assert cli.run(["models", "list"]) == 130
    assert capsys.readouterr().err.strip() == "Stopped; what was there before is unchanged."


@pytest.mark.parametrize("version", ["..", ".", "", "a/b", "x" * 5000])
def test_a_version_that_is_no_name_is_an_unknown_model(
    here: Home, version: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["models", "show", version]) == 1
    assert "There is no model" in capsys.readouterr().err


@pytest.mark.parametrize(("day", "said"), [("1999-01-01", "queue stands at")])
def test_a_look_back_never_takes_cases_off_the_queue(
    county: Home, day: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["scan", "--as-of", day]) == 1
    assert said in capsys.readouterr().err


def test_a_fault_nothing_expected_is_one_sentence_and_its_details_stay_with_the_owner(
    county: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("details with a name in them")

    monkeypatch.setattr("serving.scan.service.scan", broken)
    assert cli.run(["scan"]) == 1
    said = capsys.readouterr().err
    assert "RuntimeError" in said
    assert "details with a name" not in said
    assert "details with a name" in county.faults.read_text()
    assert county.faults.stat().st_mode & 0o077 == 0
