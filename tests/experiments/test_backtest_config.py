from pathlib import Path

import pytest

from experiments.backtest import config
from experiments.backtest.config import BadConfig
from training import settings

ROOT = Path(__file__).parents[2]
SHIPPED = sorted([*(ROOT / "experiments" / "configs").glob("*.yaml"),
                  *(ROOT / "experiments" / "public_data").glob("[bc]*.yaml")])  # fmt: skip
GOOD = "name: mine\nabout: something\nseed: 7\ncounty: {}\n"


def written(folder: Path, text: str) -> Path:
    file = folder / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_shipped_config_can_be_read_and_is_named_as_its_file(file: Path) -> None:
    assert config.load(file).name == file.stem


def test_settings_are_changed_where_they_are_named_and_nowhere_else(tmp_path: Path) -> None:
    chosen = config.load(written(tmp_path, GOOD + "settings: {trees: {seeds: 3}}\n")).chosen
    assert chosen.trees.seeds == 3
    assert chosen.seed == 7
    assert chosen.trees.parameters == settings.default().trees.parameters


def test_a_table_is_looked_for_beside_its_config(tmp_path: Path) -> None:
    text = GOOD.replace("county: {}", "table: {file: cases.csv, label: y, time: t}")
    found = config.load(written(tmp_path, text))
    assert found.table is not None
    assert found.table.file == tmp_path / "cases.csv"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD + "metric: [auc]\n", "metric: extra inputs"),
        (GOOD + "metrics: [gini]\n", r"metrics\.0: input should be 'average_precision'"),
        (GOOD + "settings: {tree: {seeds: 3}}\n", "tree: extra inputs"),
        (GOOD + "settings: {trees: {seeds: 0}}\n", r"trees\.seeds: input should be greater than 0"),
        (GOOD + "table: {file: a.csv, label: y, time: t}\n", "exactly one of `table` and `county`"),
        (GOOD.replace("county: {}", "county: {leave_out: {family: [stake]}}"), r"leave_out\.family: extra inputs"),
        ("name: [", "is no YAML"),
        ("", "is empty"),
    ],
)
def test_a_bad_config_is_refused_in_one_sentence_that_names_the_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadConfig, match=says) as error:
        config.load(written(tmp_path, text))
    assert "\n" not in str(error.value)


def test_a_config_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="No such file"):
        config.load(tmp_path / "none.yaml")
