"""A home whose current scan was scored by a trained model."""

import shutil

import pytest

from records.home import Home
from serving.scan.service import scan
from tests.serving.models.conftest import Trained, trained_template
from training.home import registry

__all__ = ["trained_template"]


@pytest.fixture(scope="session")
def scored(trained_template: Trained, tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("scored") / "home"
    shutil.copytree(trained_template.home.path, folder)
    registry.promote(Home(folder), trained_template.versions[0], "test", override="few outcomes, a test")
    scan(Home(folder))
    return Home(folder)
