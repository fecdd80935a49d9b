"""Resident ids (GB 11643) of people who do not exist: the province code 99 is given to no province."""

import numpy as np
import pandas as pd

from experiments.county.calendar import year_month
from experiments.county.chance import Ints, Texts, texts

PROVINCE = 99
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECKS = texts(list("10X98765432"))


def county_code(rng: np.random.Generator) -> str:
    """Six digits of a county in the province that does not exist."""
    return f"{PROVINCE}{rng.integers(1, 30):02d}{rng.integers(21, 90):02d}"


def check_characters(bodies: Texts) -> Texts:
    """The check character (ISO 7064 MOD 11-2) of each 17-digit body."""
    digits = np.array([list(body) for body in bodies], dtype="U1").reshape(-1, 17).astype(np.int64)
    checks: Texts = CHECKS[digits @ WEIGHTS % 11]
    return checks


def resident_ids(code: str, birth: Ints, male: Ints, rng: np.random.Generator) -> Texts:
    """An id of 18 characters for each person, no two alike.

    People of one birthday and sex get consecutive sequence numbers from a random start, so 500 of each fit.
    """
    years, months = year_month(birth)
    days = birth.astype("datetime64[D]")
    of_month = (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    twins = pd.DataFrame({"birth": birth, "male": male}).groupby(["birth", "male"]).cumcount().to_numpy()
    starts = rng.integers(0, 500, birth.max() - birth.min() + 1)[birth - birth.min()]
    sequence = (starts + twins) % 500 * 2 + male
    bodies = texts(
        [
            f"{code}{year:04d}{month:02d}{day:02d}{number:03d}"
            for year, month, day, number in zip(years, months, of_month, sequence, strict=True)
        ]
    )
    whole: Texts = bodies + check_characters(bodies)
    return whole
