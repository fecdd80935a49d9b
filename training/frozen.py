"""Values from YAML, or kept in JSON beside a model: unchangeable, no field unknown, what was not measured is null."""

import math
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

# JSON has no NaN: what could not be measured is null there.
Measured = Annotated[
    float,
    BeforeValidator(lambda value: math.nan if value is None else value),
    PlainSerializer(lambda value: None if math.isnan(value) else value, return_type=float | None),
]


class Frozen(BaseModel):
    """The base of all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(Frozen):
    """A sentence, or a part of one, in Chinese and English."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """The sentence in `language`, "zh" or "en"."""
        return self.en if language == "en" else self.zh
