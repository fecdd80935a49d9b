"""The choices of the learning loop, read from settings.yaml; a run can be given others."""

import hashlib
from functools import cache
from pathlib import Path

from pydantic import Field

from records.frozen import Frozen

FILE = Path(__file__).with_name("settings.yaml")


class Enough(Frozen):
    """How much must be known before a model is trained."""

    labels: int = Field(gt=0)
    confirmed: int = Field(gt=0)


class Mature(Frozen):
    """When a batch may be tested on."""

    returned: float = Field(ge=0, le=1)
    days: int = Field(ge=0)


class Sample(Frozen):
    """How many awards are drawn for what needs no outcome."""

    forest: int = Field(gt=0)
    quantiles: int = Field(gt=0)


class ForestChoices(Frozen):
    """The isolation forest."""

    trees: int = Field(gt=0)
    rows_per_tree: int = Field(gt=1)


class TreeChoices(Frozen):
    """The LightGBM ensemble."""

    rounds: int = Field(gt=0)
    seeds: int = Field(gt=0)
    threads: int = Field(gt=0)
    all_columns_from: int = Field(ge=0)
    parameters: dict[str, float | int | bool]


class GateChoices(Frozen):
    """What a model must hold to be promoted."""

    calibration_error: float = Field(gt=0, lt=1)


class Bootstrap(Frozen):
    """Intervals: how often cases are drawn again, and which share the interval covers."""

    rounds: int = Field(ge=0)
    level: float = Field(gt=0, lt=1)


class Settings(Frozen):
    """All choices of one training run."""

    enough: Enough
    mature: Mature
    capacity: float = Field(gt=0, le=1)
    sample: Sample
    forest: ForestChoices
    trees: TreeChoices
    gate: GateChoices
    bootstrap: Bootstrap
    seed: int

    @property
    def digest(self) -> str:
        """Twelve hex digits that change with any choice."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]


@cache
def default() -> Settings:
    """The choices that come with mingcha."""
    return Settings.of_yaml(FILE)
