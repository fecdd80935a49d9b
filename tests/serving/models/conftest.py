"""A home with a scan by the prior, and two models trained on its few outcomes."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from experiments import county
from records.home import Home
from records.imports.importing import import_folder
from serving.database import Database, open_database
from serving.scan.service import scan
from tests.serving.conftest import SECRET
from training import run, settings
from training.settings import Settings


def tiny(rounds: int) -> Settings:
    """Models that need no more than a handful of outcomes."""
    default = settings.default()
    return default.model_copy(
        update={
            "enough": default.enough.model_copy(update={"labels": 20, "confirmed": 3}),
            "trees": default.trees.model_copy(update={"rounds": rounds, "seeds": 1}),
            "bootstrap": default.bootstrap.model_copy(update={"rounds": 20}),
        }
    )


@dataclass(frozen=True)
class Trained:
    """The home and the versions of its models, none of them in use."""

    home: Home
    versions: tuple[str, str]


@pytest.fixture(scope="session")
def trained_template(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    folder = tmp_path_factory.mktemp("trained")
    county.write(folder / "files", people=2000, seed=21, style=county.TIDY)
    home = Home(folder / "home")
    home.begin_with(SECRET)
    import_folder(home, folder / "files")
    scan(home)
    one, other = (run.train(home, settings=tiny(rounds), who="analyst").version for rounds in (10, 40))
    return Trained(home, (one, other))


@pytest.fixture
def trained(trained_template: Trained, tmp_path: Path) -> Trained:
    shutil.copytree(trained_template.home.path, tmp_path / "trained")
    return Trained(Home(tmp_path / "trained"), trained_template.versions)


@pytest.fixture
def opened(trained: Trained) -> Iterator[Database]:
    database = open_database(trained.home)
    yield database
    database.close()
