"""Damaged identities as JSON: keys as text, for they are larger than a browser's numbers; no names, no ids."""

from pydantic import BaseModel, Field

from serving.identities.views import CandidateView, IdentityStanding, IdentityView

Key = Field(pattern=r"^\d{1,19}$", description="Key of a resident, as listed.")


class SignItem(BaseModel):
    """One thing that speaks for (weight above 0) or against a candidate, in powers of ten."""

    aspect: str
    zh: str
    en: str
    weight: float


class CandidateItem(BaseModel):
    """A resident who may be meant."""

    person: str
    confidence: float
    signs: list[SignItem]

    @classmethod
    def of(cls, view: CandidateView) -> "CandidateItem":
        """From the view."""
        signs = [SignItem(aspect=s.aspect, zh=s.zh, en=s.en, weight=s.weight) for s in view.signs]
        return cls(person=str(view.person_key), confidence=view.confidence, signs=signs)


class IdentityItem(BaseModel):
    """A damaged identity as it stands."""

    identity: str
    id_status: str = Field(description="damaged, malformed, bad_check, bad_birth, upgraded (15 digits), valid.")
    standing: IdentityStanding = Field(description="clear: one candidate is far ahead; nothing is merged by it.")
    payouts: int
    amount_fen: int
    programmes: list[str]
    candidates: list[CandidateItem] = Field(description="Best first.")
    rejected: list[str]
    confirmed: str | None = Field(description="The resident somebody confirmed; payouts move with the next scan.")

    @classmethod
    def of(cls, view: IdentityView) -> "IdentityItem":
        """From the view."""
        return cls(
            identity=str(view.damaged_key),
            id_status=view.id_status,
            standing=view.standing,
            payouts=view.payouts,
            amount_fen=view.amount_fen,
            programmes=list(view.programmes),
            candidates=[CandidateItem.of(one) for one in view.candidates],
            rejected=[str(key) for key in view.rejected],
            confirmed=None if view.confirmed is None else str(view.confirmed),
        )


class IdentitiesAnswer(BaseModel):
    """A page of identities."""

    identities: list[IdentityItem]
    total: int
    next_cursor: str | None


class JudgementRequest(BaseModel):
    """A decision about one candidate."""

    person: str = Key
    reason: str = Field(min_length=1, max_length=500, description="Kept with the decision; no names, please.")


class UndoRequest(BaseModel):
    """What is taken back: the confirmation, or with `person` what was decided about that candidate."""

    person: str | None = Field(default=None, pattern=r"^\d{1,19}$")
    reason: str = Field(min_length=1, max_length=500)
