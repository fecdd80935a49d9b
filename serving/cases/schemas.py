"""A case as JSON, without identities."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from serving.api import Moment
from serving.attachments.schemas import AttachmentItem
from serving.cases.listing import ListedCase
from serving.cases.views import CaseDetail
from serving.identities.schemas import IdentityItem
from serving.outcomes.schemas import OutcomeAnswer
from serving.queue.schemas import QueueItem


class _FromView(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class SourceItem(_FromView):
    """File, sheet and row of a fact, and from when it was known (null: always)."""

    file: str
    sheet: str
    row: int
    known: date | None


class FactItem(_FromView):
    """One fact; persons in it are masked."""

    label_zh: str
    label_en: str
    value: str
    value_en: str = Field(description="The value in English; the same text where it is a number, a day or a person.")


class HitItem(_FromView):
    """A rule that hit, with the two sides that disagree."""

    rule: str
    title_zh: str
    title_en: str
    band: int = Field(description="1 weak, 2 medium, 3 strong.")
    headline_zh: str
    headline_en: str
    payout_side: list[FactItem]
    registry_side: list[FactItem]
    registry_source: SourceItem | None
    innocent_zh: list[str] = Field(description="Innocent explanations seen in practice.")
    innocent_en: list[str]
    ask_zh: list[str] = Field(description="What to ask at the door.")
    ask_en: list[str]
    amount_fen: int = Field(description="涉及金额: the payouts at stake under this rule.")
    months: int = Field(description="Distinct months or terms they were paid for.")
    recover_fen: int | None = Field(description="应追缴金额: the part that was not due; null: unknown.")
    recover_months: int | None = Field(description="For how many months; null: the rule is not about an interval.")


class PayoutItem(_FromView):
    """One payout of the award."""

    pay_date: date
    period: int | None
    amount_fen: int
    area_mu: float | None
    back_pay: bool
    at_stake: bool
    recover_fen: int | None = Field(description="The largest part that any rule would recover.")
    recover_months: int | None = Field(description="For how many months; null where it is not counted in months.")
    recover_from: int | None = Field(description="yyyymm")
    recover_to: int | None
    covered_by: str | None = Field(description="period; pay_date where the list does not say what the money is for.")
    source: SourceItem


class EventItem(_FromView):
    """A register fact on the timeline."""

    day: date
    label_zh: str
    label_en: str


class ReasonItem(_FromView):
    """A sentence on why it ranks here; weight in log-odds."""

    zh: str
    en: str
    weight: float


class HistoryItem(_FromView):
    """What happened to the case (UTC)."""

    at: Moment
    who: str
    what_zh: str
    what_en: str


class SilencedItem(_FromView):
    """A hit that was cleared before: not put forward again until `until` (null: no end) or something new."""

    rule: str
    title_zh: str
    title_en: str
    headline_zh: str
    headline_en: str
    amount_fen: int
    cleared: date
    until: date | None


class FactChoiceItem(_FromView):
    """A register's fact that hits rest on; send `fact` back with an outcome's `correction` if it is wrong."""

    fact: str
    registry: str
    file: str
    sheet: str
    row: int
    dates: list[str] = Field(description="What may stand as `date_column`.")


class CorrectedItem(_FromView):
    """A hit that rested on a fact since corrected; `pending` until the next scan leaves it out."""

    correction: int
    headline_zh: str
    headline_en: str
    note: str
    who: str
    at: Moment
    pending: bool


class CaseAnswer(BaseModel):
    """Everything about a case but the identity of its beneficiary."""

    model_config = ConfigDict(from_attributes=True, protected_namespaces=())

    case: QueueItem
    birth_year: int | None
    sex: str | None
    hits: list[HitItem]
    payouts: list[PayoutItem]
    events: list[EventItem]
    reasons_for: list[ReasonItem]
    reasons_against: list[ReasonItem]
    similar: int = Field(description="Of 100 like this one, how many a visit confirmed.")
    similar_between: tuple[int, int] | None = Field(
        description="How sure `similar` is (90 %); null where no rule hits, and while too few cases were tested."
    )
    amount_fen: int = Field(description="涉及金额: each payout at stake once.")
    recover_fen: int | None = Field(description="应追缴金额: of each payout once the largest part; null: unknown.")
    linked: list[int] = Field(description="Cases of the same person, household, account or kin.")
    history: list[HistoryItem]
    model_version: str
    model_note: str | None
    catalogue_version: str
    as_of: date
    version: int
    outcome: OutcomeAnswer | None
    silenced: list[SilencedItem]
    facts: list[FactChoiceItem]
    corrected: list[CorrectedItem]
    attachments: list[AttachmentItem]
    identities: list[IdentityItem] = Field(description="Damaged ids behind it; empty where the key may not read them.")

    @classmethod
    def of(cls, detail: CaseDetail, sees_identities: bool) -> "CaseAnswer":
        """From the view."""
        own = {name: getattr(detail, name) for name in cls.model_fields if hasattr(detail, name)}
        case, linked = QueueItem.of(detail.row), [other.case_id for other in detail.linked]
        doubtful = [IdentityItem.of(found.identity) for found in detail.identities] if sees_identities else []
        return cls.model_validate(own | {"case": case, "linked": linked, "identities": doubtful})


class CaseItem(QueueItem):
    """A case as the queue shows it, with its version."""

    version: int

    @classmethod
    def listed(cls, found: ListedCase) -> "CaseItem":
        """From the view."""
        return cls(**QueueItem.of(found.row).model_dump(), version=found.version)


class CaseList(BaseModel):
    """A page of cases, by number."""

    items: list[CaseItem]
    next_cursor: str | None
