"""The queue: which cases, in which order, and how many there are of each kind."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records import clock
from records.home import Home
from serving import identities_view, paging
from serving.accounts.views import User
from serving.cases.tables import Case
from serving.cases.veil import NOTHING, Veil, veil_of
from serving.clock import now
from serving.queue import repository
from serving.queue.choice import FACETS, Choice
from serving.queue.columns import columns_of
from serving.queue.views import Facet, QueueFilter, QueuePage, QueueRow, Sort
from serving.scan.current import scan_in_use
from serving.scan.tables import ScanRecord
from serving.security.sight import Sight, sight_of


def queue_page(
    session: Session, chosen: QueueFilter, user: User, cursor: str | None = None, limit: int = 50
) -> QueuePage:
    """Cases in sight that match, best first; `cursor` is the `next_cursor` of the page before. Raises InvalidCursor."""
    choice, behind = _choice(session, chosen, user), paging.after_value(cursor, chosen.sort)
    matching = choice.rows()
    numbers = choice.ordered(matching if behind is None else choice.after(matching, *behind))
    shown = repository.cases(session, numbers[:limit].tolist())
    more = None
    if len(numbers) > limit:
        more = paging.write(chosen.sort, sort_value(shown[-1], chosen.sort), shown[-1].id)
    names = repository.shown_names(session, {name for case in shown for name in (case.assignee, case.holder)})
    veil = veil_of(session, user)
    return QueuePage(
        rows=tuple(row_of(case, choice.today, names, veil) for case in shown),
        next_cursor=more,
        total=int(matching.sum()),
        facets={name: _facet(session, choice, name) for name in FACETS},
        open_total=int((choice.seen & choice.columns.words["status"].equal("open")).sum()),
        expected_finds=float(choice.columns.probability[matching].sum()),
        scope=user.scope,
        recused=_recused(session, user),
    )


def chosen_numbers(session: Session, chosen: QueueFilter, user: User) -> list[int]:
    """The numbers of all cases in sight that match, best first."""
    choice = _choice(session, chosen, user)
    numbers: list[int] = choice.ordered(choice.rows()).tolist()
    return numbers


def sort_value(case: Case, sort: Sort) -> float:
    """What a case is sorted by."""
    return {"probability": case.probability, "amount": case.amount_fen, "expected": case.expected_fen}[sort]


def row_of(case: Case, today: date, names: Mapping[str, str], veil: Veil = NOTHING) -> QueueRow:
    """A case as a line of the queue; its age is counted up to `today`, the day of the newest scan.

    `names`: what to call the users who have it; `veil`: what is kept from whoever reads it.
    """
    held_by = case.holder if case.holder and case.held_until is not None and case.held_until > now() else ""
    return QueueRow(
        rank=case.rank,
        case_id=case.id,
        award_key=case.award_key,
        person_key=case.person_key,
        programme=case.programme,
        programme_name=case.programme_name,
        probability=case.probability,
        level=case.level,
        percentile=case.percentile,
        rules=tuple(rule for rule in case.rules.split(",") if rule),
        headline_zh=case.headline_zh,
        headline_en=case.headline_en,
        amount_fen=case.amount_fen,
        township=case.township,
        village=case.village,
        status=veil.status(case.id, case.status),
        opened=case.opened,
        days_open=max((today - case.opened).days, 0),
        assignee=names.get(case.assignee or "", case.assignee or ""),
        holder=names.get(held_by, held_by),
        held_by=held_by,
    )


def _today(session: Session) -> date:
    newest = session.scalar(select(ScanRecord.as_of).order_by(ScanRecord.id.desc()).limit(1))
    return newest or clock.today()


def _persons(session: Session, chosen: QueueFilter) -> Sequence[int] | None:
    if not chosen.text:
        return None
    home: Home = session.info["home"]
    return identities_view.found(home, chosen.text)


def _choice(session: Session, chosen: QueueFilter, user: User) -> Choice:
    columns = columns_of(session).shown_open(veil_of(session, user).cases)
    seen = sight_of(session, user).mask(*(columns.numbers[f"{name}_key"] for name in ("person", "township", "village")))
    return Choice(columns, chosen, _today(session), _persons(session, chosen), seen)


def _recused(session: Session, user: User) -> int:
    """Counted without the filter: with it, somebody could find out who of his kin has a case."""
    sight = sight_of(session, user)
    if sight.circle.empty:
        return 0
    kept = (
        select(func.count()).select_from(Case).where(Case.status == "open", sight.recused(), Sight(user.scope).cases())
    )
    return session.scalar(kept) or 0


def _facet(session: Session, choice: Choice, name: str) -> list[Facet]:
    counted = choice.counts(name)
    if name == "rule" and counted:
        titles = {rule.id: rule.title for rule in scan_in_use(session).rules.rules}
        return [
            Facet(value, titles[value].zh, count, titles[value].en) if value in titles else Facet(value, label, count)
            for value, label, count in counted
        ]
    names = repository.shown_names(session, {value for value, _, _ in counted}) if name == "assignee" else {}
    return [Facet(value, names.get(value, label), count) for value, label, count in counted]
