"""The case page: who and what, what contradicts what, how likely and why, what to ask; then money, links, history."""

from dataclasses import dataclass

from serving.cases.upkeep import SCAN
from serving.cases.views import CaseDetail, HistoryEntry, LinkedCase
from serving.identities_view import Shown
from serving.pages import addresses, formatting
from serving.pages.contexts import settled
from serving.pages.contexts.contradiction import Contradiction, contradiction
from serving.pages.contexts.desk import Desk, desk
from serving.pages.contexts.doubtful import DoubtfulIdentity, doubtful
from serving.pages.contexts.frame import Frame
from serving.pages.contexts.links_picture import LinksPicture, links_picture
from serving.pages.contexts.other_rules import OtherRules, other_rules
from serving.pages.contexts.outcome import (
    OutcomeFormContext,
    Recorded,
    outcome_form,
    recorded,
    saved_sentence,
)
from serving.pages.contexts.payouts import PayoutSection, payout_section
from serving.pages.contexts.settled import SettledLine
from serving.pages.contexts.visit import Visit
from serving.pages.contexts.who import Who, who
from serving.pages.contexts.why import Why, why
from serving.pages.contexts.words import level_word, programme_word, status_word
from serving.pages.languages import Language, words
from serving.pages.refusals import problem_text
from serving.queue.views import QueueFilter


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
    amount_fen: int  # at stake
    chart_wide: str
    chart_narrow: str
    linked: tuple[Linked, ...]
    links: LinksPicture | None
    others: OtherRules | None  # None: the current scan no longer has the award
    history: tuple[HistoryLine, ...]
    form: OutcomeFormContext | None  # None: an outcome stands, or this reader records none
    no_form: str  # why there is neither a form nor an outcome
    recorded: Recorded | None
    identities: tuple[DoubtfulIdentity, ...]
    saved: str | None
    judged: bool
    refusal: str | None
    silenced: tuple[SettledLine, ...]
    corrected: tuple[SettledLine, ...]
    desk: Desk
    template: str = "case.html"


def case_page(frame: Frame, detail: CaseDetail, shown: dict[int, Shown], visit: Visit) -> CasePage:
    """Put the page together; `shown` has the beneficiary, the people of linked cases and candidates."""
    language, row = frame.language, detail.row
    hits = tuple(contradiction(language, hit, detail.payouts) for hit in detail.hits)
    query = addresses.query_of(visit.chosen)
    chart = f"/cases/{row.case_id}/payouts-{{}}.svg?v={detail.model_version}-{detail.version}-{language}"
    form = outcome_form(
        language,
        f"/cases/{row.case_id}/outcome{query}",
        detail.version,
        visit.entered,
        visit.today,
        visit.error,
        detail.facts,
        detail.hits,
    )
    return CasePage(
        frame=frame,
        number=row.case_id,
        back_href=addresses.queue(visit.chosen),
        next_action=f"/queue/next{query}",
        who=who(language, detail, shown[row.person_key], visit),
        main=hits[0] if hits else None,
        further=hits[1:],
        why=why(language, detail),
        payouts=payout_section(language, detail),
        amount_fen=detail.amount_fen,
        chart_wide=chart.format("wide"),
        chart_narrow=chart.format("narrow"),
        linked=tuple(_linked(language, other, shown, visit.chosen) for other in detail.linked),
        links=links_picture(language, detail.linked, shown),
        others=other_rules(language, detail.answers) if detail.answers else None,
        history=tuple(_history(language, entry) for entry in detail.history),
        form=form if visit.may_record and (detail.outcome is None or row.status == "open") else None,
        no_form=_no_form(language, visit),
        recorded=None if detail.outcome is None else recorded(language, detail.outcome, _titles(language, detail)),
        identities=doubtful(language, detail, shown, visit),
        judged=visit.judged and bool(detail.identities),
        saved=saved_sentence(language, detail.outcome) if visit.saved and detail.outcome is not None else None,
        refusal=visit.refusal,
        silenced=tuple(settled.silenced(language, hit) for hit in detail.silenced),
        corrected=tuple(settled.corrected(language, hit) for hit in detail.corrected),
        desk=desk(language, detail, visit),
    )


def _titles(language: Language, detail: CaseDetail) -> dict[str, str]:
    return {answer.rule: answer.title.of(language) for answer in detail.answers}


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
    who = words(language).gettext("系统比对") if entry.who == SCAN else entry.who
    return HistoryLine(formatting.moment(entry.at), who, entry.what_en if language == "en" else entry.what_zh)


def _no_form(language: Language, visit: Visit) -> str:
    _ = words(language).gettext
    if visit.elsewhere:
        return problem_text("out-elsewhere", language) or ""
    return _("尚未核查。您的角色只能查看，不能填写结果。")
