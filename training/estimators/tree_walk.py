"""Many rows through many shallow trees: the same sums as LightGBM's own prediction, in an order that suits processors.

Every question a tree may ask ("is this column at most this value?") is answered once for a block of rows, as a byte of
ones or zeros per row. A tree then starts with one bit per leaf and lets each question strike out the leaves that its
answer rules out; the lowest bit left is the leaf reached. Leaf values are added up tree by tree, as LightGBM does, so
that not even the last bit differs.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np
import numpy.typing as npt

BYTE = 8  # leaves per byte of a tree's bits
MOST_LEAVES = 2 * BYTE
MOST_CUTS = 254  # codes 0 to 255 must tell all of a column's cuts apart, and left from right where it is unknown
BLOCK = 32_768  # rows: few enough for the processor's cache, many enough for a call to pay
UNKNOWN = {"left": np.uint8(0), "right": np.uint8(255)}  # below every cut, above every cut
# Leaves from left to right are bits from the lowest up, so the lowest bit standing is the leaf reached.
_LOWEST = np.array([(pattern & -pattern).bit_length() - 1 for pattern in range(1 << MOST_LEAVES)])
_LOWEST[0] = 0  # never left standing
NOTHING = float(np.float32(1e-35))  # LightGBM takes what is no larger for zero
Bytes = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.float64]


class Unwalkable(Exception):
    """The trees are of a kind this does not know; LightGBM itself must predict."""


@dataclass(frozen=True)
class _Tree:
    """Questions by number, with the leaves each leaves standing if answered no; and a value for each pattern left."""

    questions: tuple[tuple[int, Bytes], ...]  # question; the leaves left by a no, eight to a byte
    leaves: int
    values: Rows


@dataclass(frozen=True)
class Walk:
    """The trees of several models over the same columns."""

    cuts: dict[int, Rows]  # column -> the values it is compared with, rising
    codings: tuple[tuple[int, str], ...]  # column, and what stands for an unknown value: zero, left, right
    questions: tuple[tuple[int, int], ...]  # coding, code up to which the answer is yes
    models: tuple[tuple[_Tree, ...], ...]

    def log_odds(self, values: Rows) -> Rows:
        """The raw score of each model (rows) for each of `values` (columns of the result)."""
        sums = np.zeros((len(self.models), len(values)))
        for start in range(0, len(values), BLOCK):
            self._block(values[start : start + BLOCK], sums[:, start : start + BLOCK])
        return sums

    def _block(self, values: Rows, sums: Rows) -> None:
        answers = self._answers(values)
        rows = len(values)
        bits, struck, value = np.empty((2, rows), np.uint8), np.empty(rows, np.uint8), np.empty(rows)
        for number, trees in enumerate(self.models):
            total = sums[number]
            for tree in trees:
                _leaves(tree, answers, bits, struck)
                found = bits[0] if tree.leaves <= BYTE else bits[0] | bits[1].astype(np.uint16) << BYTE
                tree.values.take(found, out=value, mode="clip")
                total += value

    def _answers(self, values: Rows) -> list[Bytes]:
        known = {column: _coded(values[:, column], cuts) for column, cuts in self.cuts.items()}
        codes = [
            known[column][1] if unknown == "zero" else np.where(known[column][0], UNKNOWN[unknown], known[column][1])
            for column, unknown in self.codings
        ]
        return [np.negative((codes[coding] <= code).view(np.uint8)) for coding, code in self.questions]


def _leaves(tree: _Tree, answers: list[Bytes], bits: npt.NDArray[np.uint8], struck: Bytes) -> None:
    wide, every = tree.leaves > BYTE, (1 << tree.leaves) - 1
    bits[0], bits[1] = every & 0xFF, every >> BYTE
    for question, left in tree.questions:
        for part in range(1 + wide):
            if left[part] != 255:  # else nothing of this byte is struck out
                np.bitwise_or(answers[question], left[part], out=struck)
                np.bitwise_and(bits[part], struck, out=bits[part])


def _coded(values: Rows, cuts: Rows) -> tuple[npt.NDArray[np.bool_], Bytes]:
    """Which values are unknown, and how many cuts lie below each; an unknown one counts as zero."""
    missing = np.isnan(values)
    return missing, np.searchsorted(cuts, np.where(missing | (np.abs(values) <= NOTHING), 0.0, values)).astype(np.uint8)


def prepared(boosters: tuple[lgb.Booster, ...]) -> Walk:
    """The walk through these models' trees. Raises Unwalkable."""
    models = [[tree["tree_structure"] for tree in booster.dump_model()["tree_info"]] for booster in boosters]
    splits = [split for trees in models for tree in trees for split in _splits(tree)]
    cuts: dict[int, list[float]] = {}
    for split in splits:
        cuts.setdefault(split["split_feature"], []).append(split["threshold"])
    rising = {column: np.unique(found) for column, found in sorted(cuts.items())}
    if any(len(found) > MOST_CUTS for found in rising.values()):
        raise Unwalkable
    codings = {pair: number for number, pair in enumerate(sorted(set(map(_coding, splits))))}
    questions: dict[tuple[int, int], int] = {}
    asked = [
        (codings[_coding(split)], int(np.searchsorted(rising[split["split_feature"]], split["threshold"])))
        for split in splits
    ]
    for question in asked:
        questions.setdefault(question, len(questions))
    numbers = iter([questions[question] for question in asked])  # in the order in which `_splits` meets them
    walked = tuple(tuple(_tree(tree, numbers) for tree in trees) for trees in models)
    return Walk(rising, tuple(codings), tuple(questions), walked)


def _splits(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every split, each before those below it, the left ones first."""
    if "split_feature" in node:
        if node["decision_type"] != "<=" or node["missing_type"] not in ("None", "NaN"):
            raise Unwalkable(json.dumps(node["decision_type"]))
        yield node
        yield from _splits(node["left_child"])
        yield from _splits(node["right_child"])


def _coding(split: dict[str, Any]) -> tuple[int, str]:
    side = "left" if split["default_left"] else "right"
    return split["split_feature"], "zero" if split["missing_type"] == "None" else side


def _tree(root: dict[str, Any], numbers: Iterator[int]) -> _Tree:
    leaves, questions = list[float](), list[tuple[int, Bytes]]()

    def walk(node: dict[str, Any]) -> None:
        if "split_feature" not in node:
            leaves.append(node["leaf_value"])
            return
        number, first = next(numbers), len(leaves)
        place = len(questions)
        questions.append((number, np.empty(0, np.uint8)))
        walk(node["left_child"])
        questions[place] = (number, _without(first, len(leaves)))
        walk(node["right_child"])

    walk(root)
    if len(leaves) > MOST_LEAVES:
        raise Unwalkable
    return _Tree(tuple(questions), len(leaves), np.array(leaves)[_LOWEST[: 1 << len(leaves)]])


def _without(first: int, last: int) -> Bytes:
    """Two bytes of leaves in which those from `first` to before `last` are struck out."""
    standing = 0xFFFF & ~((1 << last) - (1 << first))
    return np.array([standing & 0xFF, standing >> BYTE], np.uint8)
