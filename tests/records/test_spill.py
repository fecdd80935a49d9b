"""What a connection spills lies below the home and outlives no process."""

import os
from pathlib import Path

from records import spill


def test_what_a_killed_process_left_goes_and_what_a_living_one_uses_stays(tmp_path: Path) -> None:
    dead, alive = tmp_path / spill.NAME / "99999999", tmp_path / spill.NAME / str(os.getppid())
    for left in (dead, alive):
        left.mkdir(parents=True)
    spill.folder(tmp_path)
    assert not dead.exists()
    assert alive.exists()
