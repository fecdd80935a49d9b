"""What people own: vehicles, real estate, enterprises, contracted land."""

import numpy as np
import pandas as pd

from experiments.county.calendar import Calendar
from experiments.county.chance import Ints
from experiments.county.people import HEAD

CAR, TRUCK, TRICYCLE, MOTORCYCLE, WHEELCHAIR = range(5)
NORMAL, SCRAPPED, TRANSFERRED = range(3)
FLAT, RESETTLEMENT, SELF_BUILT, SHOP = range(4)
SOLE_TRADER, COOPERATIVE, COMPANY = range(3)
ACTIVE, DEREGISTERED, REVOKED = range(3)
LEGAL_PERSON, SHAREHOLDER = range(2)
PRICE = np.array([92_000, 61_000, 11_000, 5_200, 4_000])


def _owners(people: pd.DataFrame, share: float, rng: np.random.Generator) -> Ints:
    grown = people.index[(people["age"] >= 22) & (people["age"] < 75)].to_numpy()
    return np.sort(rng.choice(grown, round(len(people) * share), replace=False))


def vehicles(people: pd.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    """person, kind, price (yuan), registered (day), status."""
    person = _owners(people, 0.085, rng)
    count = len(person)
    kind = rng.choice(5, count, p=[0.42, 0.09, 0.2, 0.28, 0.01])
    return pd.DataFrame(
        {
            "person": person,
            "kind": kind,
            "price": np.round(PRICE[kind] * rng.lognormal(0, 0.45, count), -2),
            "registered": calendar.last - rng.integers(20, 5800, count),
            "status": rng.choice(3, count, p=[0.82, 0.11, 0.07]),
        }
    )


def properties(people: pd.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    """person, kind, floor_area (㎡), registered (day)."""
    person = _owners(people, 0.055, rng)
    count = len(person)
    return pd.DataFrame(
        {
            "person": person,
            "kind": rng.choice(4, count, p=[0.52, 0.24, 0.16, 0.08]),
            "floor_area": np.round(np.clip(rng.normal(102, 24, count), 38, 260), 1),
            "registered": calendar.last - rng.integers(20, 6500, count),
        }
    )


def enterprises(people: pd.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    """person, kind, capital (yuan), status, founded (day), role."""
    person = _owners(people, 0.025, rng)
    count = len(person)
    kind = rng.choice(3, count, p=[0.5, 0.3, 0.2])
    capital = np.array([20_000, 120_000, 700_000])[kind] * rng.lognormal(0, 0.9, count)
    return pd.DataFrame(
        {
            "person": person,
            "kind": kind,
            "capital": np.round(capital, -3) + 1000,
            "status": rng.choice(3, count, p=[0.72, 0.22, 0.06]),
            "founded": calendar.last - rng.integers(30, 6000, count),
            "role": np.where((kind == SOLE_TRADER) | (rng.random(count) < 0.55), LEGAL_PERSON, SHAREHOLDER),
        }
    )


def land(people: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One row per household, in the head's name: person, contracted, leased (mu)."""
    person = people.index[people["relation"] == HEAD].to_numpy()
    count = len(person)
    leased = np.where(rng.random(count) < 0.13, np.round(rng.lognormal(1.3, 0.8, count), 2), 0.0)
    return pd.DataFrame(
        {"person": person, "contracted": np.round(rng.lognormal(1.7, 0.6, count) + 0.4, 2), "leased": leased}
    )
