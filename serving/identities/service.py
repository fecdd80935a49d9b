"""What stands of damaged identities, and deciding about them."""

from collections.abc import Collection
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy.orm import Session

from records import warehouse
from records.decisions.identity_judgements import IdentityJudgement, Standing, by_damaged
from records.home import Home
from records.identity import candidate_files
from records.identity.candidates import Candidates
from records.identity.evidence import ASPECTS, evidence
from serving.accounts.views import User
from serving.audit import log
from serving.clock import now
from serving.identities import repository
from serving.identities.views import CandidateView, IdentityStanding, IdentityView, SetAside, SignView
from serving.refusals import IdentityDecided, NoResident, ReasonMissing, UnknownIdentity
from serving.security.sight import sight_of

LONGEST_REASON = 500
_NOTHING = Standing()


def identities(
    home: Home,
    session: Session,
    user: User,
    standing: IdentityStanding | None = None,
    only: Collection[int] | None = None,
) -> list[IdentityView]:
    """Damaged identities in the user's sight by key, those of one standing or with these keys; raises NoSnapshot."""
    found = candidate_files.of_current(home)
    return _in_sight(home, session, user, _views(session, found, standing, only))


def kept(home: Home, session: Session, only: Collection[int]) -> list[IdentityView]:
    """Those with these keys, as far as candidates were found already: a page must not wait for a city's."""
    found = candidate_files.kept(home, warehouse.current(home))
    return [] if found is None else _views(session, found, None, only)


def _views(
    session: Session, found: Candidates, standing: IdentityStanding | None, only: Collection[int] | None
) -> list[IdentityView]:
    subjects, candidates = found.subjects, found.candidates
    if only is not None:
        subjects, candidates = (
            table.filter(pc.is_in(table["damaged_key"], value_set=pa.array(list(only), pa.int64())))
            for table in (subjects, candidates)
        )
    ranked: dict[int, list[dict[str, Any]]] = {}
    for row in candidates.to_pylist():
        ranked.setdefault(row["damaged_key"], []).append(row)
    decided = by_damaged(repository.decisions(session, only))
    views = (
        _view(row, ranked.get(row["damaged_key"], []), decided.get(row["damaged_key"], _NOTHING))
        for row in subjects.to_pylist()
    )
    return [view for view in views if standing in (None, view.standing)]


def _in_sight(home: Home, session: Session, user: User, views: list[IdentityView]) -> list[IdentityView]:
    sight = sight_of(session, user)
    if sight.whole:
        return views
    places = warehouse.current(home).read("division").select(["village_key", "township_key"]).to_pylist()
    townships = {place["village_key"]: place["township_key"] for place in places}
    seen = (view for view in views if sight.sees(view.damaged_key, townships.get(view.village_key), view.village_key))
    # Whom an id means is not said by one who may be meant.
    return [view for view in seen if not sight.circle.persons.intersection(one.person_key for one in view.candidates)]


def identity(home: Home, session: Session, damaged_key: int, user: User) -> IdentityView:
    """One of them; raises UnknownIdentity."""
    found = identities(home, session, user, only=[damaged_key])
    if not found:
        raise UnknownIdentity("No damaged identity has this key in the snapshot in use; list them again.")
    return found[0]


def confirmed_as(session: Session, person_key: int) -> list[int]:
    """The damaged identities that stand confirmed as a person."""
    ever = by_damaged(repository.decisions(session, repository.ever_confirmed_as(session, person_key)))
    return [damaged for damaged, standing in ever.items() if standing.confirmed == person_key]


def confirm(home: Home, session: Session, damaged_key: int, person_key: int, user: User, reason: str) -> IdentityView:
    """Say that a damaged identity is a resident; the same again changes nothing. Takes effect with the next scan.

    Raises UnknownIdentity, NoResident, IdentityDecided (another one stands confirmed; undo it first), ReasonMissing.
    """
    view = identity(home, session, damaged_key, user)
    if view.confirmed == person_key:
        return view
    if view.confirmed is not None:
        raise IdentityDecided("Another resident is confirmed for this identity; undo that first.")
    if person_key in view.rejected:
        raise IdentityDecided("This resident was rejected for this identity; undo that first.")
    if not _is_resident(home, person_key):
        raise NoResident("This key is nobody's in the register of residents; name one of the candidates.")
    _add(session, "confirm", view, person_key, user.name, reason)
    return identity(home, session, damaged_key, user)


def reject(home: Home, session: Session, damaged_key: int, person_key: int, user: User, reason: str) -> IdentityView:
    """Say that a candidate is not the one; the same again changes nothing.

    Raises UnknownIdentity, NoResident (no candidate), IdentityDecided (it stands confirmed), ReasonMissing.
    """
    view = identity(home, session, damaged_key, user)
    if person_key in view.rejected:
        return view
    if view.confirmed == person_key:
        raise IdentityDecided("This resident is confirmed for this identity; undo that first.")
    if person_key not in {candidate.person_key for candidate in view.candidates}:
        raise NoResident("This key is no candidate for the identity; name one of those listed.")
    _add(session, "reject", view, person_key, user.name, reason)
    return identity(home, session, damaged_key, user)


def undo(
    home: Home, session: Session, damaged_key: int, user: User, reason: str, person_key: int | None = None
) -> bool:
    """Take back the confirmation, or what was decided about `person_key`; False where nothing stands any more.

    Works also for an identity that a corrected file has taken out of the lists. Raises ReasonMissing, UnknownIdentity.
    """
    decided = by_damaged(repository.decisions(session, [damaged_key])).get(damaged_key)
    if not sight_of(session, user).whole:
        identity(home, session, damaged_key, user)
    if decided is None:
        raise UnknownIdentity("Nothing was ever decided about this identity; list those that were with --confirmed.")
    target = person_key if person_key is not None else decided.confirmed
    if target is None or (target != decided.confirmed and target not in decided.rejected):
        return False
    _store(session, "undo", damaged_key, target, user.name, reason, None)
    return True


def confirm_clear(home: Home, session: Session, user: User, reason: str) -> int:
    """Confirm all that have one clear candidate: one decision of a person, with one reason; returns how many."""
    clear = identities(home, session, user, "clear")
    for view in clear:
        _keep(
            session,
            "confirm",
            view.damaged_key,
            view.candidates[0].person_key,
            user.name,
            reason,
            view.candidates[0].confidence,
        )
    log.write(session, user.name, "identities.confirm-clear", "identities", count=len(clear), reason=_checked(reason))
    return len(clear)


def _view(subject: dict[str, Any], rows: list[dict[str, Any]], decided: Standing) -> IdentityView:
    table = evidence()
    left = [row for row in rows if row["person_key"] not in decided.rejected]
    aside = [row for row in rows if row["person_key"] in decided.rejected]
    scores = [row["score"] for row in left]
    confidences = table.confidences(scores) if scores else []
    candidates = tuple(
        CandidateView(row["person_key"], confidence, _signs(row))
        for row, confidence in zip(left, confidences, strict=True)
    )
    return IdentityView(
        damaged_key=subject["damaged_key"],
        id_status=subject["id_status"],
        standing="confirmed" if decided.confirmed is not None else table.standing(scores),
        payouts=subject["payouts"],
        amount_fen=subject["amount_fen"],
        programmes=tuple(subject["programmes"].split(",")),
        village_key=subject["village_key"],
        candidates=candidates,
        rejected=tuple(sorted(decided.rejected)),
        confirmed=decided.confirmed,
        set_aside=tuple(SetAside(row["person_key"], _signs(row)) for row in aside),
    )


def _signs(row: dict[str, Any]) -> tuple[SignView, ...]:
    return tuple(_sign(aspect, row[aspect]) for aspect in ASPECTS)


def _sign(aspect: str, level: str) -> SignView:
    sign = evidence().signs[aspect][level]
    return SignView(aspect, sign.zh, sign.en, sign.weight)


def _add(session: Session, action: str, view: IdentityView, person_key: int, by: str, reason: str) -> None:
    confidence = next((one.confidence for one in view.candidates if one.person_key == person_key), None)
    _store(session, action, view.damaged_key, person_key, by, reason, confidence)


def _store(
    session: Session, action: str, damaged: int, person: int, by: str, reason: str, confidence: float | None
) -> None:
    _keep(session, action, damaged, person, by, reason, confidence)
    log.write(session, by, f"identities.{action}", f"person:{damaged}", candidate=str(person), reason=_checked(reason))


def _keep(
    session: Session, action: str, damaged: int, person: int, by: str, reason: str, confidence: float | None
) -> None:
    session.add(
        IdentityJudgement(
            at=now(), who=by, action=action, damaged_key=damaged, person_key=person,
            reason=_checked(reason), confidence=confidence,
        )
    )  # fmt: skip
    session.flush()


def _checked(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing("Say why; the reason is kept with the decision and in the audit log.")
    return reason.strip()[:LONGEST_REASON]


def _is_resident(home: Home, person_key: int) -> bool:
    file = warehouse.current(home).parquet("resident")
    return bool(pq.read_table(file, columns=["person_key"], filters=pc.field("person_key") == person_key).num_rows)
