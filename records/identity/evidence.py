"""The table of evidence that scores a candidate for a damaged id: identity_evidence.yaml, read and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

Standing = Literal["clear", "open", "none"]
ASPECTS = ("id", "name", "village", "account", "months", "birth")
FILE = Path(__file__).parent / "identity_evidence.yaml"


@dataclass(frozen=True)
class Sign:
    """One thing that speaks for (weight above 0) or against a candidate, in powers of ten, and how to say it."""

    weight: float
    zh: str
    en: str


@dataclass(frozen=True)
class Evidence:
    """The whole table."""

    signs: Mapping[str, Mapping[str, Sign]]  # aspect -> level -> sign
    nobody: float
    clear: float
    weakest: float
    most: int
    ages: Mapping[str, tuple[int | None, int | None]]  # programme -> from, to

    def confidences(self, scores: Sequence[float]) -> list[float]:
        """The share of each candidate among all of them and somebody whom no register holds."""
        highest = max([self.nobody, *scores])
        parts = [10 ** (score - highest) for score in scores]
        whole = sum(parts) + 10 ** (self.nobody - highest)
        return [part / whole for part in parts]

    def standing(self, scores: Sequence[float]) -> Standing:
        """Whether one candidate is far ahead (clear), a person must weigh some (open), or there is none."""
        if not scores:
            return "none"
        return "clear" if max(self.confidences(scores)) >= self.clear else "open"


@cache
def evidence() -> Evidence:
    """The table that comes with mingcha."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    signs = {
        aspect: {level: Sign(float(one["weight"]), one["zh"], one["en"]) for level, one in levels.items()}
        for aspect, levels in told["evidence"].items()
    }
    ages = {programme: (span.get("from"), span.get("to")) for programme, span in told["ages"].items()}
    return Evidence(signs, told["nobody"], told["clear"], told["weakest"], told["most"], ages)
