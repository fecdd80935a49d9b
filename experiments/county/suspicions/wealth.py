"""Vehicles, flats and enterprises of people who draw dibao."""

import numpy as np
import pandas as pd

from experiments.county.holdings import ACTIVE, CAR, COOPERATIVE, FLAT, NORMAL, SHOP, SOLE_TRADER, TRUCK
from experiments.county.people import YEAR
from experiments.county.view import View


def vehicle(view: View) -> pd.DataFrame:
    """A vehicle in the household: a new dear car says much; a three-wheeler, a motorcycle or a scrapped car nothing."""
    hit = view.among(("dibao",)).merge(view.in_household(view.vehicle), on="household", suffixes=("", "_owner"))
    years = (view.day - hit["registered"]) / YEAR
    in_use = (hit["status"] == NORMAL).to_numpy()
    dear = np.clip(np.log(hit["price"] / 60_000), -1.2, 1.2)
    car = 0.2 + 0.8 * dear + np.where(years < 5, 0.4, np.where(years > 10, -0.8, 0.0)) - np.where(in_use, 0, 1.7)
    return hit.assign(lean=np.select([hit["kind"] == CAR, hit["kind"] == TRUCK], [car, car - 0.3], -2.2))


def flat(view: View) -> pd.DataFrame:
    """Real estate in the household: a bought flat says much, a resettlement flat or one's own farmhouse nothing."""
    hit = view.among(("dibao",)).merge(view.in_household(view.property), on="household", suffixes=("", "_owner"))
    size = np.clip((hit["floor_area"] - 95) / 40, -1, 1.5)
    recent = (view.day - hit["registered"]) / YEAR < 6
    bought = 0.2 + 0.5 * size + 0.5 * recent
    return hit.assign(lean=np.select([hit["kind"] == FLAT, hit["kind"] == SHOP], [bought, 0.3], -1.9))


def _owners(view: View, sole: bool) -> pd.DataFrame:
    kinds = view.enterprise[(view.enterprise["kind"] == SOLE_TRADER) == sole]
    hit = view.among(("dibao",)).merge(kinds, on="person")
    return hit.assign(active=hit["status"] == ACTIVE)


def enterprise(view: View) -> pd.DataFrame:
    """Legal person or shareholder; dormant or deregistered firms and nominal members of a co-op are innocent."""
    hit = _owners(view, sole=False)
    large = np.clip(np.log(hit["capital"] / 300_000), -1.5, 1.5)
    return hit.assign(lean=0.5 + 0.5 * large - 0.9 * (hit["kind"] == COOPERATIVE) - 1.7 * ~hit["active"])


def trader(view: View) -> pd.DataFrame:
    """Sole trader: often a shop of husband and wife that feeds nobody."""
    hit = _owners(view, sole=True)
    large = np.clip(np.log(hit["capital"] / 20_000), -1.5, 1.5)
    return hit.assign(lean=-0.5 + 0.5 * large - 1.4 * ~hit["active"])
