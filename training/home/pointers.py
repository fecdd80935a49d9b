"""Which model serves: small files beside the model folders, replaced in one rename.

They, not MLflow's aliases, are authoritative: the API serves without MLflow, and a crash between the two leaves a
served model that is whole. `registry.align` makes the aliases follow.
"""

import os
from typing import Literal

from records.home import Home, sync_folder

Pointer = Literal["CHAMPION", "CHALLENGER", "PRIOR"]


def read(home: Home, pointer: Pointer) -> str | None:
    """The version a pointer names; None where it was never set."""
    file = home.models / pointer
    return file.read_text(encoding="utf-8").strip() or None if file.exists() else None


def write(home: Home, pointer: Pointer, version: str | None) -> None:
    """Point at a version, or at none."""
    part = home.models / f"{pointer}.part"
    with part.open("w", encoding="utf-8") as handle:
        handle.write(version or "")
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(part, home.models / pointer)
    sync_folder(home.models)
