"""Who made which model champion, when and why; a line per act, never rewritten."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from records.home import Home
from training.kept_values import Said

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
    overridden: tuple[Said, ...] = ()  # what the gate held against it; `why` is then the reason it serves all the same


def record(
    home: Home, act: Act, version: str, previous: str | None, who: str, why: str, overridden: tuple[Said, ...] = ()
) -> Entry:
    """Append an act."""
    entry = Entry(datetime.now(UTC).isoformat(timespec="seconds"), act, version, previous, who, why, overridden)
    with (home.models / FILE).open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(_plain(entry), ensure_ascii=False) + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    return entry


def read(home: Home) -> tuple[Entry, ...]:
    """All acts, oldest first."""
    file = home.models / FILE
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return tuple(_entry(json.loads(line)) for line in lines if line.strip())


def _plain(entry: Entry) -> dict[str, Any]:
    return asdict(entry) | {"overridden": [said.model_dump() for said in entry.overridden]}


def _entry(line: dict[str, Any]) -> Entry:
    overridden = tuple(Said.model_validate(said) for said in line.get("overridden", ()))
    return Entry(**{**line, "overridden": overridden})
