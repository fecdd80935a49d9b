"""The damaged identities that a case stands on: the id as listed, or those confirmed as the case's person."""

from collections.abc import Iterator
from datetime import date
from typing import cast

from sqlalchemy.orm import Session

from records.clock import local_day
from records.home import Home
from serving.cases.papers import Papers, Residence
from serving.corrections.repository import scanned_at
from serving.identities import repository, service
from serving.identities.views import (
    CaseIdentity,
    IdentityView,
    JudgementAction,
    JudgementView,
    ResidentState,
    ResidentView,
    SignView,
)

_NOWHERE = Residence(None, "", "")


def identities_of(
    home: Home, session: Session, papers: Papers, person_key: int, programme: str, scanned_as_of: date
) -> tuple[CaseIdentity, ...]:
    """What is known of the ids behind a case; empty for most cases, whose id leads to a resident."""
    keys = {person_key, *service.confirmed_as(session, person_key)}
    return tuple(
        CaseIdentity(
            view, tuple(_residents(papers, view)), tuple(_judgements(session, view.damaged_key, scanned_as_of))
        )
        for view in service.kept(home, session, keys)
        if view.damaged_key == person_key or programme in view.programmes
    )


def _residents(papers: Papers, view: IdentityView) -> Iterator[ResidentView]:
    rows: list[tuple[int, ResidentState, float | None, tuple[SignView, ...]]] = [
        (one.person_key, "confirmed" if one.person_key == view.confirmed else "candidate", one.confidence, one.signs)
        for one in view.candidates
    ]
    if view.confirmed is not None and view.confirmed not in {key for key, *_ in rows}:
        rows.append((view.confirmed, "confirmed", None, ()))
    rows.sort(key=lambda row: row[1] != "confirmed")
    rows += [(one.person_key, "rejected", None, one.signs) for one in view.set_aside]
    homes = papers.homes([key for key, *_ in rows])
    for key, state, confidence, signs in rows:
        where = homes.get(key, _NOWHERE)
        yield ResidentView(key, state, confidence, signs, where.birth_year, where.township, where.village)


def _judgements(session: Session, damaged_key: int, scanned_as_of: date) -> Iterator[JudgementView]:
    scanned, all_of = scanned_at(session), repository.signed(session, damaged_key)
    for place, (stored, shown) in enumerate(all_of):
        action = cast(JudgementAction, stored.action)
        before = [one.action for one, _ in all_of[place + 1 :] if one.person_key == stored.person_key]
        moves = action == "confirm" or (action == "undo" and before[:1] == ["confirm"])
        unseen = scanned is None or scanned < stored.at or scanned_as_of < local_day(stored.at)
        yield JudgementView(stored.at, shown or stored.who, action, stored.person_key, stored.reason, moves and unseen)
