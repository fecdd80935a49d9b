"""Models as JSON."""

from datetime import date
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from serving.models.promotion import Followed, Switch
    from training.home.registry import ModelEntry


class ModelItem(BaseModel):
    """One line of the list of models."""

    version: str
    as_of: date | None = Field(description="Nothing known later was used; null where the folder is damaged.")
    labels: int = Field(description="Verified cases it learnt from.")
    average_precision: float | None
    calibration_error: float | None
    gate: str = Field(description="`passed`, or what stands against it.")
    champion: bool
    challenger: bool

    @classmethod
    def of(cls, entry: "ModelEntry") -> "ModelItem":
        """From the registry; what was not measured is null."""
        said = {name: getattr(entry, name) for name in cls.model_fields}
        return cls.model_validate({name: None if value != value else value for name, value in said.items()})


class ModelList(BaseModel):
    """A page of models, the newest data first."""

    models: list[ModelItem]
    next_cursor: str | None


class PromotionRequest(BaseModel):
    """Why a model is put into use."""

    model_config = ConfigDict(extra="forbid")
    why: str = Field("", max_length=500)
    override: str = Field("", max_length=500, description="Reason to promote it against the gate; kept for good.")


class RollbackRequest(BaseModel):
    """Why one goes back."""

    model_config = ConfigDict(extra="forbid")
    why: str = Field("", max_length=500)


class MoverItem(BaseModel):
    """A case that moved far among the open cases; place 1 is the first."""

    model_config = ConfigDict(from_attributes=True)
    case_id: int
    before: int
    now: int


class ReorderingAnswer(BaseModel):
    """How the order of the open cases changed."""

    model_config = ConfigDict(from_attributes=True)
    previous: str
    version: str
    cases: int = Field(description="Open before and now.")
    correlation: float | None = Field(description="Spearman's, of the places; null with fewer than two cases.")
    top: int
    new_in_top: int
    came: int
    went: int
    movers: list[MoverItem]


class SwitchAnswer(BaseModel):
    """Which model serves now, and what became of the open cases."""

    act: str
    version: str
    previous: str | None
    overridden: list[str] = Field(description="What the gate held against it.")
    reordering: ReorderingAnswer | None
    told: str = Field(description="Why nothing was rescored, where nothing was.")

    @classmethod
    def of(cls, done: "Switch", followed: "Followed") -> "SwitchAnswer":
        """From the service."""
        found = followed.reordering
        return cls(
            act=done.act,
            version=done.version,
            previous=done.previous,
            overridden=list(done.overridden),
            reordering=None if found is None else ReorderingAnswer.model_validate(found),
            told=followed.told,
        )
