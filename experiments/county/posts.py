"""Who holds a public post, and whose kin they are: officials 财政供养人员, cadres 村干部, kin 干部亲属关系."""

import numpy as np
import pandas as pd

from experiments.county.calendar import Calendar
from experiments.county.chance import Ints
from experiments.county.people import DAUGHTER, FATHER, HEAD, MOTHER, SON, SPOUSE

REGULAR, TEMPORARY, WELFARE_POST, RETIRED = range(4)
SECRETARY, DIRECTOR, CLERK, SUPERVISOR, WOMEN, OTHER_POST = range(6)
KIN_SPOUSE, KIN_SON, KIN_DAUGHTER, KIN_FATHER, KIN_MOTHER, KIN_BROTHER, KIN_SISTER, KIN_FAMILY = range(8)
UNITS = 7


def officials(people: pd.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    """Some 1.5 % of the grown-ups: person, unit, kind, since, until (null: still there)."""
    grown = people.index[(people["age"] >= 21) & (people["age"] < 76)].to_numpy()
    person = np.sort(rng.choice(grown, max(6, round(len(grown) * 0.018)), replace=False))
    kind = rng.choice(3, len(person), p=[0.6, 0.23, 0.17])
    kind[people.loc[person, "age"].to_numpy() > 60] = RETIRED
    since = calendar.first - rng.integers(-500, 9000, len(person))
    gone = (kind != REGULAR) & (kind != RETIRED) & (rng.random(len(person)) < 0.25)
    until = np.where(gone, np.maximum(since + 200, calendar.first + rng.integers(0, 900, len(person))), np.nan)
    return pd.DataFrame(
        {"person": person, "unit": rng.integers(0, UNITS, len(person)), "kind": kind, "since": since, "until": until}
    )


def cadres(people: pd.DataFrame, posts: int, calendar: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    """One grown-up for each of the `posts` of a village: person, village, post, since, until."""
    able = people[(people["age"] >= 28) & (people["age"] < 66)]
    lots = pd.Series(rng.random(len(able)), able.index).groupby(able["village"]).rank(method="first").astype(int) - 1
    chosen = lots[lots < posts]
    count = len(chosen)
    since = calendar.first - rng.integers(-300, 2500, count)
    until = np.where(rng.random(count) < 0.06, since + rng.integers(500, 1500, count), np.nan)
    return pd.DataFrame(
        {
            "person": chosen.index.to_numpy(),
            "village": people.loc[chosen.index, "village"].to_numpy(),
            "post": np.minimum(chosen.to_numpy(), OTHER_POST),
            "since": since,
            "until": until,
        }
    ).sort_values(["village", "post"], ignore_index=True)


def party_members(people: pd.DataFrame, posts: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Some 6 % of the grown-ups and most cadres: person."""
    grown = people.index[people["age"] >= 20].to_numpy()
    others = rng.choice(grown, round(len(grown) * 0.06), replace=False)
    from_posts = posts.loc[rng.random(len(posts)) < 0.8, "person"].to_numpy()
    return pd.DataFrame({"person": np.unique(np.concatenate([others, from_posts]))})


def _in_household(people: pd.DataFrame, holders: Ints) -> pd.DataFrame:
    """The people a post holder lives with, and what they are to him."""
    columns = people[["household", "relation", "male"]].reset_index(names="relative")
    own = people.loc[holders, ["household", "relation"]].reset_index(names="person")
    pairs = own.merge(columns, on="household", suffixes=("_own", ""))
    pairs = pairs[pairs["person"] != pairs["relative"]]
    own_relation, other, male = (pairs[name].to_numpy() for name in ("relation_own", "relation", "male"))
    child = np.where(male == 1, KIN_SON, KIN_DAUGHTER)
    parent = np.where(male == 1, KIN_FATHER, KIN_MOTHER)
    sibling = np.where(male == 1, KIN_BROTHER, KIN_SISTER)
    couple, children = [HEAD, SPOUSE], [SON, DAUGHTER]
    own_in_couple, own_is_child = np.isin(own_relation, couple), np.isin(own_relation, children)
    pairs["kin"] = np.select(
        [
            own_in_couple & np.isin(other, couple),
            own_in_couple & np.isin(other, children),
            own_is_child & np.isin(other, couple),
            own_is_child & np.isin(other, children),
            (own_relation == HEAD) & np.isin(other, [FATHER, MOTHER]),
        ],
        [KIN_SPOUSE, child, parent, sibling, parent],
        KIN_FAMILY,
    )
    return pairs[["person", "relative", "kin"]]


def _in_village(people: pd.DataFrame, holders: Ints, rng: np.random.Generator) -> pd.DataFrame:
    """Kin in other households of the village, of the same surname: brothers, married children, old parents."""
    village = people["village"].to_numpy()
    first = np.searchsorted(village, village[holders])
    size = np.searchsorted(village, village[holders], side="right") - first
    tries = 60
    relative = np.repeat(first, tries) + (rng.random(len(holders) * tries) * np.repeat(size, tries)).astype(int)
    pairs = pd.DataFrame({"person": np.repeat(holders, tries), "relative": relative}).drop_duplicates()
    surname = people["name"].str[:1]
    same = surname.loc[pairs["person"]].to_numpy() == surname.loc[pairs["relative"]].to_numpy()
    apart = people.loc[pairs["person"], "household"].to_numpy() != people.loc[pairs["relative"], "household"].to_numpy()
    pairs = pairs[same & apart]
    pairs = pairs[pairs.groupby("person").cumcount() < rng.integers(0, 6, len(pairs))]
    gap = people.loc[pairs["person"], "age"].to_numpy() - people.loc[pairs["relative"], "age"].to_numpy()
    male = people.loc[pairs["relative"], "male"].to_numpy() == 1
    pairs["kin"] = np.select(
        [np.abs(gap) < 14, gap > 20, gap < -20],
        [
            np.where(male, KIN_BROTHER, KIN_SISTER),
            np.where(male, KIN_SON, KIN_DAUGHTER),
            np.where(male, KIN_FATHER, KIN_MOTHER),
        ],
        KIN_FAMILY,
    )
    return pd.DataFrame(pairs)


def kin(people: pd.DataFrame, cadre: pd.DataFrame, official: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Declared relatives of cadres and regular officials: person (the post holder), relative, kin."""
    regular = official.loc[official["kind"] == REGULAR, "person"].to_numpy()
    holders = np.unique(np.concatenate([cadre["person"].to_numpy(), regular]))
    near = _in_household(people, holders)
    far = _in_village(people, cadre["person"].to_numpy(), rng)
    return pd.concat([near, far], ignore_index=True).drop_duplicates(["person", "relative"], ignore_index=True)
