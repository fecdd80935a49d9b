"""Keys of a city: people, accounts and awards by the home's keyring, as an import gives them; rows by mixing numbers.

A keyring is asked some 200,000 times per county, which takes a second; payouts are twelve million and nobody looks one
up by what it was made of, so their keys are mixed from the county and the row.
"""

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.county.chance import Ints
from records.keys import MASK, Keyring

PAYOUT, FINDING = 1, 2


def keyring(seed: int) -> Keyring:
    """The keyring of the city with this seed."""
    return Keyring(secret(seed))


def secret(seed: int) -> bytes:
    """A home's secret that anybody can know: nobody in the city exists."""
    return f"a fictional city, seed {seed}".encode().ljust(32, b".")[:32]


def each(key: Callable[[str], int], texts: Iterable[str]) -> Ints:
    """The key of each text; equal texts are asked for once."""
    number, words = pd.factorize(np.asarray(texts, dtype=object))
    made: Ints = np.fromiter(map(key, words), np.int64, len(words))
    found: Ints = made[number]
    return found


def awards(ring: Keyring, person_keys: Ints, programmes: Iterable[str]) -> Ints:
    """The key of each person's award in a programme."""
    pairs = pd.DataFrame({"person": person_keys, "programme": np.asarray(programmes, dtype=object)})
    number = pairs.groupby(["person", "programme"], sort=False).ngroup().to_numpy()
    first = pairs.drop_duplicates()
    made: Ints = np.fromiter(map(ring.award, first["person"].tolist(), first["programme"]), np.int64, len(first))
    found: Ints = made[number]
    return found


def rows(seed: int, kind: int, county: int, count: int) -> Ints:
    """Keys of so many rows: their numbers, mixed (splitmix64) until no order is left."""
    start = np.uint64(((seed * 1009 + kind) * 100_003 + county) % 2**24) << np.uint64(40)
    with np.errstate(over="ignore"):
        mixed: npt.NDArray[np.uint64] = (start + np.arange(count, dtype=np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    keys: Ints = (mixed & np.uint64(MASK)).astype(np.int64)
    return keys
