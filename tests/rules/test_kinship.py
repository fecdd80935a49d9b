"""Who is near a cadre or official, in one step or two, and how the path reads."""

from datetime import date
from typing import Any

import pytest

from rules import catalogue, wording
from rules.kinship import relations

from .conftest import KEY, Compared

RELATION = catalogue.code_sets()["relation"]
INVERSE = {
    "spouse": "spouse",
    "child": "parent",
    "parent": "child",
    "sibling": "sibling",
    "grandchild": "grandparent",
    "grandparent": "grandchild",
    "parent_in_law": "child_in_law",
    "child_in_law": "parent_in_law",
}


def home(*members: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"person": person, "household": "h", "relation": relation} for person, relation in members]


def born(person: str, year: int, sex: str) -> dict[str, Any]:
    return {"person": person, "birth": date(year, 5, 1), "sex": sex}


def near(found: Compared, person: str, other: str = "B") -> tuple[str, int, str] | None:
    """Path, closeness and whether they share a household; null: no kin."""
    keys = [found.world.key(KEY, "person", name) for name in (person, other)]
    sql = "SELECT path, closeness, same_household FROM kinship WHERE person_key = ? AND other_key = ?"
    rows = found.connection.execute(sql, keys).fetchall()
    assert len(rows) <= 1, "one path per pair"
    return rows[0] if rows else None


def test_every_composed_relation_reads_the_same_from_the_other_end() -> None:
    composed = {(r["other_to_head"], r["person_to_head"]): r["kind"] for r in relations()["kin_composed"].to_pylist()}
    assert {pair: INVERSE[kind] for pair, kind in composed.items()} == {
        pair: composed.get(pair[::-1]) for pair in composed
    }


def test_every_word_for_a_relative_has_a_text_in_both_languages() -> None:
    assert {row["word"] for row in relations()["kin_word"].to_pylist()} <= set(RELATION)


@pytest.mark.parametrize(
    ("of_holder", "of_person", "path"),
    [
        ("head", "spouse", "spouse"),
        ("son", "daughter", "sister"),
        ("son", "head", "parent"),
        ("son", "mother", "grandmother"),
        ("spouse", "mother", "mother_in_law"),
        ("son", "daughter_in_law", "household"),
        ("head", "other", "household"),
        ("head", "head", "household"),
    ],
)
def test_two_members_relations_to_the_head_say_what_they_are_to_each_other(
    compared: Any, of_holder: str, of_person: str, path: str
) -> None:
    tables = {
        "cadre": [{"person": "B"}],
        "resident": home(("B", of_holder), ("A", of_person)),
        "person": [{"person": "A"}, {"person": "B"}],
    }
    with compared(tables, "cadre-kin-receives-aid") as found:
        told = near(found, "A")
    # Of somebody whose sex nobody knows, only what the register's own word says of it is told.
    assert told is not None
    assert (told[0], told[2]) == (path, "yes")


def test_a_couple_of_one_sex_is_an_error_in_the_register_and_no_couple(compared: Any) -> None:
    people = [born("A", 1960, "male"), born("B", 1961, "male")]
    tables = {"cadre": [{"person": "B"}], "resident": home(("B", "head"), ("A", "spouse")), "person": people}
    with compared(tables, "cadre-kin-receives-aid") as found:
        assert near(found, "A") == ("household", 3, "yes")


def test_brothers_are_elder_or_younger_by_birth(compared: Any) -> None:
    people = [born("A", 1950, "male"), born("B", 1960, "male"), born("C", 1970, "female")]
    kin = [
        {"cadre": "B", "relative": r, "relation": w} for r, w in (("A", "brother"), ("C", "sister"), ("D", "brother"))
    ]
    with compared({"cadre": [{"person": "B"}], "person": people, "kin": kin}, "cadre-kin-receives-aid") as found:
        assert [near(found, person) for person in "ACD"] == [
            ("elder_brother", 5, "no"),
            ("younger_sister", 5, "no"),
            ("brother", 5, "no"),
        ]


def test_a_register_that_only_says_family_gives_way_to_what_the_household_tells(compared: Any) -> None:
    tables = {
        "cadre": [{"person": "B"}],
        "resident": home(("B", "spouse"), ("A", "son")),
        "kin": [{"cadre": "B", "relative": "A", "relation": "family"}],
    }
    with compared(tables, "cadre-kin-receives-aid") as found:
        assert near(found, "A") == ("son", 6, "yes")


def test_of_two_paths_the_closer_one_is_told_and_never_a_third_step(compared: Any) -> None:
    kin = [
        {"cadre": "B", "relative": "C", "relation": "brother"},
        {"cadre": "B", "relative": "D", "relation": "spouse"},
        {"cadre": "C", "relative": "A", "relation": "spouse"},
        {"cadre": "D", "relative": "A", "relation": "mother"},
        {"cadre": "A", "relative": "E", "relation": "sister"},
    ]
    with compared({"cadre": [{"person": "B"}], "kin": kin}, "cadre-kin-receives-aid") as found:
        assert near(found, "A") == ("spouse.mother", 2, "no")
        assert near(found, "E") is None


def test_kinship_is_read_from_both_ends_of_the_family_register(compared: Any) -> None:
    kin = [{"cadre": "A", "relative": "B", "relation": "daughter"}]
    with compared({"cadre": [{"person": "B"}], "kin": kin}, "cadre-kin-receives-aid") as found:
        assert near(found, "A") == ("parent", 6, "no")


def test_a_path_reads_outward_in_chinese_and_inward_in_english() -> None:
    assert wording.path(RELATION, "wife.elder_brother") == "妻子的哥哥"
    assert wording.path(RELATION, "wife.elder_brother", "en") == "elder brother of the wife"
    assert wording.path(RELATION, "younger_brother") == "弟弟"


def test_the_headline_names_the_path_and_nobody() -> None:
    rule = catalogue.load().rule("cadre-kin-receives-aid")
    facts = {"post": "director", "relation": "wife.elder_brother", "steps": 2, "programme": "dibao", "payouts": 3}
    facts |= {"amount_fen": 90_000, "cadre": 4, "via": 5}
    assert wording.headline(rule, facts).startswith("村委会主任妻子的哥哥，领取农村低保 3 次")
    assert wording.headline(rule, facts, "en").startswith("Elder brother of the wife of the village director received")
