"""The other direction: who is entitled and gets nothing, apart from the hits."""

from datetime import date

from rules import catalogue

OLD = {"person": "A", "birth": date(1940, 1, 15)}
PAID = {"person": "B", "programme": "gaoling", "pay_date": date(2025, 1, 10), "monthly": 12}
WORLD = {"resident": [{"person": "A"}, {"person": "B"}], "person": [OLD], "payout": [PAID]}


def test_somebody_without_a_payout_is_found_and_makes_no_hit(compared):
    with compared(WORLD) as made:
        found = made.connection.execute("SELECT person_key, programme, rule, rule_version FROM omission").fetchall()
        hits = made.connection.execute("SELECT count(*) FROM hit").fetchone()
    rule = catalogue.load().rule("entitled-not-receiving")
    assert found == [(made.world.key("test", "person", "A"), "gaoling", rule.id, rule.version)]
    assert hits == (0,)


def test_a_death_known_later_does_not_hide_him_before(compared):
    world = {**WORLD, "death": [{"person": "A", "death_date": date(2025, 6, 1), "registered": date(2025, 12, 20)}]}
    for as_of, expected in ((date(2025, 12, 19), 1), (date(2025, 12, 20), 0)):
        with compared(world, as_of=as_of) as made:
            assert made.connection.execute("SELECT count(*) FROM omission").fetchone() == (expected,)


def test_a_rule_about_what_was_not_paid_is_no_rule_of_the_model():
    whole = catalogue.load()
    assert [rule.id for rule in whole.omissions] == ["entitled-not-receiving"]
    assert not {rule.id for rule in whole.rules} & {rule.id for rule in whole.omissions}
    assert len(whole.everything()) == len(whole.rules) + len(whole.omissions)
