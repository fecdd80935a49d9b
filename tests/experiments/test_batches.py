from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from experiments.county import TIDY, Style, awards, endings, listings, payouts, world
from experiments.county.batches import INCONCLUSIVE, NOT_DISPATCHED, Verification, verify
from experiments.county.calendar import Calendar
from experiments.county.chance import stream
from experiments.county.suspicions import find
from experiments.county.view import entries, look

STYLE: Style = TIDY
SEED = 4


@dataclass(frozen=True)
class Made:
    world: world.World
    paid: pd.DataFrame
    verification: Verification


@pytest.fixture(scope="module")
def made() -> Made:
    county = world.create(6000, SEED, Calendar(STYLE.years), minority=0, posts_per_village=5)
    granted = endings.close(awards.grant(county, stream(SEED, "awards")), county, stream(SEED, "endings"))
    listed = listings.enter(granted, county, stream(SEED, "listings"))
    paid = entries(listed, payouts.pay(listed, county, stream(SEED, "payouts")), county)
    return Made(county, paid, verify(county, paid, STYLE, SEED))


def test_no_award_is_put_before_inspectors_twice(made: Made) -> None:
    cases = made.verification.cases
    assert cases.index.is_unique
    assert set(cases["batch"]) == {NOT_DISPATCHED, *range(1, STYLE.batches + 1)}


def test_a_batch_holds_only_what_was_visible_on_its_day(made: Made) -> None:
    for (_, day), lines in made.verification.lines.groupby(["batch", "dispatched"]):
        seen = find(look(made.world, made.paid, int(str(day)), STYLE.certificates_dated))
        assert set(zip(lines["award"], lines["kind"], strict=True)) <= set(
            zip(seen["award"], seen["kind"], strict=True)
        )


def test_a_death_that_nobody_had_registered_puts_nobody_in_a_batch(made: Made) -> None:
    dead = made.verification.lines.query("kind == 'dead'")
    person = made.paid.drop_duplicates("award").set_index("award")["person"]
    registered = made.world.death.set_index("person")["registered"]
    assert len(dead) > 3
    assert (registered.loc[person.loc[dead["award"]]].to_numpy() <= dead["dispatched"].to_numpy()).all()


def test_outcomes_come_two_to_twelve_weeks_later_and_half_of_the_last_batch_not_at_all(made: Made) -> None:
    lines = made.verification.lines
    weeks = (lines["verified"] - lines["dispatched"]).dropna() / 7
    assert weeks.between(2, 12).all()
    out = lines["verified"].isna()
    assert (lines["result"].isna() == out).all()
    assert 0.3 < out[lines["batch"] == STYLE.batches].mean() < 0.75
    assert not out[lines["batch"] < STYLE.batches - 1].any()


def test_the_outcomes_follow_from_guilt(made: Made) -> None:
    lines = made.verification.lines.dropna(subset="result")
    confirmed = lines.assign(confirmed=lines["result"] == 1).groupby("award")["confirmed"].max()
    cases = made.verification.cases.loc[confirmed.index]
    assert (confirmed == (cases["guilty"] & ~cases["inconclusive"])).all()
    assert (lines["result"] == INCONCLUSIVE).any()
    assert (lines.loc[lines["result"] != 1, "recovered"] == 0).all()


def test_look_alikes_of_every_sort_are_less_likely_guilty(made: Made) -> None:
    """The same kind of suspicion leans both ways, depending on its causes."""
    spread = made.verification.found.groupby("kind")["lean"].agg(
        lambda lean: np.ptp(lean) if len(lean) > 10 else np.nan
    )
    assert (spread.dropna() > 1).sum() >= 8


def test_the_longer_the_dead_are_paid_the_more_it_leans_towards_guilt(made: Made) -> None:
    view = look(made.world, made.paid, made.world.calendar.last, certificates_dated=False)
    dead = find(view).query("kind == 'dead'")["award"]
    paid = made.paid[made.paid["award"].isin(dead) & made.paid["area"].isna()]
    died = made.world.death.set_index("person")["died"]
    later = (paid["day"] - paid["person"].map(died)) / 30.4
    longest = later.groupby(paid["award"]).max()
    lean = find(view).query("kind == 'dead'").set_index("award")["lean"]
    assert lean.loc[longest[longest > 6].index].mean() > lean.loc[longest[longest < 2].index].mean() + 1
