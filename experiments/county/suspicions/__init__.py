"""What a comparison with the registers would bring up, and how far each contradiction leans towards guilt.

Each kind is a function of a View that returns one row per award: award, lean. A lean is a part of a log-odds, made of
meaningful causes, so that the innocent look-alikes of a kind (arrears of a month, a scrapped car, a temporary post)
lean the other way. `number` is that of the rule in the supervisors' list.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from experiments.county.suspicions import land, money, register, standing, wealth
from experiments.county.view import View


@dataclass(frozen=True)
class Kind:
    """One kind of suspicion."""

    name: str
    number: int
    find: Callable[[View], pd.DataFrame]


KINDS = (
    Kind("dead", 1, register.dead),
    Kind("official", 2, standing.official),
    Kind("official_household", 3, standing.official_household),
    Kind("cadre", 4, standing.cadre),
    Kind("kin", 5, standing.kin),
    Kind("enterprise", 6, wealth.enterprise),
    Kind("trader", 7, wealth.trader),
    Kind("flat", 8, wealth.flat),
    Kind("vehicle", 9, wealth.vehicle),
    Kind("certificate", 10, register.certificate),
    Kind("age", 11, register.age),
    Kind("moved", 12, register.moved),
    Kind("twice", 13, money.twice),
    Kind("exclusive", 14, money.exclusive),
    Kind("housing", 15, money.housing),
    Kind("account", 16, money.account),
    Kind("area", 18, land.area),
    Kind("identity", 21, register.identity),
    Kind("post", 22, standing.post),
)


def find(view: View) -> pd.DataFrame:
    """Every suspicion visible: award, kind, lean; at most one row per award and kind."""
    found = [kind.find(view)[["award", "lean"]].assign(kind=kind.name) for kind in KINDS]
    everything = pd.concat(found, ignore_index=True)
    strongest = everything.sort_values("lean").drop_duplicates(["award", "kind"], keep="last")
    return strongest.sort_values(["award", "kind"], ignore_index=True)
