"""Confirming whom a damaged id means, and taking it back: payouts, cases and outcomes follow."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from records.decisions.outcomes import RecordedOutcome
from records.home import Home
from records.identity import candidate_files
from records.identity.identities import Identities
from records.keys import Keyring
from serving import cli
from serving.audit.tables import AuditEntry
from serving.cases.tables import Case
from serving.database import Database
from serving.identities import service, sheet
from serving.identities.views import IdentityView
from serving.refusals import IdentityDecided, NoResident, ReasonMissing, UnknownIdentity
from serving.scan.service import scan
from serving.settings import settings
from tests.serving.conftest import LI, WHOLE, key_for


def clear_one(home: Home, database: Database) -> IdentityView:
    """A damaged identity with one clear candidate."""
    with database.reading() as session:
        return service.identities(home, session, WHOLE, "clear")[0]


def confirm(home: Home, database: Database, view: IdentityView, person: int | None = None) -> IdentityView:
    with database.writing() as session:
        return service.confirm(home, session, view.damaged_key, person or view.candidates[0].person_key, LI, "电话核实")


def owner(database: Database, case_id: int) -> tuple[int, int]:
    with database.reading() as session:
        case = session.get_one(Case, case_id)
        return case.person_key, case.award_key


def test_confirming_twice_is_one_decision_and_another_resident_is_refused(scanned: Home, database: Database) -> None:
    view = clear_one(scanned, database)
    assert confirm(scanned, database, view).standing == "confirmed"
    confirm(scanned, database, view)
    with database.reading() as session:
        assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "identities.confirm")).all()) == 1
    with pytest.raises(IdentityDecided):
        confirm(scanned, database, view, view.candidates[0].person_key + 1)


def test_a_key_that_is_no_resident_cannot_be_confirmed(scanned: Home, database: Database) -> None:
    with pytest.raises(NoResident):
        confirm(scanned, database, clear_one(scanned, database), 12345)
    with database.writing() as session, pytest.raises(UnknownIdentity):
        service.confirm(scanned, session, 12345, 12345, LI, "x")


def test_a_decision_without_a_reason_is_refused(scanned: Home, database: Database) -> None:
    view = clear_one(scanned, database)
    with database.writing() as session, pytest.raises(ReasonMissing):
        service.confirm(scanned, session, view.damaged_key, view.candidates[0].person_key, LI, " ")


def test_a_rejected_candidate_is_gone_until_that_is_undone(scanned: Home, database: Database) -> None:
    view = clear_one(scanned, database)
    person = view.candidates[0].person_key
    with database.writing() as session:
        rejected = service.reject(scanned, session, view.damaged_key, person, LI, "同名不同人")
    assert person not in {one.person_key for one in rejected.candidates}
    assert rejected.standing != "clear"
    with pytest.raises(IdentityDecided):
        confirm(scanned, database, view, person)
    with database.writing() as session:
        assert service.undo(scanned, session, view.damaged_key, LI, "看错", person)
        assert not service.undo(scanned, session, view.damaged_key, LI, "看错", person)
        assert service.identity(scanned, session, view.damaged_key, WHOLE) == view


def test_a_case_and_its_outcome_follow_a_confirmed_identity_and_come_back_when_it_is_undone(
    scanned: Home, database: Database
) -> None:
    with database.reading() as session:
        views = service.identities(scanned, session, WHOLE, "clear")
        people = {view.damaged_key: view for view in views}
        held = set(session.scalars(select(Case.award_key)))
        keyring = Keyring(scanned.secret())
        damaged = [
            case
            for case in session.scalars(select(Case).where(Case.person_key.in_(list(people)))).all()
            # Where the person's own award has a case, that one stays and the damaged one's is withdrawn.
            if keyring.award(people[case.person_key].candidates[0].person_key, case.programme) not in held
        ]
    if damaged:
        case = damaged[0]
        view = people[case.person_key]
    else:  # no damaged id is suspicious here: give an open case to the award of one
        view = next(one for one in views if keyring.award(one.candidates[0].person_key, one.programmes[0]) not in held)
        with database.writing() as session:
            case = session.scalars(select(Case).where(Case.status == "open").order_by(Case.id)).all()[0]
            old = keyring.award(view.damaged_key, view.programmes[0])
            assert old not in held
            session.execute(update(Case).where(Case.id == case.id).values(award_key=old, person_key=view.damaged_key))
    before = owner(database, case.id)
    with database.writing() as session:
        session.add(
            RecordedOutcome(
                case_id=case.id, award_key=before[1], verified=date(2026, 1, 6), result="confirmed", who="li",
                at=date(2026, 1, 7), register_wrong=False, version=1,
            )
        )  # fmt: skip
    confirm(scanned, database, view)
    scan(scanned)
    moved = owner(database, case.id)
    assert moved[1] != before[1]
    with database.reading() as session:
        assert session.scalars(select(RecordedOutcome.award_key)).all() == [moved[1]]
    with database.writing() as session:
        service.undo(scanned, session, view.damaged_key, LI, "认错人")
    scan(scanned)
    assert owner(database, case.id)[1] == before[1]
    with database.reading() as session:
        assert session.scalars(select(RecordedOutcome.award_key)).all() == [before[1]]


def test_all_clear_ones_are_confirmed_by_one_command_with_one_logged_reason(scanned: Home, database: Database) -> None:
    with database.writing() as session:
        clear = len(service.identities(scanned, session, WHOLE, "clear"))
        assert service.confirm_clear(scanned, session, LI, "抽查无误") == clear > 0
        assert service.confirm_clear(scanned, session, LI, "抽查无误") == 0
        assert len(service.identities(scanned, session, WHOLE, "confirmed")) == clear
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "identities.confirm-clear")).all()
    assert "抽查无误" in entries[0].detail


def test_candidates_are_listed_masked_unless_revealed(scanned: Home, database: Database) -> None:
    view = clear_one(scanned, database)
    (masked,), (full,) = (sheet.lines(scanned, [view], reveal) for reveal in (False, True))
    assert "*" in masked["name"]
    assert "*" in masked["resident_id"]
    assert "*" not in full["resident_id"]


def api(client: TestClient, database: Database, role: str) -> TestClient:
    client.headers["Authorization"] = f"Bearer {key_for(database, role)}"  # type: ignore[arg-type]
    return client


def test_the_api_pages_through_identities_without_any_name(
    client: TestClient, scanned: Home, database: Database
) -> None:
    api(client, database, "inspector")
    seen, cursor = list[str](), None
    while True:
        answer = client.get("/v1/identities", params={"limit": 3} | ({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        seen += [one["identity"] for one in answer.json()["identities"]]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            break
    assert seen == [str(key) for key in candidate_files.of_current(scanned).subjects["damaged_key"].to_pylist()]
    assert set(answer.json()["identities"][0]) & {"name", "resident_id"} == set()


def test_the_api_confirms_and_undoes_and_answers_problems(
    client: TestClient, scanned: Home, database: Database
) -> None:
    view = clear_one(scanned, database)
    body = {"person": str(view.candidates[0].person_key), "reason": "电话核实"}
    path = f"/v1/identities/{view.damaged_key}"
    assert api(client, database, "backend").post(f"{path}/confirm", json=body).status_code == 403
    api(client, database, "inspector")
    first, again = (client.post(f"{path}/confirm", json=body) for _ in range(2))
    assert first.json() == again.json()
    assert first.json()["confirmed"] == body["person"]
    refused = client.post(f"{path}/reject", json=body)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:mingcha:problem:identity-decided")
    assert refused.headers["content-type"] == "application/problem+json"
    undone = client.post(f"{path}/undo", json={"reason": "认错人"})
    assert undone.json()["confirmed"] is None
    assert client.post("/v1/identities/77/confirm", json=body).status_code == 404


@pytest.mark.parametrize("reveal", [False, True])
def test_the_workbook_is_masked_unless_revealed_and_the_log_says_which(
    scanned: Home, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reveal: bool
) -> None:
    view = clear_one(scanned, database)
    monkeypatch.setenv("MINGCHA_HOME", str(scanned.path))
    settings.cache_clear()
    file = tmp_path / "identities.xlsx"
    asked = ["identities", "list", "--clear", "--export", str(file), *(["--reveal"] if reveal else [])]
    assert cli.run(asked) == 0
    settings.cache_clear()
    header, *lines = openpyxl.load_workbook(file).active.iter_rows(values_only=True)
    column = header.index("resident_id")
    (line,) = [line for line in lines if line[header.index("identity")] == str(view.damaged_key)]
    person = view.candidates[0].person_key
    whole = Identities(scanned).resident_ids([person])[person]
    assert (line[column] == whole) is reveal
    assert ("*" in line[column]) is not reveal
    assert file.stat().st_mode & 0o077 == 0
    with database.reading() as session:
        logged = session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("identities.export"))).all()
    assert [entry.action for entry in logged] == ["identities.export.revealed" if reveal else "identities.export"]
    assert str(len(lines)) in logged[0].detail
