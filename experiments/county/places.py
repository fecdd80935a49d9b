"""Townships and villages with invented names: two syllables of a small stock, which no county's own list needs."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.county.ids import county_code

FIRST = "禾岚澄棠栖砚苇筠芷绫汀槿芸黛枫鹭霁溯榆蔚"
SECOND = "曲渡岑浦垣屿畈陌埠湄堰麓墅珞荻榭汐弦"
VILLAGE_PEOPLE = 450
TOWNSHIP_VILLAGES = 9


@dataclass(frozen=True)
class Places:
    """The divisions of a county.

    `villages` has one row per village, in order of its number: township (number), township_name, village_name, code
    (12 digits).
    """

    county: str
    county_name: str
    villages: pd.DataFrame


def names_of(count: int, rng: np.random.Generator) -> list[str]:
    """So many invented names, no two alike."""
    order = rng.permutation(len(FIRST) * len(SECOND))
    pairs = [FIRST[number // len(SECOND)] + SECOND[number % len(SECOND)] for number in order]
    # A city needs more villages than there are pairs: the next round adds a syllable.
    return [pairs[n % len(pairs)] + ("" if n < len(pairs) else SECOND[n // len(pairs) - 1]) for n in range(count)]


def counts(people: int) -> tuple[int, int]:
    """How many townships and villages a county of so many people has."""
    villages = max(4, round(people / VILLAGE_PEOPLE))
    return max(2, round(villages / TOWNSHIP_VILLAGES)), villages


def found(people: int, rng: np.random.Generator, code: str = "") -> Places:
    """Divide a county of so many people into townships and villages of uneven size; `code`: its six digits."""
    townships, count = counts(people)
    township = np.sort(np.concatenate([np.arange(townships), rng.integers(0, townships, count - townships)]))
    names = names_of(townships + count + 1, rng)
    kinds = ["镇" if large else "乡" for large in rng.random(townships) < 0.6]
    county = code or county_code(rng)
    villages = pd.DataFrame({"township": township})
    villages["township_name"] = [names[t] + kinds[t] for t in township]
    villages["village_name"] = [name + "村" for name in names[townships:-1]]
    within = villages.groupby("township").cumcount()
    villages["code"] = [f"{county}{100 + t:03d}{200 + n:03d}" for t, n in zip(township, within, strict=True)]
    return Places(county, names[-1] + "县", villages)
