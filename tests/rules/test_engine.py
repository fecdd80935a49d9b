"""The engine: hits from payouts, what was not run, and that nothing known later shows."""

from dataclasses import replace
from datetime import date

import pytest

from records import asof, warehouse
from records.imports import importing
from rules import catalogue, engine, wording
from rules.catalogue import FaultyRule
from rules.hits import of_award

DEAD = {"person": "A", "death_date": date(2024, 3, 2), "registered": date(2024, 8, 20)}
PAID = {"person": "A", "programme": "gaoling", "pay_date": date(2024, 1, 10), "monthly": 7, "yuan": 60.2}


def test_a_death_hits_once_it_is_known_and_not_before(compared):
    world = {"death": [DEAD], "payout": [PAID]}
    for as_of, expected in ((date(2024, 8, 19), 0), (date(2024, 8, 20), 1)):
        with compared(world, "paid-after-death", as_of=as_of) as made:
            assert made.connection.execute("SELECT count(*) FROM hit").fetchone() == (expected,)


def test_a_programme_of_the_county_s_own_is_compared_like_any_other(compared):
    world = {
        "programme": [{"programme": "yanglao", "name": "养老服务补贴", "rhythm": "month", "paid_to": "person"}],
        "death": [DEAD],
        "payout": [{**PAID, "programme": "yanglao"}],
    }
    with compared(world, "paid-after-death") as made:
        (hit,) = made.hits("A", "yanglao")
    assert hit.payouts == 5


def test_payouts_after_the_day_of_the_scan_are_not_at_stake(compared):
    world = {"death": [{**DEAD, "registered": date(2024, 3, 5)}], "payout": [PAID]}
    with compared(world, "paid-after-death", as_of=date(2024, 5, 31)) as made:
        (hit,) = made.hits("A", "gaoling")
    assert (hit.payouts, hit.months, hit.amount_fen) == (3, 3, 3 * 6020)
    assert (hit.first_date, hit.last_date) == (date(2024, 3, 10), date(2024, 5, 10))


def test_two_facts_on_one_payout_count_it_once(compared):
    cars = [
        {"person": person, "kind": "car", "price": 90000, "registered": date(2023, 1, 1), "status": "normal"}
        for person in ("A", "B")
    ]
    world = {
        "resident": [{"person": "A", "household": "h"}, {"person": "B", "household": "h"}],
        "vehicle": cars,
        "payout": [{**PAID, "programme": "dibao"}],
    }
    with compared(world, "vehicle-in-household") as made:
        (hit,) = made.hits("A", "dibao")
        rows = made.connection.execute("SELECT count(*), count(DISTINCT payout_key) FROM hit_payout").fetchone()
    assert hit.payouts == 7
    assert hit.band == 3, "the fact that weighs most leads"
    assert rows == (7, 7)


def test_a_fact_leads_back_to_its_file_and_row(compared):
    world = {"death": [{**DEAD, "source_file": 5, "source_row": 77}], "payout": [PAID]}
    with compared(world, "paid-after-death") as made:
        (hit,) = made.hits("A", "gaoling")
    assert (hit.fact_file, hit.fact_row, hit.fact_known) == (5, 77, date(2024, 8, 20))


def test_an_empty_register_makes_its_rules_not_run_by_name(home):
    snapshot = warehouse.write(home, {}, [])
    whole = catalogue.load()
    with asof.connect(snapshot, date(2025, 12, 31)) as connection:
        comparison = engine.compare(connection, whole)
        assert connection.execute("SELECT count(*) FROM hit").fetchone() == (0,)
    missing = dict(comparison.not_run)
    assert missing["paid-after-death"] == "death.death_date"
    assert missing["vehicle-in-household"] == "vehicle"
    assert set(missing) | set(comparison.ran) == {rule.id for rule in whole.everything()}


def test_a_death_register_without_dates_is_named_as_missing(compared):
    with compared({"payout": [PAID]}, "paid-after-death", as_of=date(1949, 1, 1)) as made:
        assert made.comparison.not_run == (("paid-after-death", "death.death_date"),)


def test_a_register_without_the_column_and_a_standard_without_value_are_named(compared):
    world = {"payout": [{**PAID, "programme": "gengdi", "area_mu": 3}]}
    with compared(world) as made:
        missing = dict(made.comparison.not_run)
    assert missing == {"area-times-rate": "standard rate_per_mu"}


def test_the_same_county_gives_the_same_hits_in_every_run(tied_hits):
    first, second = tied_hits
    assert first == second
    assert first


@pytest.fixture
def tied_hits(compared):
    """Hits of one world with many ties, compared twice."""
    people = [{"person": f"P{number}", "household": f"h{number % 4}"} for number in range(24)]
    cars = [
        {"person": p["person"], "kind": "car", "price": 60000, "registered": date(2022, 1, 1), "status": "normal"}
        for p in people
    ]
    payouts = [{**PAID, "person": p["person"], "programme": "dibao", "account": "one"} for p in people]
    runs = []
    for _ in range(2):
        world = {"resident": people, "vehicle": cars, "payout": payouts}
        with compared(world) as made:
            runs.append(made.connection.execute("SELECT * FROM hit ORDER BY award_key, rule").fetchall())
    return runs


def test_progress_tells_every_rule_in_order(home):
    told: list[tuple[int, int, str]] = []
    whole = catalogue.load()
    with asof.connect(warehouse.write(home, {}, []), date(2025, 12, 31)) as connection:
        engine.compare(connection, whole, lambda rule, done, all_: told.append((done, all_, rule)))
    assert [rule for _, _, rule in told] == [*(rule.id for rule in whole.running()), ""]
    assert told[-1][0] == told[-1][1] == len(whole.running())


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT nothing FROM nowhere", "cannot run"),
        ("SELECT award_key, payout_key FROM paid", "gives no column strength"),
        (
            "SELECT award_key, payout_key, 1.0 AS strength, programme, 'x' AS post, 'no' AS same_village, "
            "NULL AS since, NULL AS until, 1 AS surprise FROM paid",
            "a column surprise that is no evidence",
        ),
    ],
)
def test_bad_sql_is_one_sentence_that_names_the_rule(home, sql, said):
    whole = catalogue.load()
    rule = whole.rule("cadre-receives-aid").model_copy(update={"sql": sql, "needs": ()})
    with (
        asof.connect(warehouse.write(home, {}, []), date(2025, 12, 31)) as connection,
        pytest.raises(FaultyRule) as refused,
    ):
        engine.compare(connection, replace(whole, rules=(rule,)))
    assert said in str(refused.value)
    assert "04-cadre-receives-aid.yaml" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_retired_rule_does_not_run(home):
    whole = catalogue.load()
    retired = whole.rule("paid-after-death").model_copy(update={"status": "retired"})
    with asof.connect(warehouse.write(home, {}, []), date(2025, 12, 31)) as connection:
        comparison = engine.compare(connection, replace(whole, rules=(retired,), omissions=()))
    assert comparison.ran == ()
    assert comparison.not_run == ()


def test_hits_read_back_from_a_scans_parquet(compared, tmp_path):
    world = {"death": [DEAD], "payout": [PAID]}
    file = tmp_path / "hits.parquet"
    with compared(world, "paid-after-death") as made:
        made.connection.execute(f"COPY hit TO '{file}' (FORMAT parquet)")
        assert of_award(file, made.award_key("A", "gaoling")) == made.hits("A", "gaoling") != ()


def test_the_headline_says_what_disagrees(compared):
    world = {"death": [DEAD], "payout": [PAID]}
    with compared(world, "paid-after-death") as made:
        (hit,) = made.hits("A", "gaoling")
    rule = catalogue.load().rule("paid-after-death")
    assert wording.headline(rule, hit.evidence) == "2024-03-02 死亡，其后领取 5 次，共 301.00 元"
    assert wording.headline(rule, hit.facts, "en") == "Died on 2024-03-02; 5 payouts afterwards, 301.00 yuan"


@pytest.mark.slow
def test_the_shared_county_is_compared(shared_county, home):
    importing.import_folder(home, shared_county)
    snapshot = warehouse.current(home)
    with asof.connect(snapshot, snapshot.newest_date()) as connection:
        comparison = engine.compare(connection, catalogue.load())
    assert comparison.hits > 0
    assert {entry.missing for entry in comparison.not_run} <= {"standard rate_per_mu", "resident.happened"}
