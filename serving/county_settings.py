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
    except (FileNotFoundError, NotADirectoryError):
        return CountySettings()


@lru_cache(maxsize=8)
def _read(file: Path, _changed: int) -> CountySettings:
    try:
        # YAML 1.1 reads a bare `off` as false.
        told = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text only
        return CountySettings.model_validate(told or {})
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise BadSettings(f"{file} cannot be used: {_why(error)}; correct it.") from error


def _why(error: yaml.YAMLError | ValidationError | UnicodeDecodeError) -> str:
    """Where it is wrong and how, in one line."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_url=False)[0]
        return ": ".join([*map(str, first["loc"]), first["msg"]])
    return str(error).splitlines()[0]
