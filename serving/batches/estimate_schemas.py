"""What the batches that came back say, as JSON: estimates, verifiers, and what re-checks overturn."""

import math
from typing import Annotated, Literal

import pandas as pd
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

# JSON has no NaN: what too little came back for is null.
Share = Annotated[float | None, BeforeValidator(lambda value: None if value is None or math.isnan(value) else value)]


class EstimateItem(BaseModel):
    """A share with its 90 % interval, and the figure one gets by counting the visited as if they were all."""

    model_config = ConfigDict(from_attributes=True)

    value: Share
    low: Share
    high: Share
    naive: Share


class EstimatesItem(BaseModel):
    """What is estimated of all awards that stood for choice, once for each batch."""

    model_config = ConfigDict(from_attributes=True)

    scope: Literal["flagged", "all"]
    awards: int
    visited: int
    randoms: int
    randoms_confirmed: int
    rate: EstimateItem
    precision: EstimateItem
    recall: EstimateItem


class EstimatesAnswer(BaseModel):
    """Of flagged awards, and of all; empty before the first batch came back."""

    model_config = ConfigDict(from_attributes=True)

    estimates: list[EstimatesItem]
    counted: list[str] = Field(description="Batches by name.")
    waiting: list[str] = Field(description="Batches of which too much is still out to count.")


class VerifierItem(BaseModel):
    """One township: confirmed beside what its cases gave reason to expect."""

    verifier: str
    cases: int
    confirmed: int
    expected: float
    ratio: float = Field(description="Confirmed over expected, drawn towards 1 where there are few cases.")
    low: float
    high: float
    by_chance: float
    stands_out: Literal["", "low", "high"]


class VerifiersAnswer(BaseModel):
    """Townships by ratio, the lowest first; a reason to check again, no proof."""

    spread: float
    verifiers: list[VerifierItem]

    @classmethod
    def of(cls, table: pd.DataFrame, spread: float) -> "VerifiersAnswer":
        """From the comparison."""
        return cls.model_validate({"spread": spread, "verifiers": table.to_dict("records")})


class NoiseAnswer(BaseModel):
    """What blind re-checks say of the cleared; null before any came back."""

    model_config = ConfigDict(from_attributes=True)

    rechecked: int
    overturned: int
    share: Share
    low: Share
    high: Share
    base_rate: Share
    corrected: Share
    corrected_low: Share
    corrected_high: Share
