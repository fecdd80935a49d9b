"""Outcomes as JSON."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from records.decisions.outcomes import RecordedOutcome
from serving.api import Moment
from serving.cases.tables import Case
from serving.corrections.schemas import CorrectionRequest
from serving.outcomes.views import Approval, Disposal, OutcomeForm, Result


class OutcomeRequest(BaseModel):
    """What the visit found."""

    model_config = ConfigDict(extra="forbid")

    result: Result
    verified: date = Field(description="Day of the visit.")
    disposal: Disposal | None = Field(default=None, description="Only with `confirmed`.")
    recovered_yuan: Decimal | None = Field(
        default=None, ge=0, le=100_000_000, decimal_places=2, description="Only with `confirmed`; null: nothing stated."
    )
    register_wrong: bool = Field(default=False, description="The register is wrong, not the beneficiary.")
    note: str = Field(default="", max_length=4_000)
    correction: CorrectionRequest | None = Field(
        default=None, description="Which fact of a register is wrong; only where something is cleared, with a note."
    )
    findings: dict[Annotated[str, Field(max_length=64)], Result] = Field(
        default_factory=dict,
        max_length=64,
        description="By rule, for every rule that hits, or none. `confirmed` in one of them confirms the award.",
    )

    def form(self) -> OutcomeForm:
        """As the service takes it."""
        said = {name: getattr(self, name) for name in OutcomeForm.__dataclass_fields__}
        return OutcomeForm(**said | {"correction": self.correction.form() if self.correction is not None else None})


class OutcomeAnswer(BaseModel):
    """A recorded outcome."""

    model_config = ConfigDict(from_attributes=True)

    result: Result
    disposal: Disposal | None
    recovered_fen: int | None
    register_wrong: bool
    note: str
    verified: date
    recorded_at: Moment | None = Field(description="UTC.")
    recorded_by: str
    version: int = Field(description="Version of the case after it was recorded.")
    findings: dict[str, Result] = Field(default_factory=dict, description="By rule; empty: one result for all.")
    approval: Approval | None = Field(default=None, description="null: it needed none. Only approved ones count.")
    approver: str = ""
    approval_note: str = ""


class ApprovalRequest(BaseModel):
    """What a second pair of eyes says of an outcome that waits."""

    model_config = ConfigDict(extra="forbid")

    approve: bool = Field(description="false: sent back, the case is open again; say why in the note.")
    note: str = Field(default="", max_length=1_000)


class OutcomeItem(BaseModel):
    """An outcome in the order of recording; its note, which may name people, stands with the case."""

    outcome: int = Field(description="Number in the order of recording.", examples=[128])
    case_id: int
    award: str
    result: Result
    verified: date
    disposal: Disposal | None
    recovered_fen: int | None
    register_wrong: bool
    approval: Approval | None = Field(description="null: it needed none. Only approved ones count.")
    recorded_at: Moment
    recorded_by: str = Field(description="Sign-in name, or `key:` and the prefix of an API key.", examples=["wangli"])
    version: int = Field(description="1 of the first outcome of a case; a later one replaces it.", examples=[1])
    batch: str | None = Field(description="The batch it came back in; null: none.", examples=["2026-05-11 第1批"])

    @classmethod
    def of(cls, stored: RecordedOutcome, case: Case) -> "OutcomeItem":
        """From what is stored."""
        same = ("case_id", "result", "verified", "disposal", "recovered_fen", "register_wrong", "approval", "version")
        own = {name: getattr(stored, name) for name in (*same, "batch")}
        key = str(case.award_key)
        return cls(**own, outcome=stored.id, award=key, recorded_at=stored.at, recorded_by=stored.who)


class OutcomeList(BaseModel):
    """Outcomes as they were recorded, the oldest first."""

    items: list[OutcomeItem]
    next_cursor: str | None = Field(
        description="Behind the last entry, also on the last page: keep it, and ask with it later for what is new. "
        "null only where nothing was recorded yet."
    )
    more: bool = Field(description="Whether the next page holds something already.")
