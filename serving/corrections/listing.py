"""The list of corrections for the bureau that owns the register: where each fact stands, and whether it still does."""

from collections.abc import Sequence
from dataclasses import asdict, replace

import duckdb
from sqlalchemy.orm import Session

from records import warehouse
from records.clock import local_day
from records.contracts import CORRECTION
from records.decisions.correcting import standing
from records.decisions.corrections import RecordedCorrection
from records.decisions.facts import RegisterFact
from records.errors import NoSnapshot
from records.home import Home
from records.imports import ledger
from serving import identities_view
from serving.accounts.views import User
from serving.cases.veil import veil_of
from serving.corrections import repository
from serving.corrections.views import WRONGS, CorrectionView, State
from serving.corrections.words import registry_word, wrong_word
from serving.security.sight import sight_of


def corrections(
    session: Session, user: User, registry: str | None = None, state: State | None = None
) -> list[CorrectionView]:
    """All corrections in the user's sight, oldest first; no names, and none of a case that is checked again blindly.

    `state` standing: the register still holds the fact as it was.
    """
    home: Home = session.info["home"]
    rows = repository.everything(session, registry, sight_of(session, user))
    places = _places(home, [_as_row(stored) for stored, _, _ in rows])
    found = []
    for stored, withdrawn, shown in rows:
        place = places.get(stored.id)
        now: State = "withdrawn" if withdrawn is not None else "standing" if place is not None else "corrected"
        found.append(
            CorrectionView(
                number=stored.id,
                registry=stored.of_registry,
                registry_name=registry_word(stored.of_registry),
                file=place[0] if place else "",
                sheet=place[1] if place else "",
                row=place[2] if place else None,
                wrong=next(wrong for wrong in WRONGS if wrong == stored.wrong),
                date_column=stored.date_column,
                should_be=stored.should_be,
                said=wrong_word(stored.wrong, stored.date_column, stored.should_be),
                note=stored.note,
                since=local_day(stored.at),
                who=shown or stored.who,
                case_id=stored.case_id,
                state=now,
                person_key=stored.person_key,
            )
        )
    hidden = veil_of(session, user).cases
    return [view for view in found if view.case_id not in hidden and state in (None, view.state)]


def with_names(home: Home, views: Sequence[CorrectionView]) -> list[CorrectionView]:
    """The same with full names and resident ids; the caller writes the look into the audit log."""
    people = {view.person_key for view in views if view.person_key is not None}
    shown = identities_view.full(home, people)
    return [view if view.person_key is None else replace(view, **asdict(shown[view.person_key])) for view in views]


def _as_row(stored: RecordedCorrection) -> dict[str, object]:
    there = {"registry": stored.of_registry, "person_key": stored.person_key, "fact": stored.fact, "id": stored.id}
    return {name: there.get(name) for name in CORRECTION.names}


def _places(home: Home, rows: list[dict[str, object]]) -> dict[int, tuple[str, str, int]]:
    """File, sheet and row of each correction whose fact the current registers still hold."""
    try:
        snapshot = warehouse.current(home)
    except NoSnapshot:
        return {}
    files = {entry.number: entry for entry in ledger.load(snapshot.ledger)}

    def place(fact: RegisterFact) -> tuple[str, str, int]:
        entry = files.get(fact.file)
        return (entry.name, entry.sheet_of(fact.row), fact.row) if entry is not None else ("", "", fact.row)

    with duckdb.connect() as connection:
        for registry in {str(row["registry"]) for row in rows}:
            source = str(snapshot.parquet(registry)).replace("'", "''")
            connection.execute(f"CREATE VIEW {registry} AS SELECT * FROM read_parquet('{source}')")
        return {int(row["id"]): place(fact) for fact, row in standing(connection, rows)}
