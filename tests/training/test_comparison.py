"""Champion and challenger are compared on cases that neither has seen."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest

from records.home import Home
from training import final
from training.assessment import assess
from training.bundle import Bundle
from training.cases import splits
from training.cases.labels import Labels
from training.drift import reference
from training.estimators.scorer import Dictionary
from training.evaluation import comparison, walking
from training.evaluation.differences import Comparison
from training.evaluation.walking import Cases, Forward
from training.folder import forward_scores
from training.folder.memory import Memory
from training.home import registry
from training.settings import Settings

MakeCases = Callable[..., Cases]
SIZE = 200


@dataclass(frozen=True)
class County:
    """A champion trained before the last batch went out, and what is known since it came back."""

    home: Home
    champion: Bundle
    cases: Cases
    forward: Forward
    settings: Settings

    def compared(self, forward: Forward | None = None) -> Comparison:
        found = comparison.with_champion(self.home, self.cases, (forward or self.forward).rows, self.settings)
        assert found is not None
        return found


@pytest.fixture
def county(
    home: Home, make_cases: MakeCases, make_bundle: Callable[..., Bundle], dictionary: Dictionary, quick: Settings
) -> County:
    chosen = quick.model_copy(update={"enough": quick.enough.model_copy(update={"labels": 150, "confirmed": 10})})
    cases = make_cases(batches=5, size=SIZE)
    day = cases.labels.batches()[-1][1]
    early = walking.assemble(Labels(cases.labels.cases.iloc[: 4 * SIZE]), cases.tables)
    before = walked(early, dictionary, chosen)
    model = final.fit(early, cases.features, dictionary, chosen)
    card = make_bundle(Home(home.path.parent / "other")).card.model_copy(
        update={"as_of": day, "columns": model.columns, "forest_columns": model.forest.columns}
    )
    looks = reference.of(day, cases.features, cases.standing["programme"], len(cases.features))
    memory = Memory(forward_scores.table(early, before), looks)
    kept = final.keep(home, Bundle("", card, model), memory)
    registry.promote(home, kept.version)
    return County(home, kept, cases, walked(cases, dictionary, chosen), chosen)


def walked(cases: Cases, dictionary: Dictionary, chosen: Settings) -> Forward:
    walk = splits.walk_forward(cases.labels, chosen.enough, cases.visible)
    return walking.forward(cases, walk, dictionary, chosen)


def test_earlier_cases_get_the_champions_own_walk_forward_and_later_ones_the_champion_itself(county: County) -> None:
    found = county.compared()
    assert (found.kept, found.served, found.left_out) == (3 * SIZE, SIZE, 0)
    scored = comparison.out_of_time(county.champion, county.home, county.cases, county.forward.rows)
    last = (county.forward.rows["batch"] == "5").to_numpy()
    served = county.champion.score(county.cases.features.tail(SIZE))["probability"].to_numpy()
    assert np.array_equal(scored.scores[last], served)
    on_its_own = county.champion.score(county.cases.features.iloc[SIZE : 4 * SIZE])["probability"].to_numpy()
    assert not np.isclose(scored.scores[~last], on_its_own).any()  # the champion itself was trained on these


def test_a_case_of_a_household_the_champion_was_trained_on_is_left_out(county: County) -> None:
    kin = county.cases.labels.cases.copy()
    kin.loc[kin.index[-1], "group"] = kin["group"].iloc[0]
    found = replace(county, cases=replace(county.cases, labels=Labels(kin))).compared()
    assert (found.served, found.left_out) == (SIZE - 1, 1)


def test_a_challenger_that_ranks_by_chance_is_worse_beyond_chance_and_the_gate_says_so(county: County) -> None:
    rows = county.forward.rows.assign(model=np.random.default_rng(1).random(len(county.forward.rows)))
    verdict = assess(county.home, county.cases, replace(county.forward, rows=rows), county.settings).verdict
    assert any("is below the champion's" in reason for reason in verdict.reasons)


def test_without_a_champion_there_is_nothing_to_compare_with(home: Home, county: County) -> None:
    elsewhere = Home(home.path.parent / "nobody")
    assert comparison.with_champion(elsewhere, county.cases, county.forward.rows, county.settings) is None


def test_a_champion_without_kept_scores_is_judged_on_what_went_out_since_or_not_at_all(county: County) -> None:
    (county.home.models / county.champion.version / forward_scores.FILE).unlink()
    damaged = county.compared()  # the folder is not what its manifest says
    assert "manifest" in damaged.problem
    again = final.keep(county.home, county.champion)
    registry.promote(county.home, again.version, override="a test")
    assert county.compared().kept == 0
    assert county.compared().served == SIZE
    few = replace(county.forward, rows=county.forward.rows[county.forward.rows["batch"] != "5"])
    assert "new to both models" in county.compared(few).problem
