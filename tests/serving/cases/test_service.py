"""A case put together."""

import pytest
from sqlalchemy import select

from records import warehouse
from records.home import Home
from records.identity.identities import Identities
from serving.cases.found import NO_HIT
from serving.cases.service import case_detail
from serving.cases.tables import Case
from serving.cases.views import CaseDetail
from serving.database import Database
from serving.queue.service import queue_page
from serving.queue.views import QueueFilter
from serving.refusals import CaseNotFound
from serving.scan import store
from serving.scan.service import scan
from tests.serving.conftest import WHOLE, scan_folder


def details(home: Home, database: Database, count: int = 25) -> list[CaseDetail]:
    with database.reading() as session:
        rows = queue_page(session, QueueFilter(status=None), WHOLE, limit=count).rows
        return [case_detail(home, session, row.case_id, WHOLE) for row in rows]


def test_hits_stand_in_the_order_of_their_strength_with_both_sides(scanned: Home, database: Database) -> None:
    found = [detail for detail in details(scanned, database) if detail.hits]
    assert found
    for detail in found:
        bands = [hit.band for hit in detail.hits]
        assert bands == sorted(bands, reverse=True)
        assert detail.row.headline_zh == detail.hits[0].headline_zh
        assert tuple(hit.rule for hit in detail.hits) == detail.row.rules
        assert all(hit.payout_side or hit.registry_side for hit in detail.hits)
        assert all(hit.innocent_zh and hit.ask_zh for hit in detail.hits)


def test_the_payouts_at_stake_add_up_to_the_amount_at_stake(scanned: Home, database: Database) -> None:
    for detail in details(scanned, database):
        stake = [payout for payout in detail.payouts if payout.at_stake]
        assert sum(payout.amount_fen for payout in stake) == detail.amount_fen
        known = [payout.recover_fen for payout in stake if payout.recover_fen is not None]
        assert detail.recover_fen == (sum(known) if known or not stake else None)
        assert all(0 <= (payout.recover_fen or 0) <= payout.amount_fen for payout in stake)
        days = [payout.pay_date for payout in detail.payouts]
        assert days == sorted(days)


def test_every_payout_leads_back_to_a_file_that_was_imported(scanned: Home, database: Database) -> None:
    files = {entry["name"] for entry in warehouse.current(scanned).ledger}
    for detail in details(scanned, database):
        assert {payout.source.file for payout in detail.payouts} <= files
        assert all(payout.source.row > 0 for payout in detail.payouts)


def test_register_facts_name_their_file_and_row(scanned: Home, database: Database) -> None:
    sources = [hit.registry_source for detail in details(scanned, database, 35) for hit in detail.hits]
    known = [source for source in sources if source is not None]
    assert known
    assert all(source.file and source.row > 0 for source in known)


def test_reasons_for_a_hit_speak_for_it_and_are_ordered(scanned: Home, database: Database) -> None:
    found = details(scanned, database)
    assert any(detail.reasons_for for detail in found)
    for detail in found:
        for_, against = [r.weight for r in detail.reasons_for], [r.weight for r in detail.reasons_against]
        assert for_ == sorted(for_, reverse=True)
        assert against == sorted(against)
        assert all(weight > 0 for weight in for_)
        assert all(weight < 0 for weight in against)


def test_nothing_in_a_case_names_anybody_in_full(scanned: Home, database: Database) -> None:
    found = details(scanned, database, 35)
    keys = [detail.row.person_key for detail in found]
    store = Identities(scanned)
    secrets = {*store.resident_ids(keys).values()}
    text = repr(found)
    assert not [secret for secret in secrets if secret in text]


def test_events_are_dated_facts_of_the_registers_known_by_the_day(scanned: Home, database: Database) -> None:
    found = [detail for detail in details(scanned, database, 35) if detail.events]
    assert found
    for detail in found:
        days = [event.day for event in detail.events]
        assert days == sorted(days)


def test_linked_cases_are_others_and_exist(scanned: Home, database: Database) -> None:
    found = details(scanned, database, 35)
    links = [(detail.row.case_id, other.case_id) for detail in found for other in detail.linked]
    assert links
    assert all(own != other for own, other in links)


def test_only_a_case_without_a_hit_says_that_no_rule_hit_and_has_nothing_at_stake(
    scanned: Home, database: Database
) -> None:
    with database.reading() as session:
        for case in session.scalars(select(Case)):
            assert (case.headline_zh == NO_HIT[0]) == (case.rules == "") == (case.amount_fen == 0)


def test_a_case_says_what_it_rests_on(scanned: Home, database: Database) -> None:
    detail = details(scanned, database, 1)[0]
    manifest = store.manifest(scan_folder(scanned))
    assert (detail.model_version, detail.catalogue_version) == (manifest.model_version, manifest.catalogue_version)
    assert detail.as_of == warehouse.current(scanned).newest_date()
    assert detail.model_note, "no model was trained, and the case must say so"


def test_a_case_that_left_the_scan_can_still_be_opened(scanned: Home, database: Database) -> None:
    day = store.manifest(scan_folder(scanned)).day
    scan(scanned, as_of=day.replace(year=day.year - 2), earlier=True)
    with database.reading() as session:
        rows = queue_page(session, QueueFilter(status="withdrawn"), WHOLE).rows
        assert rows
        assert case_detail(scanned, session, rows[0].case_id, WHOLE).row.status == "withdrawn"


def test_an_unknown_case_is_refused(scanned: Home, database: Database) -> None:
    with database.reading() as session, pytest.raises(CaseNotFound):
        case_detail(scanned, session, 999_999, WHOLE)
