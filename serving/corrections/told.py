"""What the page of a case tells of corrections under its hits."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from records.clock import local_day
from serving.corrections import repository
from serving.corrections.views import CorrectedHitView
from serving.corrections.words import registry_word, wrong_word


def corrected_hits(
    session: Session, award_key: int, scanned_as_of: date, still_hit: Collection[str]
) -> tuple[CorrectedHitView, ...]:
    """The award's hits that rested on a fact since corrected, oldest correction first.

    A rule that hits on after a scan without the fact rests on another one and is none of them.
    """
    scanned, touching = repository.scanned_at(session), repository.touching(session, award_key)
    views = [
        CorrectedHitView(
            correction=stored.id,
            headline_zh=hit.headline_zh,
            headline_en=hit.headline_en,
            registry_name=registry_word(stored.of_registry),
            wrong=wrong_word(stored.wrong, stored.date_column, stored.should_be),
            note=stored.note,
            who=shown or stored.who,
            at=stored.at,
            pending=scanned is None or scanned < stored.at or scanned_as_of < local_day(stored.at),
        )
        for hit, stored, shown in touching
    ]
    rules = [hit.rule for hit, _, _ in touching]
    return tuple(view for view, rule in zip(views, rules, strict=True) if view.pending or rule not in still_hit)
