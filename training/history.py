"""Who made which model champion, when and why; a line per act, never rewritten."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal

from records.home import Home

FILE = "history.jsonl"
Act = Literal["trained", "promoted", "rolled back"]


@dataclass(frozen=True)
class Entry:
    """One act."""

    at: str  # UTC, ISO 8601
    act: Act
    version: str
    previous: str | None  # the champion before
    who: str
    why: str


def record(home: Home, act: Act, version: str, previous: str | None, who: str, why: str) -> Entry:
    """Append an act."""
    entry = Entry(datetime.now(UTC).isoformat(timespec="seconds"), act, version, previous, who, why)
    with (home.models / FILE).open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    return entry


def read(home: Home) -> tuple[Entry, ...]:
    """All acts, oldest first."""
    file = home.models / FILE
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return tuple(Entry(**json.loads(line)) for line in lines if line.strip())
