"""Where DuckDB spills what does not fit into memory: a folder below the home, removed when the process ends."""

import os
import shutil
from pathlib import Path

NAME = "spill"
MEMORY = "4500MB"  # of the tables and joins of one as-of connection; the feature table stands beside it


def folder(home: Path) -> Path:
    """The folder of this process; those that killed processes left behind go. It is made when first spilled into."""
    ours = home / NAME / str(os.getpid())
    ours.parent.mkdir(mode=0o700, exist_ok=True)  # DuckDB makes the last folder only
    for left in (home / NAME).glob("[0-9]*"):
        if left != ours and not Path(f"/proc/{left.name}").exists():
            shutil.rmtree(left, ignore_errors=True)
    return ours
