import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import county
from experiments.backtest import run
from experiments.backtest.config import BadConfig
from experiments.backtest.of_county import CountyReport
from records.home import Home
from records.imports.importing import import_folder
from training import known
from training.errors import UnknownPart
from training.home import mlflow_home

SMALL = "settings: {trees: {seeds: 2, rounds: 40}, forest: {trees: 20}, bootstrap: {rounds: 50}}"
HEAD = f"name: mine\nabout: a small one\nseed: 7\n{SMALL}\n"


@pytest.fixture(scope="module")
def verified(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home with a fictional county of verified batches."""
    folder = tmp_path_factory.mktemp("county")
    county.write(folder / "files", people=8000, seed=5, style=county.TIDY)
    home = Home(folder / "home")
    import_folder(home, folder / "files")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        yield home
    shutil.rmtree(folder)


def described(folder: Path, text: str) -> Path:
    file = folder / "mine.yaml"
    file.write_text(HEAD + text, encoding="utf-8")
    return file


@pytest.mark.slow
def test_the_same_config_on_the_same_snapshot_gives_the_same_figures_and_is_logged(
    verified: Home, tmp_path: Path
) -> None:
    file = described(tmp_path, "county: {ablation: {families: [stake], rules: [paid-after-death]}}\n")
    first, again = (run.run(file, verified) for _ in range(2))
    assert isinstance(first.report, CountyReport)
    assert isinstance(again.report, CountyReport)
    pd.testing.assert_frame_equal(first.report.rows, again.report.rows, check_exact=True)
    assert run.figures(first.config, first.report) == run.figures(again.config, again.report)
    assert {one.against for one in first.report.ablation} == {"family stake", "rule paid-after-death"}
    assert all(one.low <= one.by <= one.high for one in first.report.ablation)
    logged = mlflow_home.client(verified).get_run(first.run_id)
    pooled = next(row for row in first.report.measures if row.batch == "all" and row.scorer == "model")
    assert logged.data.metrics["model.average_precision"] == pooled.average_precision
    assert logged.data.tags["snapshot"] == first.report.snapshot


@pytest.mark.slow
def test_what_is_left_out_changes_the_model_and_other_batches_are_not_touched(verified: Home, tmp_path: Path) -> None:
    whole = run.run(described(tmp_path, "county: {}\n"), verified).report
    less = run.run(described(tmp_path, "county: {leave_out: {families: [stake, confirmed]}}\n"), verified).report
    assert not np.allclose(whole.rows["log_odds"], less.rows["log_odds"])
    np.testing.assert_array_equal(whole.rows["outcome"], less.rows["outcome"])
    judged = set(whole.rows["batch"])
    last = [day for name, day in known.read(verified).labels.batches() if name in judged][-2]
    earlier = run.run(described(tmp_path, f"county: {{batches: {{last: {last}}}}}\n"), verified).report
    common = earlier.rows["batch"].unique()
    assert 0 < len(common) < whole.rows["batch"].nunique()
    np.testing.assert_array_equal(
        whole.rows.loc[whole.rows["batch"].isin(common), "log_odds"], earlier.rows["log_odds"]
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("county: {snapshot: 'ffffffffffff'}\n", BadConfig, "the home holds"),
        ("county: {leave_out: {families: [steak]}}\n", UnknownPart, "no feature family steak"),
        ("county: {leave_out: {rules: [paid-after-life]}}\n", UnknownPart, "no rule paid-after-life"),
    ],
)
def test_what_the_home_does_not_have_is_refused(
    verified: Home, tmp_path: Path, text: str, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        run.run(described(tmp_path, text), verified)
