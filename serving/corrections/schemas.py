"""Corrections as JSON: beneficiaries by key, no names."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from serving.corrections.views import CorrectionForm, CorrectionView, State, Wrong


class CorrectionRequest(BaseModel):
    """What is wrong with one fact that hits of the case rest on."""

    model_config = ConfigDict(extra="forbid")

    fact: str = Field(max_length=80, description="One of the case's `facts`.")
    wrong: Wrong = Field(description="It does not exist, it belongs to somebody else, or one of its dates is another.")
    date_column: str | None = Field(default=None, max_length=32, description="Only with `other_date`.")
    should_be: date | None = Field(default=None, description="Only with `other_date`.")

    def form(self) -> CorrectionForm:
        """As the service takes it."""
        return CorrectionForm(self.fact, self.wrong, self.date_column, self.should_be)


class CorrectionItem(BaseModel):
    """One correction of a register."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    registry: str
    file: str = Field(description="Where the fact stands in the newest register; empty once it no longer does.")
    sheet: str
    row: int | None
    wrong: Wrong
    date_column: str | None
    should_be: date | None
    note: str
    since: date
    who: str
    case_id: int
    state: State = Field(description="standing: the register still holds it; corrected: it no longer does.")
    person_key: int | None

    @classmethod
    def of(cls, view: CorrectionView) -> Self:
        """From the view."""
        return cls.model_validate(view)


class CorrectionList(BaseModel):
    """A page of the corrections asked for, oldest first."""

    corrections: list[CorrectionItem]
    next_cursor: str | None


class WithdrawalRequest(BaseModel):
    """Why a correction was a mistake."""

    model_config = ConfigDict(extra="forbid")

    why: str = Field(min_length=1, max_length=1000)
