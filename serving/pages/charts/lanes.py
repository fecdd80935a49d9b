"""Which of several labels on a time line go above each other, so that none covers another."""

from collections.abc import Sequence
from unicodedata import east_asian_width

GAP = 10.0  # px between two labels of one lane


def text_width(text: str, size: float = 12) -> float:
    """Width of a text in px, near enough for a layout: a Chinese character is as wide as the type is high."""
    return sum(size if east_asian_width(letter) in "WF" else size * 0.56 for letter in text)


def lanes(spans: Sequence[tuple[float, float]]) -> list[int]:
    """A lane for each label from its left and right end in px: the lowest in which it covers none before it."""
    taken: list[list[tuple[float, float]]] = []
    found = []
    for left, right in spans:
        free = (n for n, lane in enumerate(taken) if all(right + GAP < a or b + GAP < left for a, b in lane))
        number = next(free, len(taken))
        if number == len(taken):
            taken.append([])
        taken[number].append((left, right))
        found.append(number)
    return found
