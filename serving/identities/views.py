"""A damaged identity and its candidates, as they are handed out: keys and signs, no names."""

from dataclasses import dataclass
from typing import Literal, get_args

IdentityStanding = Literal["confirmed", "clear", "open", "none"]
STANDINGS: tuple[IdentityStanding, ...] = get_args(IdentityStanding)


@dataclass(frozen=True)
class SignView:
    """One thing that speaks for a candidate (weight above 0), against one (below), or neither."""

    aspect: str
    zh: str
    en: str
    weight: float  # powers of ten


@dataclass(frozen=True)
class CandidateView:
    """A resident who may be meant."""

    person_key: int
    confidence: float
    signs: tuple[SignView, ...]


@dataclass(frozen=True)
class IdentityView:
    """A damaged identity as it stands."""

    damaged_key: int
    id_status: str
    standing: IdentityStanding
    payouts: int
    amount_fen: int
    programmes: tuple[str, ...]
    village_key: int | None
    candidates: tuple[CandidateView, ...]  # best first, without those rejected
    rejected: tuple[int, ...]
    confirmed: int | None
