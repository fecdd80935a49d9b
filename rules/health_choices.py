"""The choices of rule health, read from health.yaml."""

from functools import cache
from pathlib import Path

from pydantic import Field

from records.frozen import Frozen

FILE = Path(__file__).with_name("health.yaml")


class Pull(Frozen):
    """How many cases the rate of the whole counts for in that of a part."""

    rule: float = Field(gt=0)
    band: float = Field(gt=0)
    programme: float = Field(gt=0)
    township: float = Field(gt=0)


class Promote(Frozen):
    """A rule on trial goes live when its interval lies above."""

    above: float = Field(gt=0, lt=1)


class Narrow(Frozen):
    """A part is left out when so many of it were verified, and its interval lies below this and below the rest's."""

    cases: int = Field(gt=0)
    below: float = Field(gt=0, lt=1)


class Retire(Frozen):
    """A rule is retired when so many were verified and its interval lies below."""

    cases: int = Field(gt=0)
    below: float = Field(gt=0, lt=1)


class Choices(Frozen):
    """All choices."""

    level: float = Field(gt=0, lt=1)
    pull: Pull
    enough: int = Field(gt=0)
    stale_days: int = Field(gt=0)
    promote: Promote
    narrow: Narrow
    retire: Retire


@cache
def default() -> Choices:
    """The choices that come with mingcha."""
    return Choices.of_yaml(FILE)
