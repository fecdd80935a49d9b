"""What a card keeps of its pictures."""

from records.frozen import Frozen
from training.kept_values import Said


class Curve(Frozen):
    """Share confirmed among the first visits by one order, at each of the shares visited."""

    scorer: str
    precision: tuple[float, ...]


class CalibrationBin(Frozen):
    """Cases of like probability: what was said, what was found, and its 90 % interval."""

    predicted: float
    found: float
    low: float
    high: float
    cases: int


class Driver(Frozen):
    """A column and how far it moves scores: mean absolute part of the log-odds."""

    column: str
    name: Said
    weight: float


class Pictured(Frozen):
    """The points of all pictures that nothing else in the card has."""

    shares: tuple[float, ...]
    curves: tuple[Curve, ...]
    calibration: tuple[CalibrationBin, ...]
    drivers: tuple[Driver, ...]
