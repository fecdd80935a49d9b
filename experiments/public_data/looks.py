"""How often each test part was opened. The record is kept with the code, so that no look is forgotten."""

from datetime import date
from pathlib import Path

import yaml

from records.frozen import Frozen

FILE = Path(__file__).with_name("looks.yaml")


class Look(Frozen):
    """One look: when, with which settings, and what was seen."""

    day: date
    settings: str
    seen: dict[str, float]


def read(name: str, file: Path = FILE) -> list[Look]:
    """All looks at one test part, the first one first."""
    return [Look.model_validate(look) for look in _all(file).get(name, [])]


def add(name: str, look: Look, file: Path = FILE) -> int:
    """Count a look; returns how many there are now."""
    known = _all(file)
    known.setdefault(name, []).append(look.model_dump(mode="json"))
    file.write_text(yaml.safe_dump(known, sort_keys=False), encoding="utf-8")
    return len(known[name])


def _all(file: Path) -> dict[str, list[dict[str, object]]]:
    return yaml.safe_load(file.read_text(encoding="utf-8")) or {} if file.exists() else {}
