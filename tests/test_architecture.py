"""The house itself: imports go one way, rooms have tests, and nothing loads a pickle or another host."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("records", "rules", "features", "training", "experiments", "serving")
SOURCES = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]


def test_imports_between_the_rooms_go_one_way() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(linter)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_its_tests_under_the_same_name(room: str) -> None:
    assert list((ROOT / "tests" / room).rglob("test_*.py"))


def test_only_the_edges_read_the_environment() -> None:
    reads = re.compile(r"os\.environ|os\.getenv")
    inner = {file.relative_to(ROOT).as_posix() for file in SOURCES if reads.search(file.read_text(encoding="utf-8"))}
    # MLflow is configured through the environment before it is imported; there is no other way.
    assert {name for name in inner if not name.startswith("serving/")} <= {"training/home/mlflow_home.py"}


def test_nothing_loads_a_pickle() -> None:
    loads = re.compile(r"pickle\.loads?\(|joblib\.load\(|cloudpickle")
    assert not [file.name for file in SOURCES if loads.search(file.read_text(encoding="utf-8"))]


def test_the_lock_pins_everything_by_hash_and_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    pinned = re.findall(r"^[A-Za-z0-9._-]+==\S+", lock, flags=re.MULTILINE)
    blocks = re.split(r"^(?=[A-Za-z0-9._-]+==)", lock, flags=re.MULTILINE)[1:]
    assert len(pinned) == len(blocks) > 50
    assert all("--hash=sha256:" in block for block in blocks)
