"""Chance by topic: each part of a county draws from a stream of its own, so a change in one leaves the others alone."""

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]


def stream(seed: int, topic: str) -> np.random.Generator:
    """The random numbers of one topic of one county."""
    return np.random.default_rng([seed, zlib.crc32(topic.encode())])


def pick(rng: np.random.Generator, words: Sequence[Any]) -> Any:
    """One of a few words."""
    return words[int(rng.integers(len(words)))]


def texts(words: Sequence[str]) -> Texts:
    """Words as an array that can be indexed by other arrays."""
    array = np.empty(len(words), dtype=object)
    array[:] = list(words)
    return array
