import pandas as pd
import pytest

from experiments.county.calendar import Calendar
from experiments.county.ids import WEIGHTS
from experiments.county.people import DAUGHTER, FATHER, HEAD, MOTHER, SON
from experiments.county.world import World, create


@pytest.fixture(scope="module")
def world() -> World:
    return create(3000, 11, Calendar((2023, 2024, 2025)), minority=0.02, posts_per_village=5)


def test_there_are_exactly_as_many_people_as_asked_for_and_no_two_share_an_id(world: World) -> None:
    assert len(world.people) == 3000
    assert world.people["resident_id"].is_unique


def test_ids_hold_birth_date_sex_and_a_check_character_that_fits(world: World) -> None:
    people = world.people
    birth = pd.to_datetime(people["birth"], unit="D").dt.strftime("%Y%m%d")
    assert (people["resident_id"].str[6:14] == birth).all()
    assert (people["resident_id"].str[16].astype(int) % 2 == people["male"]).all()
    total = sum(people["resident_id"].str[place].astype(int) * weight for place, weight in enumerate(WEIGHTS))
    assert (total % 11).map(dict(enumerate("10X98765432"))).eq(people["resident_id"].str[17]).all()


def test_households_have_one_head_and_ages_that_can_be(world: World) -> None:
    people = world.people
    heads = people[people["relation"] == HEAD].set_index("household")["age"]
    assert heads.index.is_unique
    assert set(heads.index) == set(people["household"])
    head_age = people["household"].map(heads)
    child, parent = people["relation"].isin([SON, DAUGHTER]), people["relation"].isin([FATHER, MOTHER])
    assert (head_age[child] - people["age"][child] > 16).all()
    assert (people["age"][parent] - head_age[parent] > 16).all()
    assert people["age"].between(0, 105).all()
    assert (people.groupby("household")["village"].nunique() == 1).all()


def test_every_village_has_its_cadres_and_they_are_grown_up(world: World) -> None:
    posts = world.cadre.groupby("village")["post"].agg(list)
    assert set(posts.index) == set(world.people["village"])
    assert world.people.loc[world.cadre["person"], "age"].between(28, 66).all()
    assert world.cadre["person"].is_unique


def test_nobody_is_his_own_kin_and_a_death_is_registered_after_it_happened(world: World) -> None:
    assert (world.kin["person"] != world.kin["relative"]).all()
    assert (world.death["registered"] > world.death["died"]).all()
    assert (world.death["died"].to_numpy() > world.people.loc[world.death["person"], "birth"].to_numpy()).all()
