"""The YAML of a backtest: strict, so that a misspelt choice is an error and not a default."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from records.errors import MingchaError
from records.frozen import Frozen
from training import settings as choices
from training.settings import Settings
from training.tabular.request import Request

Metric = Literal[
    "average_precision", "auc", "precision_tenth", "precision_capacity", "recall_capacity", "lift_capacity",
    "yuan_capacity", "brier", "calibration_error",
]  # fmt: skip


class BadConfig(MingchaError):
    """A backtest's YAML cannot be used."""


class Table(Request):
    """A table as the command line takes it; `file` is looked for beside the YAML."""

    file: Path


class Batches(Frozen):
    """Which batches are cases at all, by the day they went out; both days included."""

    first: date | None = None
    last: date | None = None


class LeftOut(Frozen):
    """What the model does not see: feature families, and rules (their columns, and their hits in the yardsticks)."""

    families: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


class Ablation(Frozen):
    """What is taken away one by one, each time with its own walk forward: every family, every rule, or those named."""

    families: bool | tuple[str, ...] = False
    rules: bool | tuple[str, ...] = False


class County(Frozen):
    """The verified cases of a home. `snapshot`: first digits of the digest it must have, so that figures compare."""

    snapshot: str | None = Field(default=None, pattern=r"^[0-9a-f]{6,64}$")
    batches: Batches = Batches()
    leave_out: LeftOut = LeftOut()
    ablation: Ablation = Ablation()


class Config(Frozen):
    """One backtest. Exactly one of `table` and `county`; `settings` are changes to training/settings.yaml."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    about: str
    seed: int
    settings: Mapping[str, Any] = {}
    metrics: tuple[Metric, ...] = ("average_precision", "precision_tenth", "calibration_error")
    table: Table | None = None
    county: County | None = None

    @model_validator(mode="after")
    def _one(self) -> "Config":
        if (self.table is None) == (self.county is None):
            raise ValueError("exactly one of `table` and `county` must be given")
        return self

    @property
    def chosen(self) -> Settings:
        """The settings of the run."""
        known = choices.default().model_dump()
        return Settings.model_validate(_changed(known, {**self.settings, "seed": self.seed}))


def load(file: Path) -> Config:
    """Read a YAML.

    Raises:
        BadConfig: it is not there, no YAML, or says something unknown; the sentence names the place.
    """
    try:
        said = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadConfig(f"{file} cannot be read: {error.strerror}; give the YAML of a backtest.") from None
    except (yaml.YAMLError, UnicodeError):
        raise BadConfig(f"{file} is no YAML; see experiments/configs for what a backtest looks like.") from None
    if not isinstance(said, dict):
        raise BadConfig(f"{file} is empty; see experiments/configs for what a backtest looks like.")
    try:
        found = Config.model_validate(said)
        if found.table is not None:
            beside = found.table.model_copy(update={"file": file.parent / found.table.file})
            found = found.model_copy(update={"table": beside})
        found.chosen  # noqa: B018 - settings are checked before anything runs
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise BadConfig(f"{file}: {place}: {first['msg'][:1].lower()}{first['msg'][1:]}; correct it.") from None
    return found


def _changed(known: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`known` with the changes, level by level."""
    return {
        **known,
        **{
            name: _changed(known[name], value)
            if isinstance(value, Mapping) and isinstance(known.get(name), Mapping)
            else value
            for name, value in changes.items()
        },
    }
