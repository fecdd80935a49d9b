"""A batch before it goes out, as JSON: what it promises, township by township and village by village."""

from pydantic import BaseModel, ConfigDict, Field


class RouteItem(BaseModel):
    """What a batch promises and how far one has to go for it."""

    model_config = ConfigDict(from_attributes=True)

    expected: float
    villages: int
    houses: int


class VillagePlanItem(BaseModel):
    """One village of a batch."""

    model_config = ConfigDict(from_attributes=True)

    village: str
    cases: int
    houses: int
    random: int


class TownshipPlanItem(BaseModel):
    """One township's part of a batch."""

    model_config = ConfigDict(from_attributes=True)

    township_key: int
    township: str
    cases: int
    random: int
    expected: float
    amount_fen: int
    houses: int
    villages: list[VillagePlanItem]


class PlanAnswer(BaseModel):
    """A batch as it would go out; send `digest` with `POST /v1/batches` to get exactly this one."""

    model_config = ConfigDict(from_attributes=True)

    seed: str = Field(coerce_numbers_to_str=True, description="To repeat the draw.", examples=["4611686018427387"])
    digest: str
    cases: int
    random: int
    amount_fen: int
    route: RouteItem
    by_score: RouteItem = Field(description="The same draw, had ways not counted.")
    townships: list[TownshipPlanItem]
