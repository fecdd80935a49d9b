"""The words bureaus use, from words.yaml; each bureau keeps to its own choice."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from experiments.county.chance import pick, stream


@cache
def _all() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return loaded


class Words:
    """One bureau's choice among the words, the same for every file it writes."""

    def __init__(self, seed: int, bureau: str):
        self._seed, self._bureau = seed, bureau

    def _choice(self, topic: str, words: list[str]) -> str:
        return str(pick(stream(self._seed, f"{self._bureau}/{topic}"), words))

    def header(self, column: str, unit: str = "") -> str:
        """The header of a column; a unit stands in brackets of the bureau's liking."""
        text = self._choice(f"header/{column}", _all()["headers"][column])
        return text.format(u=self._choice("brackets", ["({})", "（{}）"]).format(unit) if unit else "")

    def one(self, section: str, name: str = "") -> str:
        """A word of a section (programmes, registries, suspicions, total, …)."""
        words = _all()[section][name] if name else _all()[section]
        return self._choice(f"{section}/{name}", words)

    def codes(self, name: str) -> list[str]:
        """The texts of a list of codes, in the order of their numbers; one way of writing for the whole list."""
        way = int(stream(self._seed, f"{self._bureau}/codes/{name}").integers(0, 3))
        return [str(words[min(way, len(words) - 1)]) for words in _all()["codes"][name]]


def bureau_of(programme: str) -> str:
    """The bureau that pays a programme."""
    return str(_all()["bureaus"][programme])


def programmes() -> tuple[str, ...]:
    """The codes of all programmes."""
    return tuple(_all()["bureaus"])
