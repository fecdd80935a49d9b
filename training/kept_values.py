"""Values that are kept in JSON beside a model: numbers that may not have been measured, sentences in both languages."""

import math
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

from records.frozen import Frozen

# JSON has no NaN: what could not be measured is null there.
Measured = Annotated[
    float,
    BeforeValidator(lambda value: math.nan if value is None else value),
    PlainSerializer(lambda value: None if math.isnan(value) else value, return_type=float | None),
]


class Said(Frozen):
    """A sentence, or a part of one, in Chinese and English."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """The sentence in `language`, "zh" or "en"."""
        return self.en if language == "en" else self.zh
