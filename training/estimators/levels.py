"""Warning levels 预警等级: red, orange, yellow or none, by thresholds on the calibrated probability."""

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml
from pydantic import ConfigDict, Field

from records.frozen import Frozen

FILE = Path(__file__).with_name("levels.yaml")


class Level(Frozen):
    """One level and the probability from which it holds."""

    model_config = ConfigDict(populate_by_name=True)
    name: str
    zh: str
    threshold: float = Field(alias="from", ge=0, le=1)


class Levels(Frozen):
    """All levels, the most urgent first."""

    levels: tuple[Level, ...]

    def of(self, probabilities: npt.NDArray[np.float64]) -> list[str]:
        """The level's name for each probability."""
        rising = self.levels[::-1]
        place = np.searchsorted([level.threshold for level in rising], probabilities, side="right") - 1
        return [rising[found].name for found in np.clip(place, 0, None)]

    @property
    def lowest(self) -> float:
        """The lowest warning threshold: from here on an award enters the queue without any hit."""
        return min(level.threshold for level in self.levels if level.threshold > 0)


@cache
def default() -> Levels:
    """The levels that come with mingcha."""
    found = [Level.model_validate(level) for level in yaml.safe_load(FILE.read_text(encoding="utf-8"))]
    return Levels(levels=tuple(sorted(found, key=lambda level: -level.threshold)))
