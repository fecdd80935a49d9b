"""Every rule's answer on one award: hit, passed, not for this programme, not run."""

from dataclasses import replace
from datetime import date

import pytest

from rules import catalogue, registers
from rules.answers import Answer, Compared, answers
from rules.hits import Hit

RULES = catalogue.load()
RAN = {rule.id: rule.version for rule in RULES.rules if rule.id != "area-times-rate"}
COMPARED = Compared(RAN, {"area-times-rate": "standard rate_per_mu"})
EVIDENCE = (
    '{"pay_date": "2024-10-15", "death_date": "2024-03-02", "timing": "after", "payouts": 7, "amount_fen": 315000}'
)


def a_hit(rule: str = "paid-after-death") -> Hit:
    day = date(2024, 4, 15)
    return Hit(1, rule, 1, 3, 7.0, 7, 7, 315000, 300000, 6, day, day, EVIDENCE, None, None, None)


def found(*hits: Hit, programme: str = "gengdi", compared: Compared = COMPARED) -> dict[str, Answer]:
    name = RULES.codes["programme"][programme].zh
    return {one.rule: one for one in answers(RULES, compared, programme, name, hits)}


def test_every_rule_answers_once_in_the_order_of_the_numbers() -> None:
    said = answers(RULES, COMPARED, "gengdi", "耕地地力保护补贴", [])
    assert [one.rule for one in said] == [rule.id for rule in RULES.rules]


def test_a_hit_has_its_headline_band_and_amounts() -> None:
    hit = found(a_hit())["paid-after-death"]
    assert (hit.state, hit.band, hit.amount_fen, hit.recover_fen) == ("hit", 3, 315000, 300000)
    assert "2024-03-02" in hit.said.zh


def test_a_hit_that_a_clearance_silences_did_not_pass() -> None:
    name = RULES.codes["programme"]["gengdi"].zh
    said = answers(RULES, COMPARED, "gengdi", name, [], {"paid-after-death": date(2024, 5, 1)})
    assert (said[0].state, "2024-05-01" in said[0].said.zh) == ("silenced", True)


def test_a_rule_that_passed_says_what_was_compared() -> None:
    passed = found()["paid-after-death"]
    assert passed.state == "passed"
    assert all(words in passed.said.zh for words in ("耕地地力保护补贴", "死亡人员", "死亡人员领取补贴"))
    assert "deaths" in passed.said.en


def test_a_rule_for_other_programmes_is_not_applicable_even_where_it_did_not_run() -> None:
    said = found(programme="gaoling")
    assert said["vehicle-in-household"].state == "not_applicable"
    assert said["area-times-rate"].state == "not_applicable"


def test_a_rule_that_did_not_run_names_what_is_missing_in_words() -> None:
    said = found()["area-times-rate"]
    assert (said.state, said.missing) == ("not_run", "standard rate_per_mu")
    assert "每亩补贴标准" in said.said.zh


def test_a_rule_changed_since_the_scan_did_not_pass_it() -> None:
    older = Compared({**RAN, "paid-after-death": 0}, {})
    assert found(compared=older)["paid-after-death"].state == "not_run"


def test_a_retired_rule_is_said_to_be_retired() -> None:
    rules = tuple(replace_status(rule) for rule in RULES.rules)
    without = {rule: version for rule, version in RAN.items() if rule != "paid-after-death"}
    said = answers(replace(RULES, rules=rules), Compared(without, {}), "gengdi", "耕地地力保护补贴", [])
    assert (said[0].state, "停用" in said[0].said.zh) == ("not_run", True)


def replace_status(rule: catalogue.Rule) -> catalogue.Rule:
    return rule.model_copy(update={"status": "retired"}) if rule.id == "paid-after-death" else rule


def test_a_hit_of_a_rule_that_was_dropped_since_is_not_lost() -> None:
    assert found(a_hit("no-such-rule"))["no-such-rule"].state == "hit"


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_whatever_a_rule_needs_has_a_chinese_name(rule: catalogue.Rule) -> None:
    for need in rule.needs:
        assert not registers.missing(need, RULES).zh.isascii(), need
