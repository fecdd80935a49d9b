import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from experiments import county
from records import warehouse
from records.errors import HomeBusy
from records.home import Home
from records.imports.importing import import_folder
from training import known, settings
from training.errors import InsufficientOutcomes
from training.folder import forward_scores
from training.home import champion, history, mlflow_home, pointers, registry
from training.model_card import shown
from training.report import TrainingReport
from training.run import train
from training.settings import Settings

Trained = tuple[Home, TrainingReport]


def test_with_too_few_outcomes_training_says_how_many_are_needed(home: Home) -> None:
    warehouse.write(home, {}, [])
    with pytest.raises(InsufficientOutcomes, match=r"Only 0 cases are verified .* 150 .* Scans rank by"):
        train(home)
    assert not history.read(home)


def test_a_second_training_at_the_same_time_is_refused(home: Home) -> None:
    with home.lock("train"), pytest.raises(HomeBusy):
        train(home)


def small() -> Settings:
    """Fewer and shorter models than in earnest."""
    default = settings.default()
    return default.model_copy(update={"trees": default.trees.model_copy(update={"rounds": 60, "seeds": 2})})


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder in which all these tests run."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        yield folder


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, elsewhere: Path) -> Trained:
    """A home in which a fictional county was imported and a model trained with everything small."""
    folder = tmp_path_factory.mktemp("county")
    county.write(folder / "files", people=8000, seed=5, style=county.TIDY)
    home = Home(folder / "home")
    import_folder(home, folder / "files")
    return home, train(home, promote=True, settings=small(), who="analyst")


@pytest.mark.slow
def test_the_report_shows_the_model_beside_every_yardstick(trained: Trained) -> None:
    text = str(trained[1])
    for said in (
        "model",
        "random",
        "amount at stake",
        "number of hits",
        "smoothed rate",
        "isolation forest",
        "Left out",
    ):
        assert said in text


@pytest.mark.slow
def test_a_model_that_passed_the_gate_serves_and_another_stays_challenger(trained: Trained) -> None:
    home, report = trained
    assert report.promoted == report.verdict.passed
    if report.promoted:
        assert champion.load(home).version == report.version
    else:
        assert champion.load(home).is_prior
        assert pointers.read(home, "CHALLENGER") == report.version


@pytest.mark.slow
def test_mlflow_holds_the_run_its_charts_and_an_alias_that_follows_the_pointer(trained: Trained) -> None:
    home, report = trained
    registry.promote(home, report.version, override="a test")
    registry.align(home)
    client = mlflow_home.client(home)
    assert client.get_model_version_by_alias("mingcha", "champion").tags["bundle"] == report.version
    run = client.get_run(report.run_id)
    assert run.data.metrics["model.average_precision"] == pytest.approx(report.evaluation[-6].average_precision)
    assert run.data.params["snapshot"] == warehouse.current(home).digest
    logged = {item.path for item in client.list_artifacts(report.run_id)}
    assert run.data.tags["gate.remarks"] == ("; ".join(report.verdict.remarks) or "none")
    assert {
        "yardsticks.csv",
        "yardsticks.md",
        "yardsticks.html",
        "features.csv",
        "charts",
        "model_card.zh.html",
        "model_card.en.html",
    } <= logged
    drawn = {item.path for item in client.list_artifacts(report.run_id, "charts")}
    assert drawn == {f"charts/{name}.svg" for name in shown.NAMES}


@pytest.mark.slow
def test_the_pyfunc_and_the_bundle_give_the_same_scores(trained: Trained) -> None:
    home, report = trained
    with mlflow_home.tracking(home) as mlflow:
        logged = mlflow.pyfunc.load_model(f"models:/{mlflow_home.MODEL}/1")
    asked = known.read(home).everybody(settings.default()).features.head(200)
    found = logged.predict(asked)
    expected = champion.of_version(home, report.version).score(asked)
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


@pytest.mark.slow
def test_neither_training_nor_the_pyfunc_leaves_anything_in_the_current_folder(
    trained: Trained, elsewhere: Path
) -> None:
    asked = known.read(trained[0]).everybody(settings.default()).features.head(3)
    logged = next((trained[0].mlflow / "artifacts").rglob("MLmodel")).parent
    assert len(mlflow_home.module().pyfunc.load_model(str(logged)).predict(asked)) == 3
    assert list(elsewhere.iterdir()) == []
    assert "MLFLOW_TRACKING_URI" not in os.environ  # what is named there is made by MLflow's next call


@pytest.mark.slow
def test_nothing_but_keys_and_numbers_is_kept_with_a_model(trained: Trained) -> None:
    home, report = trained
    suffixes = {file.suffix for file in (home.models / report.version).iterdir()}
    assert suffixes == {".json", ".parquet", ".skops", ".txt"}
    kept = pd.read_parquet(home.models / report.version / forward_scores.FILE)
    assert list(kept.columns) == ["award_key", "batch", "group", "recovered_yuan", "outcome", "probability"]
    columns = champion.of_version(home, report.version).columns
    assert not {"name", "resident_id", "award_key"} & set(columns)


@pytest.mark.slow
def test_a_model_trained_again_on_the_same_is_no_different_from_the_champion(trained: Trained) -> None:
    home, report = trained
    registry.promote(home, report.version, override="a test")
    found = train(home, settings=small()).assessment.comparison
    assert found is not None
    assert (found.champion, found.served, found.left_out) == (report.version, 0, 0)
    assert found.kept == found.cases
    assert [(one.by, one.low, one.high) for one in found.differences] == [(0, 0, 0), (0, 0, 0)]


@pytest.mark.slow
def test_training_again_without_a_cache_gives_the_same_model_to_the_last_digit(trained: Trained) -> None:
    home, report = trained
    shutil.rmtree(home.path / "cache")
    pointers.write(
        home, "CHAMPION", None
    )  # a card also says how the model stands beside the champion: then none served
    again = train(home, settings=small())
    assert again.version == report.version
    pd.testing.assert_frame_equal(again.table(), report.table(), check_exact=True)


@pytest.mark.slow
def test_the_command_says_nothing_on_the_error_output(trained: Trained) -> None:
    command, environment = Path(sys.executable).with_name("mingcha"), {"MINGCHA_HOME": str(trained[0].path)}
    done = subprocess.run([str(command), "train"], env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.startswith("Model ")
