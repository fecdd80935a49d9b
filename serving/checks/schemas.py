"""A payment list that is to be checked, and what the check says."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SkipValidation
from pydantic.config import JsonDict

from rules.rule import Text
from serving.queue.views import Level
from serving.scores.schemas import PlannedPayout, ReasonAnswer

MOST, MOST_LARGE = 10_000, 100_000  # rows of one request, and of one job

# A fictional division code and a check character to match.
_EXAMPLE: JsonDict = {
    "payouts": [
        {
            "resident_id": "991975197707027031",
            "programme": "gengdi",
            "period": "2026-05",
            "amount_yuan": "812.50",
            "area_mu": 6.5,
            "account": "9901000012345678",
            "township": "芸垣镇",
            "village": "岚浦村",
        },
        {"resident_id": "991975197707027031", "programme": "dibao", "period": "2026-05", "amount_yuan": "420.00"},
    ]
}


class CheckRequest(BaseModel):
    """A payment list, in the order in which it is to be paid."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE})

    # Each row is read on its own, so that a faulty one spoils no other.
    payouts: Annotated[
        list[SkipValidation[PlannedPayout]],
        Field(min_length=1, max_length=MOST, description="The rows; the answer names each by its number, from 1."),
    ]


class LargeCheckRequest(BaseModel):
    """A payment list that is checked as a job."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE})

    payouts: Annotated[list[SkipValidation[PlannedPayout]], Field(min_length=1, max_length=MOST_LARGE)]


class CheckedRow(BaseModel):
    """What rules and model say of one row."""

    row: int = Field(description="Place in the list, from 1.")
    award: str = Field(description="Key of the beneficiary in this programme, as in the queue.")
    probability: float = Field(ge=0, le=1, description="That a visit would confirm a suspicion about the award.")
    interval: tuple[float, float] | None = Field(description="How sure that is, as `POST /v1/scores` says it.")
    level: Level
    percentile: float | None = Field(description="Share of all awards that score no higher, in per cent.")
    hits: list[ReasonAnswer] = Field(
        description="Rules that hit the award once this list is paid, strongest first; `concerns_payout` tells those "
        "that hit this very row from those that hit earlier payouts only."
    )
    as_of: date = Field(description="The day the row was looked at: of payment, but not before that of the scan.")


class RefusedRow(BaseModel):
    """A row that could not be read; what was sent is not repeated."""

    row: int = Field(description="Place in the list, from 1.")
    field: str | None = Field(description="The documented field at fault; null where it is the row as a whole.")
    type: str = Field(examples=["urn:mingcha:problem:invalid-item"])
    detail: str = Field(examples=["Row 3, amount_yuan: Input should be greater than 0."])


class Counted(BaseModel):
    """Rows that have something in common."""

    rows: int
    awards: int = Field(description="Beneficiaries in a programme; several rows of one count once.")
    amount_fen: int = Field(description="Sum of the rows.")
    expected_finds: float = Field(description="Sum of the probabilities, each award once.")


class RuleCounted(Counted):
    """Rows that one rule hits themselves, not only in earlier payouts of the award."""

    rule: str
    title: Text
    strong: int = Field(description="Rows whose hit is of the highest band.")


class Summary(BaseModel):
    """The list as a whole."""

    sent: int = Field(description="Rows of the list: checked and refused together.")
    refused: int
    checked: Counted
    flagged: Counted = Field(description="Rows that at least one rule hits themselves.")
    by_level: dict[Level, Counted] = Field(description="Every warning level, also those that no row has.")
    by_rule: list[RuleCounted] = Field(description="Most rows first; a row that several rules hit is in each of them.")


class CheckAnswer(BaseModel):
    """The check of a whole list."""

    model_config = ConfigDict(protected_namespaces=())

    summary: Summary
    rows: list[CheckedRow] = Field(description="Rows that were checked, in the order of the list.")
    refused: list[RefusedRow] = Field(description="Rows that could not be read, in the order of the list.")
    scan: str = Field(description="The scan whose day, rules and model were used.")
    model_version: str
    catalogue_version: str
