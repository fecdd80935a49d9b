"""Officials, cadres and their kin on lists they hardly belong on."""

import numpy as np
import pandas as pd

from experiments.county.chance import Floats
from experiments.county.posts import (
    DIRECTOR,
    KIN_DAUGHTER,
    KIN_FATHER,
    KIN_MOTHER,
    KIN_SON,
    KIN_SPOUSE,
    REGULAR,
    RETIRED,
)
from experiments.county.view import POOR, View

CLOSE = (KIN_SPOUSE, KIN_SON, KIN_DAUGHTER, KIN_FATHER, KIN_MOTHER)
OFFICIAL_LEAN = np.array([1.5, -1.3, -1.5, -0.4])  # regular, temporary, welfare post, retired


def _left_before(frame: pd.DataFrame) -> Floats:
    """Left the post before the last payout: what speaks for him where terms are known."""
    lean: Floats = np.where((frame["until"] < frame["last"]).to_numpy(), -0.8, 0.0)
    return lean


def official(view: View) -> pd.DataFrame:
    """On the public payroll and on a list for the poor."""
    hit = view.among(POOR).merge(view.world.official, on="person")
    lean = OFFICIAL_LEAN[hit["kind"]] + np.where(hit["programme"].isin(("dibao", "tekun")), 0.5, -0.2)
    return hit.assign(lean=lean + _left_before(hit))


def official_household(view: View) -> pd.DataFrame:
    """A regular official lives in a household that draws dibao."""
    regular = view.in_household(view.world.official[view.world.official["kind"] == REGULAR])
    pairs = view.among(("dibao",)).merge(regular, on="household", suffixes=("", "_official"))
    hit = pairs[pairs["person"] != pairs["person_official"]]
    relation = view.world.people["relation"].to_numpy()
    couple = (relation[hit["person"]] < 2) & (relation[hit["person_official"]] < 2)
    return hit.assign(lean=np.where(couple, 1.0, -0.2) - 0.5 * view.frail(hit["person"].to_numpy()))


def cadre(view: View) -> pd.DataFrame:
    """A village cadre on a list for the poor."""
    hit = view.among(POOR).merge(view.world.cadre.drop(columns="village"), on="person")
    lean = np.where(hit["post"] <= DIRECTOR, 0.9, 0.0) + 0.4 * (hit["programme"] == "dibao")
    return hit.assign(lean=lean - 0.9 * view.frail(hit["person"].to_numpy()) + _left_before(hit))


def kin(view: View) -> pd.DataFrame:
    """Close kin of a village cadre: worse the closer, the higher the post, and the less the need shows."""
    of_cadres = view.world.kin.merge(view.world.cadre[["person", "post"]], on="person", suffixes=("_kin", ""))
    of_cadres = of_cadres.rename(columns={"person": "cadre", "relative": "person"})
    hit = view.among((*POOR, "hulin")).merge(of_cadres, on="person")
    high = (hit["post"] <= DIRECTOR).to_numpy()
    close = hit["kin"].isin(CLOSE).to_numpy()
    frail = view.frail(hit["person"].to_numpy())
    lean = np.where(close, 0.3, -0.8) + np.where(high, 0.25, -0.15) + 0.75 * (close & high)
    return hit.assign(lean=lean - np.where(frail, 1.4, 0.0) + 0.5 * (frail & close & high))


def post(view: View) -> pd.DataFrame:
    """A ranger's post held by an official, a cadre, or somebody over 65."""
    rangers = view.among(("hulin",))
    kind = rangers["person"].map(view.world.official.drop_duplicates("person").set_index("person")["kind"])
    is_cadre = rangers["person"].isin(view.world.cadre["person"])
    too_old = rangers["age"] > 65
    lean = np.select(
        [kind.isin([REGULAR, RETIRED]), kind.notna(), is_cadre],
        [1.2, -0.9, 0.7],
        np.where(rangers["age"] > 67, 0.3, -0.9),
    )
    return rangers.assign(lean=lean)[kind.notna() | is_cadre | too_old]
