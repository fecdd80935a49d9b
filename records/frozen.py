"""Values that a YAML file declares: unchangeable once read, and no field may be unknown."""

from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """The base of such values. A misspelt field is refused where it is read, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def of_yaml(cls, file: Path) -> Self:
        """What the file says; raises pydantic's ValidationError where it does not fit."""
        return cls.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
