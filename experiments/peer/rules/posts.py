"""Officials and cadres on lists (rules 2, 4, 22)."""

import numpy as np
import pandas as pd

from experiments.peer.hits import OFFENDING
from experiments.peer.tables import Tables, bands, during

POOR = ("dibao", "tekun", "linshi", "weifang", "banqian")
LEADERS, CLERKS = ("party_secretary", "director"), ("clerk", "supervisor")


def official(tables: Tables) -> pd.DataFrame:
    """Somebody paid by the public purse receives aid for the poor."""
    hit = during(tables.paid(*POOR).merge(tables["official"], on="person_key"))
    kind = hit["kind"]
    strength = np.select([kind == "regular", kind == "retired"], [3.0, 2.0], 1.0)
    return hit.assign(strength=strength, band=bands(kind == "regular", (kind == "retired") | kind.isna()))[OFFENDING]


def cadre(tables: Tables) -> pd.DataFrame:
    """A village cadre receives aid for the poor."""
    hit = during(tables.paid(*POOR).merge(tables["cadre"], on="person_key", suffixes=("", "_post")))
    leads, clerk = hit["post"].isin(LEADERS), hit["post"].isin(CLERKS)
    at_home = hit["village_key_post"] == hit["village_key"]
    strength = np.select([leads, clerk], [3.0, 2.0], 1.0)
    return hit.assign(strength=strength, band=bands(leads & at_home, leads | clerk))[OFFENDING]


def held_wrongly(tables: Tables) -> pd.DataFrame:
    """A ranger's post held by an official or a cadre."""
    rangers = tables.paid("hulin")
    staff = during(rangers.merge(tables["official"], on="person_key"))
    kind = staff["kind"]
    staff["strength"] = np.select([kind == "regular", kind == "welfare_post"], [3.0, 2.0], 1.0)
    cadres = during(rangers.merge(tables["cadre"], on="person_key", suffixes=("", "_post")))
    cadres["strength"] = np.where(cadres["post"].isin(LEADERS), 3.0, 2.0)
    hit = pd.concat([staff, cadres], ignore_index=True)
    return hit.assign(band=bands(hit["strength"] >= 3, hit["strength"] >= 2))[OFFENDING]
