"""What is asked of a table: which column is the outcome, which the time, and what a model may see."""

from pydantic import Field

from records.frozen import Frozen


class Request(Frozen):
    """How a table is to be read and tested.

    `group`: its cases never stand on both sides of a split. `columns`: the only ones a model may see (default: all but
    the others named here and `drop`). `yardsticks`: numeric columns that order cases by themselves, highest first.
    `test_from`: everything before this time is for training and choosing, the rest is tested once; default: the last
    `folds` stretches of time are tested one after the other.
    """

    label: str
    time: str
    group: str | None = None
    columns: tuple[str, ...] | None = None
    drop: tuple[str, ...] = ()
    yardsticks: tuple[str, ...] = ()
    test_from: str | None = None
    folds: int = Field(default=5, ge=1, le=50)
