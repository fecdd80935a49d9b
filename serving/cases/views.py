"""What a case hands out: the contradiction, its sources, the payouts, the reasons, the history."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.answers import Answer
from serving.attachments.service import AttachmentView
from serving.corrections.views import CorrectedHitView, FactChoice
from serving.identities.views import CaseIdentity
from serving.outcomes.views import OutcomeView
from serving.queue.views import QueueRow


@dataclass(frozen=True)
class SourceView:
    """Where a fact stands: a row of a sheet of a bureau's file, and from when it was known (None: always)."""

    file: str
    sheet: str
    row: int
    known: date | None


@dataclass(frozen=True)
class Fact:
    """One fact, as text ready to show."""

    label_zh: str
    label_en: str
    value: str
    value_en: str


@dataclass(frozen=True)
class HitView:
    """One rule that hit, with the two sides that disagree."""

    rule: str
    title_zh: str
    title_en: str
    band: int  # 1 weak, 2 medium, 3 strong
    headline_zh: str
    headline_en: str
    payout_side: tuple[Fact, ...]
    registry_side: tuple[Fact, ...]
    registry_source: SourceView | None
    innocent_zh: tuple[str, ...]
    innocent_en: tuple[str, ...]
    ask_zh: tuple[str, ...]
    ask_en: tuple[str, ...]
    amount_fen: int
    months: int
    recover_fen: int | None  # None: unknown
    recover_months: int | None  # None: the rule is not about an interval


@dataclass(frozen=True)
class SilencedView:
    """A hit that an earlier clearance silences: since when, and until when unless something new comes."""

    rule: str
    title_zh: str
    title_en: str
    headline_zh: str
    headline_en: str
    amount_fen: int
    cleared: date
    until: date | None


@dataclass(frozen=True)
class PayoutView:
    """One payout of the award; `at_stake` when any rule hit it, and then the largest part that any would recover."""

    pay_date: date
    period: int | None  # yyyymm
    amount_fen: int
    area_mu: float | None
    back_pay: bool
    at_stake: bool
    recover_fen: int | None  # None: unknown, or not at stake
    recover_months: int | None  # None: not counted in months
    recover_from: int | None  # yyyymm
    recover_to: int | None
    covered_by: str | None  # period; pay_date where the list does not say what the money is for
    source: SourceView


@dataclass(frozen=True)
class Event:
    """A registry fact on the timeline."""

    day: date
    label_zh: str
    label_en: str


@dataclass(frozen=True)
class Reason:
    """A sentence on why the case ranks where it does; weight in log-odds, negative when it speaks against."""

    zh: str
    en: str
    weight: float


@dataclass(frozen=True)
class LinkedCase:
    """Another case of the same household, account, kin or person."""

    case_id: int
    person_key: int
    programme_name: str
    link_zh: str  # 同户, 同一账户, 近亲属, 同一人
    link_en: str
    probability: float
    level: str
    amount_fen: int
    status: str


@dataclass(frozen=True)
class HistoryEntry:
    """Who did what to the case, and when (UTC)."""

    at: datetime
    who: str
    what_zh: str
    what_en: str


@dataclass(frozen=True)
class CaseDetail:
    """Everything an inspector opens a case for. Identities are not in it: see serving.identities_view."""

    row: QueueRow
    birth_year: int | None
    sex: str | None  # male, female
    hits: tuple[HitView, ...]  # strongest first
    payouts: tuple[PayoutView, ...]  # oldest first
    events: tuple[Event, ...]  # oldest first
    reasons_for: tuple[Reason, ...]  # heaviest first
    reasons_against: tuple[Reason, ...]
    similar: int  # of 100 like this one, how many a visit confirmed
    amount_fen: int  # 涉及金额
    recover_fen: int | None  # 应追缴金额; None: unknown, or the current scan no longer has the award
    linked: tuple[LinkedCase, ...]
    history: tuple[HistoryEntry, ...]  # newest first
    model_version: str
    model_note: str | None  # set while no model is trained: what the rank rests on
    catalogue_version: str
    as_of: date
    version: int  # for If-Match and the outcome form
    outcome: OutcomeView | None
    answers: tuple[Answer, ...]  # of every rule, by number; empty: the current scan no longer has the award
    silenced: tuple[SilencedView, ...] = ()
    facts: tuple[FactChoice, ...] = ()  # register facts the hits rest on, of which one may turn out wrong
    corrected: tuple[CorrectedHitView, ...] = ()  # hits that rested on a fact since corrected
    similar_between: tuple[int, int] | None = None  # how sure `similar` is; None: no hit, or too little was tested
    attachments: tuple[AttachmentView, ...] = ()
    recorder: str = ""  # sign-in name of who recorded the outcome
    held_until: datetime | None = None  # UTC; None: nobody is at work on it
    identities: tuple[CaseIdentity, ...] = ()  # damaged ids the case stands on, and whom they may mean
