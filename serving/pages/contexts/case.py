"""The case page: who and what, what contradicts what, how likely and why, what to ask; then money, links, history."""

from dataclasses import dataclass
from datetime import date

from serving.cases.views import CaseDetail, HistoryEntry, LinkedCase, Reason
from serving.identities_view import Shown
from serving.pages import addresses, formatting
from serving.pages.contexts.contradiction import Contradiction, contradiction
from serving.pages.contexts.frame import Frame
from serving.pages.contexts.outcome import (
    Entered,
    OutcomeFormContext,
    Recorded,
    outcome_form,
    recorded,
    saved_sentence,
)
from serving.pages.contexts.payouts import PayoutSection, payout_section
from serving.pages.contexts.words import level_word, programme_word, status_word
from serving.pages.languages import Language, words
from serving.queue.views import QueueFilter

REASONS_SHOWN = 3


@dataclass(frozen=True)
class Who:
    """The person and the award."""

    name: str
    resident_id: str
    revealed: bool
    person: str  # 男 · 1948 年生
    programme: str
    facts: tuple[str, ...]
    level: str
    level_word: str
    probability: float
    similar: str
    reveal_action: str | None  # None: this role may not


@dataclass(frozen=True)
class Why:
    """What speaks for the suspicion and what against it; there is always a sentence against."""

    supporting: tuple[str, ...]
    further: tuple[str, ...]
    against: tuple[str, ...]
    further_against: tuple[str, ...]
    basis: str


@dataclass(frozen=True)
class Linked:
    """Another case of the same people."""

    href: str
    link: str
    name: str
    programme: str
    level: str
    level_word: str
    probability: float
    amount_fen: int
    status: str


@dataclass(frozen=True)
class HistoryLine:
    """Who did what, when."""

    at: str
    who: str
    what: str


@dataclass(frozen=True)
class CasePage:
    """The page of a case."""

    frame: Frame
    number: int
    back_href: str
    next_action: str
    who: Who
    main: Contradiction | None  # None: no rule hit, the case ranks by its pattern of payouts
    further: tuple[Contradiction, ...]
    why: Why
    payouts: PayoutSection
    recover_fen: int
    chart_wide: str
    chart_narrow: str
    linked: tuple[Linked, ...]
    history: tuple[HistoryLine, ...]
    form: OutcomeFormContext | None  # None: an outcome stands, or this role records none
    recorded: Recorded | None
    saved: str | None
    refusal: str | None
    template: str = "case.html"


@dataclass(frozen=True)
class Visit:
    """How this page is being looked at: from which filter, by whom, after which step."""

    chosen: QueueFilter
    today: date
    may_record: bool
    may_reveal: bool
    entered: Entered
    error: str | None = None  # stands in the form
    refusal: str | None = None  # stands on top
    saved: bool = False
    revealed: bool = False


def case_page(frame: Frame, detail: CaseDetail, shown: dict[int, Shown], visit: Visit) -> CasePage:
    """Put the page together; `shown` has the beneficiary and the people of linked cases."""
    language, row = frame.language, detail.row
    hits = tuple(contradiction(language, hit, detail.payouts) for hit in detail.hits)
    query = addresses.query_of(visit.chosen)
    chart = f"/cases/{row.case_id}/payouts-{{}}.svg?v={detail.model_version}-{detail.version}-{language}"
    form = outcome_form(
        language, f"/cases/{row.case_id}/outcome{query}", detail.version, visit.entered, visit.today, visit.error
    )
    return CasePage(
        frame=frame,
        number=row.case_id,
        back_href=addresses.queue(visit.chosen),
        next_action=f"/queue/next{query}",
        who=_who(language, detail, shown[row.person_key], visit),
        main=hits[0] if hits else None,
        further=hits[1:],
        why=_why(language, detail),
        payouts=payout_section(language, detail),
        recover_fen=detail.recover_fen,
        chart_wide=chart.format("wide"),
        chart_narrow=chart.format("narrow"),
        linked=tuple(_linked(language, other, shown, visit.chosen) for other in detail.linked),
        history=tuple(_history(language, entry) for entry in detail.history),
        form=form if visit.may_record and detail.outcome is None else None,
        recorded=None if detail.outcome is None else recorded(language, detail.outcome),
        saved=saved_sentence(language, detail.outcome) if visit.saved and detail.outcome is not None else None,
        refusal=visit.refusal,
    )


def _who(language: Language, detail: CaseDetail, person: Shown, visit: Visit) -> Who:
    _ = words(language).gettext
    row = detail.row
    sex = {"male": _("男"), "female": _("女")}.get(detail.sex or "", "")
    born = "" if detail.birth_year is None else _("%(year)d 年生") % {"year": detail.birth_year}
    place = f"{row.township} {row.village}".strip()
    days = words(language).ngettext("在列 %(num)d 天", "在列 %(num)d 天", row.days_open) % {"num": row.days_open}
    may_reveal = visit.may_reveal and not visit.revealed
    return Who(
        name=person.name,
        resident_id=person.resident_id,
        revealed=visit.revealed,
        person=" · ".join(part for part in (sex, born) if part),
        programme=programme_word(row.programme_name, language),
        facts=tuple(
            part for part in (place, status_word(row.status, language), _rank(language, row.rank), days) if part
        ),
        level=row.level,
        level_word=level_word(row.level, language),
        probability=row.probability,
        similar=_similar(language, detail),
        reveal_action=f"/cases/{row.case_id}/reveal{addresses.query_of(visit.chosen)}" if may_reveal else None,
    )


def _similar(language: Language, detail: CaseDetail) -> str:
    _ = words(language).gettext
    if detail.model_note is not None:  # no outcomes yet: such a sentence would claim what nobody has counted
        return _("按规则强弱估计，尚无核查结果可对照")
    return _("同类 100 件中约有 %(n)d 件经核查属实") % {"n": detail.similar}


def _rank(language: Language, rank: int) -> str:
    return words(language).gettext("排第 %(rank)d 位") % {"rank": rank}


def _why(language: Language, detail: CaseDetail) -> Why:
    _ = words(language).gettext
    supporting = tuple(_sentence(language, reason) for reason in detail.reasons_for)
    against = tuple(_sentence(language, reason) for reason in detail.reasons_against)
    basis = _("数据截至 %(day)s · 模型 %(model)s · 规则目录 %(catalogue)s") % {
        "day": formatting.day(detail.as_of),
        "model": detail.model_version,
        "catalogue": detail.catalogue_version,
    }
    return Why(
        supporting=supporting[:REASONS_SHOWN] or (_("没有单独突出的理由；发放情况整体与同类不同。"),),
        further=supporting[REASONS_SHOWN:],
        against=against[:REASONS_SHOWN] or (_("目前没有已知情况不支持这一怀疑。"),),
        further_against=against[REASONS_SHOWN:],
        basis=basis if detail.model_note is None else f"{prior_note(language)} {basis}",
    )


def prior_note(language: Language) -> str:
    """What the rank rests on while no model is trained."""
    _ = words(language).gettext
    return _("核查结果还不够训练模型：目前按规则强弱和发放规律排序，可能性是事先估计，不是实测。")


def _sentence(language: Language, reason: Reason) -> str:
    return reason.en if language == "en" else reason.zh


def _linked(language: Language, other: LinkedCase, shown: dict[int, Shown], chosen: QueueFilter) -> Linked:
    return Linked(
        href=addresses.case(other.case_id, chosen),
        link=other.link_en if language == "en" else other.link_zh,
        name=shown[other.person_key].name,
        programme=programme_word(other.programme_name, language),
        level=other.level,
        level_word=level_word(other.level, language),
        probability=other.probability,
        amount_fen=other.amount_fen,
        status=status_word(other.status, language),
    )


def _history(language: Language, entry: HistoryEntry) -> HistoryLine:
    return HistoryLine(formatting.moment(entry.at), entry.who, entry.what_en if language == "en" else entry.what_zh)
