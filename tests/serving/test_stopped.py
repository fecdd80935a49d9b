"""Ctrl-C in long commands: one plain sentence, exit code 130, nothing half done. Real processes, at random moments."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from records import warehouse
from records.home import Home
from serving.scan import store
from tests.serving.conftest import scan_folder
from tests.serving.models.conftest import Trained, tiny, trained, trained_template  # noqa: F401 - fixtures
from training.home import champion, pointers, registry

pytestmark = pytest.mark.slow
STOPS = 3


def begun(home: Home, lock: str, *arguments: str, code: str = "") -> subprocess.Popen[str]:
    """Start a command, and wait until its work has begun."""
    file = home.path / f"{lock}.lock"
    file.unlink(missing_ok=True)
    run = [sys.executable, "-c", f"{code}\nimport signal; signal.signal(2, signal.default_int_handler)\n"
           "from serving.cli import main; main()", *arguments]  # fmt: skip
    around = os.environ | {"MINGCHA_HOME": str(home.path), "PYTHONUNBUFFERED": ""}
    pipe = subprocess.PIPE
    child = subprocess.Popen(run, env=around, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
    while not file.exists():
        assert child.poll() is None, child.communicate()
        time.sleep(0.01)
    return child


def stopped(home: Home, lock: str, after: float, *arguments: str, code: str = "") -> tuple[int, str]:
    """Run a command, press Ctrl-C so long after its work began; exit code and what it said."""
    with begun(home, lock, *arguments, code=code) as child:
        time.sleep(after)
        os.killpg(child.pid, signal.SIGINT)  # as a terminal does: whoever it started hears it too
        _, said = child.communicate(timeout=120)
        return child.returncode, said


def check_said(code: int, said: str, done: bool) -> None:
    """One sentence that is true, and 130; a command that was done before it heard of it is done."""
    if code == 0:
        return
    assert code == 130, said
    assert said.count("\n") == 1, said
    assert said.startswith("Stopped; " + ("but it was done" if done else "what was there before is unchanged")), said


@pytest.fixture
def draw() -> random.Random:
    return random.Random(random.SystemRandom().randrange(1 << 32))


def test_a_scan_that_is_stopped_leaves_the_one_before_in_use(scanned: Home, draw: random.Random) -> None:
    for _ in range(STOPS):
        before = scan_folder(scanned)
        code, said = stopped(scanned, "scan", draw.uniform(0, 4), "scan")
        now = scan_folder(scanned)
        check_said(code, said, done=now != before)
        store.check(now)
        left = [folder.name for folder in scanned.scans.iterdir() if folder.name > now.name]
        assert left == [], "what was begun is cleared away"


def test_ctrl_c_after_the_report_changes_nothing_any_more(scanned: Home) -> None:
    with begun(scanned, "scan", "scan") as child:
        assert child.stdout is not None
        assert child.stdout.readline().startswith("Scan ")
        # The report leaves the process when Python takes itself down, which takes a while.
        os.killpg(child.pid, signal.SIGINT)
        _, said = child.communicate(timeout=120)
        assert (child.returncode, said) == (0, "")


def test_an_import_that_is_stopped_leaves_the_snapshot_before_in_use(
    scanned: Home, tmp_path: Path, draw: random.Random
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    rows = [f"王芳,11010119{70 + n % 30}0101{n % 1000:03d}X,东镇,一村,农村低保,{n},2025-01-10" for n in range(60_000)]
    for number in range(STOPS):
        header = "姓名,身份证号,乡镇,村,补贴项目,发放金额(元),发放日期"
        (folder / "名单.csv").write_text("\n".join([header, *rows[: 60_000 - number]]))
        before = warehouse.current(scanned)
        code, said = stopped(scanned, "import", draw.uniform(0, 3), "import", str(folder))
        now = warehouse.current(scanned)
        check_said(code, said, done=now.name != before.name)
        now.check()
        left = [one.name for one in scanned.warehouse.iterdir() if one.is_dir() and one.name > now.name]
        assert left == [], "what was begun is cleared away"


def test_a_training_that_is_stopped_leaves_models_whole_and_the_one_in_use_unchanged(
    trained: Trained,  # noqa: F811 - the fixture
    draw: random.Random,
) -> None:
    few = tiny(40).model_dump_json()
    small = (
        "from training import settings\n"
        f"few = settings.Settings.model_validate_json({few!r}); settings.default = lambda: few"
    )
    registry.promote(trained.home, trained.versions[0], override="a test")
    for _ in range(STOPS):
        before = pointers.read(trained.home, "CHALLENGER")
        code, said = stopped(trained.home, "train", draw.uniform(0, 15), "train", code=small)
        now = {entry.version: entry for entry in registry.list_models(trained.home)}
        # A model may be kept whole and not stand for use yet: what is in use or waits to be is what the sentence tells.
        check_said(code, said, done=pointers.read(trained.home, "CHALLENGER") != before)
        assert champion.load(trained.home).version == trained.versions[0]
        for version in now:
            champion.of_version(trained.home, version)
        left = {folder.name for folder in trained.home.models.iterdir() if folder.is_dir()} - set(now)
        assert {name for name in left if not name.startswith("prior-")} == set(), "what was begun is cleared away"
