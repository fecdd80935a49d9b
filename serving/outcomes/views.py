"""What a visit found, as it is entered and as it is shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, get_args

from serving.corrections.views import CorrectionForm

Result = Literal["confirmed", "cleared", "inconclusive"]
RESULTS: tuple[Result, ...] = get_args(Result)
Approval = Literal["waiting", "approved", "sent_back"]
APPROVALS: tuple[Approval, ...] = get_args(Approval)
# 数据纠错, 督促整改, 线索移交, 立案
Disposal = Literal["corrected", "put_right", "passed_on", "filed"]
DISPOSALS: tuple[Disposal, ...] = get_args(Disposal)


@dataclass(frozen=True)
class OutcomeForm:
    """What the inspector enters."""

    result: Result
    verified: date  # the day of the visit
    disposal: Disposal | None = None  # only with confirmed
    recovered_yuan: Decimal | None = None  # only with confirmed
    register_wrong: bool = False  # the register is wrong, not the beneficiary
    note: str = ""
    correction: CorrectionForm | None = None  # which fact of a register is wrong; only where something is cleared
    findings: Mapping[str, Result] = field(default_factory=dict)  # by rule; empty: the result holds for all that hit


@dataclass(frozen=True)
class OutcomeView:
    """A recorded outcome."""

    result: Result
    disposal: Disposal | None
    recovered_fen: int | None
    register_wrong: bool
    note: str
    verified: date
    recorded_at: datetime | None  # UTC; None where it came with an imported sheet
    recorded_by: str
    version: int  # of the case after it was recorded
    findings: Mapping[str, Result] = field(default_factory=dict)
    approval: Approval | None = None  # None: it needed none
    approver: str = ""
    approval_note: str = ""


def overall(findings: Collection[Result]) -> Result:
    """The result of an award: confirmed when any finding is, cleared when all are."""
    if "confirmed" in findings:
        return "confirmed"
    return "inconclusive" if "inconclusive" in findings else "cleared"
