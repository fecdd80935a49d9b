"""Masking and revealing."""

import pytest
from sqlalchemy import select

from records.home import Home
from records.identity.identities import Identities
from serving.audit.tables import AuditEntry
from serving.database import Database
from serving.identities_view import UNKNOWN, mask_id, mask_name, masked, revealed
from serving.refusals import NotAllowed, ReasonMissing
from tests.serving.conftest import first_open, person


def test_a_mask_keeps_the_family_name_and_eight_characters_of_the_id() -> None:
    assert mask_name("王小丽") == "王**"
    assert mask_name("王") == "王*"
    assert mask_id("991975197707027031") == "9919**********7031"
    assert mask_id("6.22801E+17") == "*" * 11


def test_an_unknown_person_shows_as_unknown(home: Home) -> None:
    assert masked(home, [4711])[4711].name == UNKNOWN


def test_revealing_is_logged_with_its_reason_in_the_same_transaction(scanned: Home, database: Database) -> None:
    key = first_open(database).person_key
    with database.writing() as session:
        shown = revealed(scanned, session, person(session), key, "visit on Monday")
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "case.reveal")).one()
    assert shown.resident_id == Identities(scanned).resident_ids([key])[key]
    assert "visit on Monday" in entry.detail
    assert shown.resident_id not in entry.detail + entry.subject
    assert shown.name not in entry.detail + entry.subject


def test_nobody_reveals_without_a_reason_or_without_the_role(scanned: Home, database: Database) -> None:
    key = first_open(database).person_key
    with database.writing() as session:
        with pytest.raises(ReasonMissing):
            revealed(scanned, session, person(session), key, "  ")
        with pytest.raises(NotAllowed):
            revealed(scanned, session, person(session, "analyst", "liu"), key, "curious")
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "case.reveal")).all() == []
