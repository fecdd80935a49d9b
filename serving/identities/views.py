"""A damaged identity and its candidates, as they are handed out: keys and signs, no names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

IdentityStanding = Literal["confirmed", "clear", "open", "none"]
ResidentState = Literal["confirmed", "candidate", "rejected"]
JudgementAction = Literal["confirm", "reject", "undo"]
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
class SetAside:
    """A candidate that somebody rejected, and what spoke for and against it."""

    person_key: int
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
    set_aside: tuple[SetAside, ...] = ()  # the candidates among those rejected


@dataclass(frozen=True)
class ResidentView:
    """A resident beside a damaged identity: who he is, what speaks for and against him, and what was decided."""

    person_key: int
    state: ResidentState
    confidence: float | None  # None: rejected, or never a candidate
    signs: tuple[SignView, ...]
    birth_year: int | None
    township: str
    village: str


@dataclass(frozen=True)
class JudgementView:
    """Who decided what about whom, when (UTC) and why; `pending` until a scan has seen it."""

    at: datetime
    who: str
    action: JudgementAction
    person_key: int
    reason: str
    pending: bool


@dataclass(frozen=True)
class CaseIdentity:
    """A damaged identity that a case stands on, or stood on before it was confirmed."""

    identity: IdentityView
    residents: tuple[ResidentView, ...]  # confirmed first, then the best candidates, then those rejected
    judgements: tuple[JudgementView, ...]  # newest first
