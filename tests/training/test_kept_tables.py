"""The cache of as-of tables."""

from pathlib import Path

import pandas as pd

from training.cases import kept_tables

FEATURES = pd.DataFrame({"age": [61.0, float("nan")]}, index=pd.Index([3, 7], name="award_key"))
STANDING = pd.DataFrame({"programme": ["dibao", "canji"], "rules": [["a"], []]}, index=FEATURES.index)


def test_what_was_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    kept_tables.keep(tmp_path, "k", FEATURES, STANDING)
    found = kept_tables.find(tmp_path, "k")
    assert found is not None
    pd.testing.assert_frame_equal(found[0], FEATURES)
    assert [list(rules) for rules in found[1]["rules"]] == [["a"], []]


def test_another_key_finds_nothing(tmp_path: Path) -> None:
    kept_tables.keep(tmp_path, "k", FEATURES, STANDING)
    assert kept_tables.find(tmp_path, "other") is None


def test_a_damaged_file_counts_as_not_there(tmp_path: Path) -> None:
    kept_tables.keep(tmp_path, "k", FEATURES, STANDING)
    (tmp_path / "k" / kept_tables.FEATURES).write_bytes(b"cos\nsystem\n")
    assert kept_tables.find(tmp_path, "k") is None


def test_keeping_the_same_key_twice_leaves_one_whole_copy_and_no_rest(tmp_path: Path) -> None:
    for _ in range(2):
        kept_tables.keep(tmp_path, "k", FEATURES, STANDING)
    assert [folder.name for folder in tmp_path.iterdir()] == ["k"]
