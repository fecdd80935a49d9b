"""How a county wants to work: `settings.yaml` in its home. What is not in it is as a new home has it."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from records.errors import MingchaError
from records.home import Home


class BadSettings(MingchaError):
    """The county's settings cannot be read."""


class CountySettings(BaseModel):
    """The settings, each with what holds without it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    four_eyes: Literal["off", "townships", "inspectors", "everyone"] = "off"


def county_settings(home: Home) -> CountySettings:
    """What the file says now; it is read again when it changes. Raises BadSettings."""
    file = home.path / "settings.yaml"
    try:
        return _read(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        return CountySettings()


@lru_cache(maxsize=8)
def _read(file: Path, _changed: int) -> CountySettings:
    try:
        # YAML 1.1 reads a bare `off` as false.
        told = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text only
        return CountySettings.model_validate(told or {})
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        first = str(error).splitlines()[-2:] if isinstance(error, ValidationError) else str(error).splitlines()[:1]
        raise BadSettings(f"{file.name} in the home cannot be used: {' '.join(first).strip()}; correct it.") from error
