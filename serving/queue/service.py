"""The queue: which case next."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import clock
from records.home import Home
from serving import identities_view
from serving.accounts.views import User
from serving.cases.tables import Case, CaseOffered
from serving.clock import now
from serving.queue import cursor as cursors
from serving.queue import repository
from serving.queue.views import Facet, QueueFilter, QueuePage, QueueRow
from serving.scan.current import scan_in_use
from serving.scan.tables import ScanRecord
from serving.security.policy import require

LATELY = timedelta(hours=8)  # a working day: a case that was put aside is not offered at once again
FACETS = ("township", "village", "programme", "rule", "level", "status")


def queue_page(session: Session, chosen: QueueFilter, cursor: str | None = None, limit: int = 50) -> QueuePage:
    """The cases that match, best first; `cursor` is the `next_cursor` of the page before. Raises InvalidCursor."""
    persons = _persons(session, chosen)
    found = repository.rows(session, chosen, persons, cursors.read(cursor, chosen.sort), limit + 1)
    shown, today = found[:limit], _today(session)
    more = None
    if len(found) > limit:
        more = cursors.write(chosen.sort, repository.sort_value(shown[-1], chosen.sort), shown[-1].id)
    total, finds = repository.totals(session, chosen, persons)
    return QueuePage(
        rows=tuple(row_of(case, today) for case in shown),
        next_cursor=more,
        total=total,
        facets={name: _facet(session, chosen, persons, name) for name in FACETS},
        open_total=repository.open_total(session),
        expected_finds=finds,
    )


def next_case(session: Session, chosen: QueueFilter, user: User) -> int | None:
    """The number of the best open case that matches and was not offered to this user lately; None when none matches.

    When all that match were offered, the one offered longest ago comes again. Raises NotAllowed.
    """
    require(user, "case.read")
    case_id = repository.best_not_offered(session, chosen, _persons(session, chosen), user.name, now() - LATELY)
    if case_id is not None:
        session.merge(CaseOffered(who=user.name, case_id=case_id, at=now()))
    return case_id


def row_of(case: Case, today: date) -> QueueRow:
    """A case as a line of the queue; its age is counted up to `today`, the day of the newest scan."""
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
        status=case.status,
        opened=case.opened,
        days_open=max((today - case.opened).days, 0),
    )


def _today(session: Session) -> date:
    newest = session.scalar(select(ScanRecord.as_of).order_by(ScanRecord.id.desc()).limit(1))
    return newest or clock.today()


def _persons(session: Session, chosen: QueueFilter) -> Sequence[int] | None:
    if not chosen.text:
        return None
    home: Home = session.info["home"]
    return identities_view.found(home, chosen.text)


def _facet(session: Session, chosen: QueueFilter, persons: Sequence[int] | None, name: str) -> list[Facet]:
    counted = repository.facet(session, chosen, persons, name)
    titles = {rule.id: rule.title for rule in scan_in_use(session).rules.rules} if name == "rule" and counted else {}
    return [
        Facet(value, titles[value].zh, count, titles[value].en) if value in titles else Facet(value, label, count)
        for value, label, count in counted
    ]
