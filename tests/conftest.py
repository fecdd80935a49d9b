"""Fixtures that more than one room needs."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from records.home import Home

# On a busy machine whatever is drawn takes long, which says nothing of what is tested.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture(scope="session")
def shared_county() -> Path:
    """A county's bureau files that stand beside the checkout; the project neither holds nor needs them."""
    folder = Path(os.environ.get("MINGCHA_SHARED_COUNTY", Path(__file__).parents[2] / "shared" / "county"))
    if not folder.is_dir():
        pytest.skip(f"the shared county is not here ({folder}); set MINGCHA_SHARED_COUNTY to its folder")
    return folder
