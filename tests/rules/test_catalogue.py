"""The catalogue: what its files must hold, and how a faulty one is refused."""

import re
from pathlib import Path

import pytest
import yaml

from records.contracts import TABLES
from records.programmes import programmes
from rules import catalogue
from rules.catalogue import FaultyRule, UnknownRule

CATALOGUE = catalogue.load()
IDENTIFIERS = [rule.id for rule in CATALOGUE.everything()]


def own_rule(**changes: object) -> dict[str, object]:
    entry = yaml.safe_load((catalogue.FOLDER / "04-cadre-receives-aid.yaml").read_text(encoding="utf-8"))
    return {**entry, "id": "own-rule", **changes}


def write(folder: Path, entry: object, name: str = "own.yaml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")
    return folder


def test_rules_stand_in_the_order_of_their_numbers():
    numbers = [rule.number for rule in CATALOGUE.everything()]
    assert numbers == sorted(numbers)
    assert {*range(1, 24)} <= set(numbers)


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_a_rule_needs_only_tables_and_columns_that_exist(identifier):
    for need in CATALOGUE.rule(identifier).needs:
        table, _, column = need.partition(".")
        assert table in TABLES
        assert not column or column in TABLES[table].names


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_a_rule_has_at_least_two_examples_that_hit_and_three_that_pass(identifier):
    examples = CATALOGUE.rule(identifier).examples
    hits = [example for example in examples if any(expected.hit for expected in example.expect)]
    assert len(hits) >= 2
    assert sum(expected.hit is None for example in examples for expected in example.expect) >= 3


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_every_text_is_there_in_chinese_and_english_and_stays_calm(identifier):
    rule = CATALOGUE.rule(identifier)
    for text in (rule.title, rule.text, rule.basis, rule.strength, rule.headline):
        assert re.search(r"[\u4e00-\u9fff]", text.zh)
        assert not re.search(r"[\u4e00-\u9fff]", text.en)
    assert "骗" not in rule.model_dump_json()
    assert "〔" not in rule.basis.zh, "a basis is told in general words, without document numbers"


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_a_rule_never_reads_later_knowledge_or_the_clock(identifier):
    sql = CATALOGUE.rule(identifier).sql.lower()
    assert "read_parquet" not in sql
    assert not re.search(r"\b(now|today|current_date|current_timestamp)\b", sql)


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_the_sql_keeps_to_what_two_engines_run(identifier):
    sql = CATALOGUE.rule(identifier).sql.lower()
    for word in ("asof", "list(", "list_", "unnest", "arg_max", "arg_min", "any_value", "qualify", "::", "filter ("):
        assert word not in sql, f"{word} does not run on both engines, or breaks ties at random"


def test_the_version_changes_with_any_content(tmp_path):
    assert catalogue.load().version == CATALOGUE.version
    assert catalogue.load(write(tmp_path, own_rule())).version != CATALOGUE.version


def test_a_countys_own_rule_joins_and_may_replace(tmp_path):
    joined = catalogue.load(write(tmp_path, own_rule(version=5)))
    assert joined.rule("own-rule").version == 5
    replaced = catalogue.load(write(tmp_path / "second", own_rule(id="cadre-receives-aid", version=7)))
    assert replaced.rule("cadre-receives-aid").version == 7
    assert len(replaced.rules) == len(CATALOGUE.rules)


def test_a_countys_own_standard_wins(tmp_path):
    entry = yaml.safe_load((catalogue.standards.FOLDER / "old_age_from.yaml").read_text(encoding="utf-8"))
    entry["values"] = [{"value": 70, "programmes": ["gaoling"]}]
    write(tmp_path / "standards", entry)
    found = next(s for s in catalogue.load(tmp_path).standards if s.name == "old_age_from")
    assert [value.value for value in found.values] == [70]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"colour": "red"}, "the field colour is unknown"),
        ({"bands": {"huge": "strength > 1"}}, "bands.huge"),
        ({"needs": ["cadres"]}, "table cadres"),
        ({"needs": ["cadre.salary"]}, "table cadre.salary"),
        ({"standards": ["wages"]}, "standard wages"),
        ({"status": "new"}, "status"),
        ({"id": "Own Rule"}, "id"),
        ({"headline": {"zh": "{salary} 元", "en": "{salary} yuan"}}, "the headline names salary"),
    ],
)
def test_a_faulty_file_is_refused_in_one_sentence_that_names_it(tmp_path, changes, said):
    with pytest.raises(FaultyRule) as refused:
        catalogue.load(write(tmp_path, own_rule(**changes)))
    sentence = str(refused.value)
    assert said in sentence
    assert "own.yaml" in sentence
    assert "\n" not in sentence


def test_a_headline_may_not_name_a_person(tmp_path):
    evidence = [{"column": "cadre", "label": {"zh": "干部", "en": "cadre"}, "kind": "person", "side": "register"}]
    headline = {"zh": "{cadre} 领取", "en": "{cadre} received"}
    with pytest.raises(FaultyRule, match="cadre"):
        catalogue.load(write(tmp_path, own_rule(evidence=evidence, headline=headline)))


def test_broken_yaml_and_one_id_twice_are_refused(tmp_path):
    (tmp_path / "broken.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(FaultyRule, match=r"broken\.yaml is not readable YAML"):
        catalogue.load(tmp_path)
    (tmp_path / "broken.yaml").unlink()
    write(tmp_path, own_rule())
    with pytest.raises(FaultyRule, match="both hold the rule own-rule"):
        catalogue.load(write(tmp_path, own_rule(), "again.yaml"))


def test_an_unknown_rule_is_named():
    with pytest.raises(UnknownRule, match="no-such-rule"):
        CATALOGUE.rule("no-such-rule")


def test_the_rules_and_standards_in_a_county_s_home_are_in_force(home):
    write(home.rules, own_rule())
    found = catalogue.in_force(home)
    assert found.rule("own-rule").title == CATALOGUE.rule("cadre-receives-aid").title
    assert len(found.rules) == len(CATALOGUE.rules) + 1


def test_a_faulty_rule_in_a_county_s_home_is_named_in_one_sentence(home):
    write(home.rules, own_rule(bands={"strange": "1"}))
    with pytest.raises(FaultyRule, match=r"own\.yaml: the field bands\.strange is unknown; correct the file\.$"):
        catalogue.in_force(home)


def test_built_in_rules_and_standards_name_only_built_in_programmes():
    named = {code for rule in CATALOGUE.rules if rule.programmes != "all" for code in rule.programmes}
    values = [value for standard in CATALOGUE.standards for value in standard.values]
    named |= {code for value in values if value.programmes != "all" for code in value.programmes}
    assert named <= set(programmes())


def test_a_county_s_rule_may_name_a_programme_of_the_county(tmp_path):
    assert catalogue.load(write(tmp_path, own_rule(programmes=["yanglao"]))).rule("own-rule").programmes == ("yanglao",)
