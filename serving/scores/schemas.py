"""Requests for scores and their answers."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SkipValidation, WithJsonSchema
from pydantic.config import JsonDict

MOST = 500  # entries of one request

Programme = Annotated[str, Field(min_length=1, max_length=64, description="Code of the programme, such as dibao.")]
ResidentId = Annotated[
    str, Field(min_length=15, max_length=40, description="In any of the forms that bureau files write.")
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class AwardByKey(_Strict):
    """An award by its key, as the queue gives it."""

    award: str = Field(pattern=r"^\d{1,19}$")


class AwardByPerson(_Strict):
    """An award by its beneficiary and programme."""

    resident_id: ResidentId
    programme: Programme


class PlannedPayout(_Strict):
    """A payout that has not been paid yet."""

    resident_id: ResidentId
    programme: Programme
    amount_yuan: Decimal = Field(gt=0, le=10_000_000, decimal_places=2)
    period: Annotated[str | int | None, Field(description="The month it is for, such as 2025-06 or 202506.")] = None
    pay_date: Annotated[date | None, Field(description="Default: the day the current scan looks at.")] = None
    name: Annotated[str | None, Field(max_length=64)] = None
    account: Annotated[str | None, Field(max_length=64)] = None
    township: Annotated[str | None, Field(max_length=64)] = None
    village: Annotated[str | None, Field(max_length=64)] = None
    area_mu: Annotated[float | None, Field(ge=0, le=1_000_000)] = None
    back_pay: bool = False


Item = AwardByKey | AwardByPerson | PlannedPayout


# A fictional division code and a check character to match.
_EXAMPLE: JsonDict = {
    "by key": {"award": "1234567890123456789"},
    "by person": {"resident_id": "991975197707027031", "programme": "dibao"},
    "before it is paid": {
        "resident_id": "991975197707027031",
        "programme": "gengdi",
        "period": "2026-05",
        "amount_yuan": "812.50",
        "area_mu": 6.5,
        "township": "芸垣镇",
        "village": "岚浦村",
    },
}


class ScoresRequest(_Strict):
    """Up to 500 awards or planned payouts, under keys of the caller's choice."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"items": _EXAMPLE}})

    # Each entry is read on its own, so that a faulty one spoils no other.
    items: Annotated[
        dict[str, SkipValidation[Item]],
        Field(
            min_length=1,
            max_length=MOST,
            description="Your key -> what to score. A key comes back in the answer and is stored nowhere.",
        ),
    ]


Evidence = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "additionalProperties": True})]


class ReasonAnswer(BaseModel):
    """A rule that hit, with its evidence; no identities."""

    rule: str
    band: int = Field(description="1 weak, 2 medium, 3 strong.")
    zh: str
    en: str
    amount_fen: int = Field(description="At stake under this rule.")
    recover_fen: int | None = Field(description="The part of it that was not due; null: unknown.")
    evidence: Evidence = Field(description="The facts that disagree, by the rule's columns; amounts in fen.")
    concerns_payout: bool | None = Field(
        default=None, description="Planned payouts: whether the rule hits this very payout, or earlier ones only."
    )


class ScoreAnswer(BaseModel):
    """The score of one award or planned payout."""

    model_config = ConfigDict(protected_namespaces=())

    award: str
    probability: float = Field(ge=0, le=1, description="That a visit would confirm a suspicion.")
    interval: tuple[float, float] | None = Field(
        description="How sure the probability is: 90 % interval of the share confirmed among tested cases that scored "
        "alike; null where no rule hits, and while too few cases were tested."
    )
    level: Literal["red", "orange", "yellow", "none"]
    percentile: float | None = Field(description="Share of all awards that score no higher, in per cent.")
    rank: int | None = Field(description="Place in the current scan; null for a planned payout.")
    reasons: list[ReasonAnswer] = Field(description="Strongest first; empty where no rule hits.")
    model_version: str
    catalogue_version: str
    as_of: date


class ItemError(BaseModel):
    """Why one entry has no score."""

    type: str = Field(examples=["urn:mingcha:problem:unknown-award"])
    detail: str


class FailedItem(BaseModel):
    """An entry without a score."""

    error: ItemError


class ScoresAnswer(BaseModel):
    """A score or an error under each of the caller's keys."""

    items: dict[str, ScoreAnswer | FailedItem]
