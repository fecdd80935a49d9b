"""The README's first command, as it runs on a fresh clone: no MINGCHA_HOME, a working folder of one's own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

MINGCHA = Path(sys.executable).with_name("mingcha")


@pytest.mark.slow
def test_the_demo_runs_with_the_default_home_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MINGCHA_")}
    done = subprocess.run(
        [str(MINGCHA), "demo", "--people", "1500", "--no-serve"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == [".mingcha"]
