"""The subsidy programmes, read from programmes.yaml: adding one is adding an entry."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Programme:
    """One subsidy programme 补贴项目."""

    code: str
    name: str
    names: tuple[str, ...]  # as bureau files write it
    rhythm: str  # month, term, year, once
    paid_to: str  # person, household, contractor, buyer, student


@cache
def programmes() -> dict[str, Programme]:
    """All programmes by code."""
    entries = yaml.safe_load((Path(__file__).parent / "programmes.yaml").read_text(encoding="utf-8"))
    return {
        code: Programme(code, entry["name"], tuple(entry["names"]), entry["rhythm"], entry["paid_to"])
        for code, entry in entries.items()
    }
