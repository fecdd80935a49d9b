"""A case, put together for the one who opens it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from records.errors import MingchaError
from records.home import Home
from rules.answers import Answer, answers
from rules.hits import Hit
from serving import identities_view
from serving.accounts.views import User
from serving.attachments.service import listed
from serving.cases import blind, picked, reasons, repository
from serving.cases.hits_view import hit_view, persons_in
from serving.cases.papers import Papers, papers_of
from serving.cases.tables import Case
from serving.cases.views import CaseDetail, HistoryEntry, HitView, LinkedCase, Reason, SilencedView
from serving.clock import now
from serving.corrections.resting import choices
from serving.corrections.told import corrected_hits
from serving.identities.of_case import identities_of
from serving.models.in_use import explained, interval, model_note
from serving.outcomes import repository as outcomes
from serving.outcomes.views import OutcomeView
from serving.queue.repository import shown_names
from serving.queue.service import row_of
from serving.scan.current import CurrentScan, scan_in_use
from serving.security import own_clearances
from serving.security.policy import may
from serving.security.sight import case_for, sight_of

_LINKS = {
    1: ("同一人", "same person"),
    2: ("同户", "same household"),
    3: ("同一账户", "same account"),
    4: ("近亲属", "close kin"),
}


def case_detail(home: Home, session: Session, case_id: int, user: User) -> CaseDetail:
    """The whole case, as the current scan sees it. Raises CaseNotFound, NoScan."""
    case = case_for(session, user, case_id)
    scan = scan_in_use(session)
    papers = papers_of(home, scan)
    person, scored = papers.person(case.person_key), scan.find(case.award_key)
    why = _why(home, scan, case)
    detail = CaseDetail(
        row=row_of(case, scan.manifest.day, shown_names(session, (case.assignee, case.holder))),
        birth_year=person.birth_year,
        sex=person.sex,
        hits=_hits(home, scan, papers, scan.hits(case.award_key)),
        payouts=papers.payouts(case.award_key),
        events=papers.events(case.person_key),
        reasons_for=why.supporting,
        reasons_against=why.opposing,
        similar=round(case.probability * 100),
        similar_between=_similar_between(scan, case),
        amount_fen=case.amount_fen,
        recover_fen=scored.recover_fen if scored is not None else None,
        linked=_linked(session, papers, case, user),
        history=_history(session, case, user),
        model_version=scan.manifest.model_version,
        model_note=why.note,
        catalogue_version=scan.manifest.catalogue_version,
        as_of=scan.manifest.day,
        version=case.version,
        outcome=_outcome(session, case),
        recorder=_recorder(session, case),
        attachments=listed(session, case.id, user),
        held_until=case.held_until if case.holder and case.held_until and case.held_until > now() else None,
        silenced=_silenced(scan, case),
        facts=choices(scan, papers, case.award_key),
        corrected=corrected_hits(
            session, case.award_key, scan.manifest.day, {hit.rule for hit in scan.hits(case.award_key)}
        ),
        answers=_answers(scan, case, scan.hits(case.award_key), _silent(scan, case)),
        identities=identities_of(home, session, papers, case.person_key, case.programme, scan.manifest.day),
    )
    recheck = blind.recheck_of(session, case.id, user)
    if recheck is None:
        return detail
    all_hits = scan.all_hits(case.award_key)
    hidden = {one.case_id for one in detail.linked if blind.recheck_of(session, one.case_id, user) is not None}
    seen = _hits(home, scan, papers, all_hits)
    return blind.veiled(detail, recheck, seen, _answers(scan, case, all_hits, {}), hidden)


def _similar_between(scan: CurrentScan, case: Case) -> tuple[int, int] | None:
    sure = interval(scan.home, scan.manifest.model_version, case.probability) if case.rules else None
    return None if sure is None else (round(sure[0] * 100), round(sure[1] * 100))


@dataclass(frozen=True)
class _Why:
    supporting: tuple[Reason, ...]
    opposing: tuple[Reason, ...]
    note: str | None


def _why(home: Home, scan: CurrentScan, case: Case) -> _Why:
    try:
        contributions, values = explained(home, scan, case.award_key)
    except MingchaError as error:
        # Evidence, payouts and the form must not wait for a model to be mended; the page says what is missing.
        return _Why((), (), f"模型无法读取，暂不能说明排序理由。 / {error}")
    supporting, opposing = reasons.reasons(contributions, values, scan.hits(case.award_key), scan.rules)
    return _Why(supporting, opposing, model_note(scan))


def _hits(home: Home, scan: CurrentScan, papers: Papers, hits: Sequence[Hit]) -> tuple[HitView, ...]:
    # A rule that was dropped since the scan has no words any more.
    known = [(hit, scan.rule[hit.rule]) for hit in hits if hit.rule in scan.rule]
    named = {key for hit, rule in known for key in persons_in(hit, rule)}
    shown = identities_view.masked(home, named) if named else {}
    return tuple(hit_view(hit, rule, papers, shown) for hit, rule in known)


def _silenced(scan: CurrentScan, case: Case) -> tuple[SilencedView, ...]:
    found = []
    for known in scan.silenced(case.award_key):
        rule = scan.rule.get(known.hit.rule)
        if rule is not None:
            zh, en = scan.headlines(rule.id, known.hit.evidence)
            words = (rule.id, rule.title.zh, rule.title.en, zh, en)
            found.append(SilencedView(*words, known.hit.amount_fen, known.cleared, known.until))
    return tuple(found)


def _answers(scan: CurrentScan, case: Case, hits: Sequence[Hit], silent: Mapping[str, date]) -> tuple[Answer, ...]:
    if scan.find(case.award_key) is None:
        return ()  # no rule saw it, so none passed it
    return answers(scan.rules, scan.compared, case.programme, case.programme_name, hits, silent)


def _silent(scan: CurrentScan, case: Case) -> dict[str, date]:
    return {known.hit.rule: known.cleared for known in scan.silenced(case.award_key)}


def _linked(session: Session, papers: Papers, case: Case, user: User) -> tuple[LinkedCase, ...]:
    links = papers.linked(case.person_key)
    found = repository.of_persons(session, links.keys(), case.id, sight_of(session, user).cases())
    rows = [
        LinkedCase(
            case_id=other.id,
            person_key=other.person_key,
            programme_name=other.programme_name,
            link_zh=_LINKS[links[other.person_key]][0],
            link_en=_LINKS[links[other.person_key]][1],
            probability=other.probability,
            level=other.level,
            amount_fen=other.amount_fen,
            status=other.status,
        )
        for other in found
    ]
    return tuple(sorted(rows, key=lambda row: (links[row.person_key], -row.probability)))


def _history(session: Session, case: Case, user: User) -> tuple[HistoryEntry, ...]:
    knows, since = may(user, "recheck.know"), own_clearances.checked_since(session, user).get(case.id)
    events = [e for e in repository.history(session, case.id) if since is None or e.at < since]
    told = [(e, (e.zh, e.en) if knows else picked.untold(e.zh, e.en)) for e in events]
    return tuple(HistoryEntry(event.at, event.who, *words) for event, words in told)


def _recorder(session: Session, case: Case) -> str:
    newest = outcomes.newest(session, case.id)
    return newest.who if newest is not None else ""


def _outcome(session: Session, case: Case) -> OutcomeView | None:
    newest = outcomes.newest(session, case.id)
    if newest is None:
        return None
    return outcomes.view(newest, case, outcomes.shown_name(session, newest.who))
