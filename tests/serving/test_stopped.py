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

pytestmark = pytest.mark.slow
STOPS = 3


def stopped(home: Home, lock: str, after: float, *arguments: str, code: str = "") -> tuple[int, str]:
    """Run a command, press Ctrl-C so long after its work began; exit code and what it said."""
    file = home.path / f"{lock}.lock"
    file.unlink(missing_ok=True)
    run = [sys.executable, "-c", f"{code}\nimport signal; signal.signal(2, signal.default_int_handler)\n"
           "from serving.cli import main; main()", *arguments]  # fmt: skip
    with subprocess.Popen(
        run, env=os.environ | {"MINGCHA_HOME": str(home.path)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    ) as child:  # fmt: skip
        while not file.exists():
            assert child.poll() is None, child.communicate()
            time.sleep(0.01)
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
