"""A rule on past days: only what was known then, what became of it, and what a changed version gains and loses."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from records import warehouse
from records.decisions.judgements import Judgements
from records.home import Home
from rules import backtest, catalogue
from rules.backtest import Backtest, Past
from rules.rule import Rule
from rules.worlds import World

ONE, TWO = date(2024, 3, 1), date(2024, 9, 1)
RULES = catalogue.load()
DEATH = RULES.rule("paid-after-death")
PAY = {"programme": "gaoling", "pay_date": date(2023, 10, 5), "monthly": 12}


def a_finding(world: World, person: str, result: str | None, dispatched: date) -> dict[str, Any]:
    return {"person": person, "programme": "gaoling", "award_key": world.award_key("t", person, "gaoling"),
            "kind": "死亡人员领取补贴", "batch": "1", "dispatched": dispatched, "result": result,
            "recovered_fen": 500, "verified": date(2024, 10, 1) if result else None}  # fmt: skip


@pytest.fixture
def tested(tmp_path: Path) -> Callable[..., Backtest]:
    """Four dead people; A and B are sent to in the first batch, D in the second; C's death is registered late."""
    world = World()
    dead = {person: date(2023, 9, 1) for person in "ABCD"}
    facts = [
        {"person": p, "death_date": day, "registered": date(2024, 6, 1) if p == "C" else date(2023, 9, 9)}
        for p, day in dead.items()
    ]
    world.add("t", {"payout": tuple({"person": p, **PAY} for p in dead), "death": tuple(facts)})
    ends = (("A", "confirmed", ONE), ("B", "cleared", ONE), ("C", None, TWO), ("D", "confirmed", TWO))
    world.add("t", {"finding": tuple(a_finding(world, *end) for end in ends)})
    snapshot = warehouse.write(Home(tmp_path / "home"), world.tables(), [])
    past = Past(snapshot, Judgements(), tmp_path / "cache")
    return lambda rule=DEATH, **given: backtest.run(past, RULES, rule, **given)


def changed(condition: str) -> Rule:
    return DEATH.model_copy(update={"version": 99, "sql": f"SELECT * FROM ({DEATH.sql}) offending WHERE {condition}"})


def test_a_past_day_sees_only_what_was_registered_by_then(tested: Callable[..., Backtest]) -> None:
    first, second = tested().days
    assert (first.day, first.tested.hits) == (ONE, 3)
    assert (second.day, second.tested.hits) == (TWO, 4)


def test_hits_end_as_later_visits_found_and_earlier_visits_are_no_news(tested: Callable[..., Backtest]) -> None:
    first, second = tested().days
    assert (first.tested.confirmed, first.tested.cleared) == (2, 1)
    assert (second.tested.sent, second.tested.confirmed, second.tested.cleared) == (2, 1, 0)


def test_over_all_days_every_award_counts_once_as_of_its_first_day(tested: Callable[..., Backtest]) -> None:
    whole = tested().tested
    assert (whole.hits, whole.confirmed, whole.cleared, whole.recovered_fen) == (4, 2, 1, 1000)
    assert whole.rate is not None
    assert whole.rate.low < whole.rate.mean < whole.rate.high


def test_a_changed_rule_is_held_against_the_version_in_force(tested: Callable[..., Backtest]) -> None:
    found = tested(changed("death_date IS NULL"))
    assert found.in_force is not None
    assert found.lost is not None
    assert found.gained is not None
    assert found.compared_with == DEATH.version
    assert (found.tested.hits, found.in_force.hits) == (0, 4)
    assert (found.lost.hits, found.lost.confirmed, found.gained.hits) == (4, 2, 0)
    assert found.tested.rate is None


def test_the_rule_in_force_is_compared_with_nothing(tested: Callable[..., Backtest]) -> None:
    found = tested()
    assert (found.in_force, found.gained, found.lost) == (None, None, None)


def test_only_days_from_the_one_that_was_asked_for_are_looked_at(tested: Callable[..., Backtest]) -> None:
    assert [day.day for day in tested(since=date(2024, 4, 1)).days] == [TWO]


def test_what_is_missing_on_a_day_is_named(tested: Callable[..., Backtest]) -> None:
    assert {day.missing for day in tested(RULES.rule("area-times-rate")).days} == {"payout.area_mu"}


def test_registers_without_dates_and_programmes_without_payouts_are_said_to_flatter(
    tested: Callable[..., Backtest],
) -> None:
    said = " ".join(caution.en for caution in tested(RULES.rule("vehicle-in-household")).cautions)
    assert "status of vehicles" in said
    assert "always known" in said
    assert "no payouts of: " in said


def test_a_rule_is_read_from_a_file_outside_of_the_catalogue_or_refused(tmp_path: Path) -> None:
    entry = yaml.safe_load(Path(DEATH.origin).read_text(encoding="utf-8"))
    file = tmp_path / "new.yaml"
    file.write_text(yaml.safe_dump({**entry, "id": "new-rule"}, allow_unicode=True), encoding="utf-8")
    assert catalogue.read_rule(file, RULES).id == "new-rule"
    file.write_text(yaml.safe_dump({**entry, "standards": ["no_such"]}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(catalogue.FaultyRule, match="no_such"):
        catalogue.read_rule(file, RULES)
    with pytest.raises(catalogue.FaultyRule, match="There is no file"):
        catalogue.read_rule(tmp_path / "missing.yaml", RULES)
