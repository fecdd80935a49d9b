"""What a clearance silences, and what ends the silence."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from records import asof, warehouse
from records.contracts import OUTCOME
from records.decisions.judgements import Judgements
from records.home import Home
from rules import catalogue, clearances, engine
from rules.standards import Value
from rules.worlds import World

Rows = dict[str, list[dict[str, Any]]]
CLEARED, NOW = date(2025, 3, 31), date(2025, 12, 31)
CAR = {"person": "A", "kind": "car", "price": 90000, "registered": date(2023, 1, 1), "status": "normal"}
PAID = {"person": "A", "programme": "dibao", "pay_date": date(2025, 1, 10), "monthly": 12}
RULE = "vehicle-in-household"
KIND = "有车人员享受低保"


@dataclass(frozen=True)
class Heard:
    """A comparison after outcomes: which rules of A's award hit, which are silent, why one speaks again."""

    hits: set[str]
    silent: dict[str, tuple[date, date | None]]
    woken: dict[str, str]
    payouts_at_stake: int


Hear = Callable[..., Heard]


def cleared(**changes: Any) -> dict[str, Any]:
    """An outcome of A's award in dibao, as it comes in a sheet of verified cases."""
    return {"kind": KIND, "result": "cleared", "verified": CLEARED, "known": CLEARED, **changes}


@pytest.fixture
def hear(tmp_path: Path) -> Hear:
    """hear(world, *outcomes, rules, as_of, **standards): compare A's award after these outcomes."""

    def run(
        world: Rows,
        *outcomes: dict[str, Any],
        rules: tuple[str, ...] = (RULE,),
        programme: str = "dibao",
        as_of: date = NOW,
        own: int | None = None,
        **standards: float,
    ) -> Heard:
        with _compared(tmp_path, world, outcomes, rules, programme, as_of, own, standards) as (found, award):
            asked = [award]
            hits = found.execute("SELECT rule FROM hit WHERE award_key = ?", asked).fetchall()
            silent = found.execute("SELECT rule, cleared, silent_until FROM silenced_hit WHERE award_key = ?", asked)
            silences = {rule: (day, until) for rule, day, until in silent.fetchall()}
            woken = found.execute("SELECT rule, why FROM woken_hit WHERE award_key = ?", asked).fetchall()
            (stake,) = found.execute("SELECT count(*) FROM hit_payout WHERE award_key = ?", asked).fetchall()
            return Heard({rule for (rule,) in hits}, silences, dict(woken), stake[0])

    return run


@contextmanager
def _compared(
    folder: Path,
    tables: Rows,
    outcomes: tuple[dict[str, Any], ...],
    rules: tuple[str, ...],
    programme: str,
    as_of: date,
    own: int | None,
    standards: dict[str, float],
) -> Iterator[tuple[duckdb.DuckDBPyConnection, int]]:
    world = World()
    world.add("test", {table: tuple(rows) for table, rows in tables.items()})
    whole, award = catalogue.load(), world.award_key("test", "A", programme)
    chosen = replace(
        whole,
        rules=tuple(whole.rule(rule).model_copy(update={"silence_months": own}) for rule in rules),
        standards=tuple(
            standard.model_copy(update={"values": (Value(value=standards[standard.name]),)})
            if standard.name in standards
            else standard
            for standard in whole.standards
        ),
    )
    rows = [{name: {"award_key": award, **row}.get(name) for name in OUTCOME.names} for row in outcomes]
    judged = Judgements(outcomes=pa.Table.from_pylist(rows, schema=OUTCOME))
    with asof.connect(warehouse.write(Home(folder / "home"), world.tables(), []), as_of, judged) as connection:
        engine.compare(connection, chosen)
        yield connection, award


def test_a_clearance_silences_its_rule_and_takes_its_money_out_of_the_stake(hear: Hear) -> None:
    world = {"vehicle": [CAR], "payout": [PAID]}
    assert hear(world).hits == {RULE}
    heard = hear(world, cleared())
    assert (heard.hits, heard.payouts_at_stake) == (set(), 0)
    assert heard.silent == {RULE: (CLEARED, date(2027, 3, 31))}


def test_before_the_clearance_was_known_the_hit_is_there(hear: Hear) -> None:
    world = {"vehicle": [CAR], "payout": [PAID]}
    assert hear(world, cleared(), as_of=date(2025, 3, 30)).hits == {RULE}
    assert hear(world, cleared(known=date(2025, 5, 1)), as_of=date(2025, 4, 30)).hits == {RULE}
    assert hear(world, cleared(), as_of=CLEARED).hits == set()


@pytest.mark.parametrize("result", ["confirmed", "inconclusive"])
def test_only_a_clearance_silences(hear: Hear, result: str) -> None:
    assert hear({"vehicle": [CAR], "payout": [PAID]}, cleared(result=result)).hits == {RULE}


def test_a_confirmation_after_the_clearance_lifts_the_silence(hear: Hear) -> None:
    later = cleared(result="confirmed", verified=date(2025, 6, 1), known=date(2025, 6, 1))
    assert hear({"vehicle": [CAR], "payout": [PAID]}, cleared(), later).hits == {RULE}


def test_of_two_outcomes_of_one_day_the_confirmed_one_counts(hear: Hear) -> None:
    assert hear({"vehicle": [CAR], "payout": [PAID]}, cleared(), cleared(result="confirmed")).hits == {RULE}


def test_other_rules_of_the_award_still_speak(hear: Hear) -> None:
    dead = {"person": "A", "death_date": date(2024, 12, 1), "registered": date(2024, 12, 5)}
    world = {"vehicle": [CAR], "payout": [PAID], "death": [dead]}
    heard = hear(world, cleared(), rules=(RULE, "paid-after-death"))
    assert (heard.hits, set(heard.silent)) == ({"paid-after-death"}, {RULE})


def test_an_outcome_recorded_here_silences_every_rule_it_judged(hear: Hear) -> None:
    dead = {"person": "A", "death_date": date(2024, 12, 1), "registered": date(2024, 12, 5)}
    world = {"vehicle": [CAR], "payout": [PAID], "death": [dead]}
    both = json.dumps({RULE: 3, "paid-after-death": 3})
    heard = hear(world, cleared(kind=RULE, judged=both, judged_day=CLEARED), rules=(RULE, "paid-after-death"))
    assert set(heard.silent) == {RULE, "paid-after-death"}


@pytest.mark.parametrize(
    ("own", "standards", "until"),
    [
        (None, {"silence_months": 6}, date(2025, 9, 30)),
        (3, {}, date(2025, 6, 30)),
        (0, {}, CLEARED),
    ],
    ids=["the county's standard", "the rule's own", "the rule is never silenced"],
)
def test_the_silence_expires(hear: Hear, own: int | None, standards: dict[str, float], until: date) -> None:
    world = {"vehicle": [CAR], "payout": [PAID]}
    assert hear(world, cleared(), own=own, as_of=until, **standards).woken == {RULE: "expired"}
    if until > CLEARED:
        day_before = until.replace(day=until.day - 1)
        assert hear(world, cleared(), own=own, as_of=day_before, **standards).hits == set()


def test_a_fact_known_later_wakes_the_rule_and_one_known_before_does_not(hear: Hear) -> None:
    second = {**CAR, "price": 20000, "registered": date(2025, 6, 1)}
    heard = hear({"vehicle": [CAR, second], "payout": [PAID]}, cleared())
    assert (heard.hits, heard.woken) == ({RULE}, {RULE: "fact"})
    assert hear({"vehicle": [CAR, {**second, "known": CLEARED}], "payout": [PAID]}, cleared()).hits == set()


def test_a_stronger_hit_than_the_one_judged_wakes_the_rule(hear: Hear) -> None:
    world = {"vehicle": [CAR], "payout": [PAID]}
    judged = {"kind": RULE, "judged_day": CLEARED}
    assert hear(world, cleared(judged=json.dumps({RULE: 2}), **judged)).woken == {RULE: "stronger"}
    assert hear(world, cleared(judged=json.dumps({RULE: 3}), **judged)).hits == set()


def test_what_begins_after_the_clearance_was_not_judged(hear: Hear) -> None:
    later = {**PAID, "pay_date": date(2025, 5, 10), "monthly": 3}
    assert hear({"vehicle": [CAR], "payout": [later]}, cleared()).woken == {RULE: "unseen"}


@pytest.mark.parametrize(("yuan", "woken"), [(100, {}), (115, {}), (130, {RULE: "amount"})])
def test_an_allowance_that_goes_on_is_silent_and_one_raised_beyond_the_ratio_is_not(
    hear: Hear, yuan: int, woken: dict[str, str]
) -> None:
    before = {**PAID, "monthly": 3}
    after = {**PAID, "pay_date": date(2025, 4, 10), "monthly": 6, "yuan": yuan}
    assert hear({"vehicle": [CAR], "payout": [before, after]}, cleared()).woken == woken


def test_a_second_grant_adds_to_the_sum_that_was_judged(hear: Hear) -> None:
    flat = {"person": "A", "kind": "regular", "unit": "某局"}
    first = {"person": "A", "programme": "linshi", "pay_date": date(2025, 1, 10), "yuan": 1000}
    second = {**first, "pay_date": date(2025, 8, 1)}
    options: dict[str, Any] = {"rules": ("official-receives-aid",), "programme": "linshi"}
    outcome = cleared(kind="财政供养人员享受补贴")
    assert hear({"official": [flat], "payout": [first]}, outcome, **options).hits == set()
    both = hear({"official": [flat], "payout": [first, second]}, outcome, **options)
    assert both.woken == {"official-receives-aid": "amount"}


def test_where_the_payouts_alone_are_the_evidence_a_new_one_wakes_the_rule(hear: Hear) -> None:
    once = {"person": "A", "programme": "dibao", "pay_date": date(2025, 1, 10)}
    twice = [once, {**once, "pay_date": date(2025, 1, 11)}]
    again = [{**row, "pay_date": row["pay_date"].replace(month=6)} for row in twice]
    options: dict[str, Any] = {"rules": ("paid-twice-same-period",)}
    outcome = cleared(kind="同期重复发放")
    assert hear({"payout": twice}, outcome, **options).hits == set()
    assert hear({"payout": [*twice, *again]}, outcome, **options).woken == {"paid-twice-same-period": "payout"}


@pytest.mark.parametrize(
    ("kind", "rules"),
    [
        ("死亡人员领取补贴", ("paid-after-death",)),
        ("死亡人员 领取补贴", ("paid-after-death",)),
        ("死亡人员领取补贴、有车人员享受低保", ("paid-after-death", RULE)),
        (RULE, (RULE,)),
        ("群众举报", ()),
        (None, ()),
    ],
)
def test_a_kind_of_suspicion_names_its_rules(kind: str | None, rules: tuple[str, ...]) -> None:
    assert clearances.named(kind, catalogue.load()) == rules
