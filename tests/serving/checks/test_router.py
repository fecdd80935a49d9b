"""POST /v1/checks over HTTP."""

from typing import Any

import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from records.home import Home
from records.identity.identities import Identities
from serving.audit.tables import AuditEntry
from serving.database import Database
from serving.scores import warm
from tests.serving.conftest import TODAY, first_open, key_for, scan_folder

STRANGER = {"resident_id": "110101194001010016", "programme": "gaoling", "amount_yuan": 50}


def check(client: TestClient, *payouts: Any) -> dict[str, Any]:
    answer = client.post("/v1/checks", json={"payouts": payouts})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def planned(home: Home, rule: str, most: int = 1) -> list[dict[str, Any]]:
    """Another payout to each of some awards that the rule hit."""
    rows = pq.read_table(scan_folder(home) / "scores.parquet").to_pylist()
    hit = [row for row in sorted(rows, key=lambda row: int(row["rank"])) if rule in row["rules"].split(",")][:most]
    ids = Identities(home).resident_ids([row["person_key"] for row in hit])
    return [
        {"resident_id": ids[row["person_key"]], "programme": row["programme"], "amount_yuan": "100.00"} for row in hit
    ]


def test_a_list_is_answered_row_by_row_and_as_a_whole(backend: TestClient, scanned: Home) -> None:
    listed = [*planned(scanned, "paid-after-death", most=3), STRANGER]
    found = check(backend, *listed)
    assert [row["row"] for row in found["rows"]] == list(range(1, len(listed) + 1))
    dead = found["rows"][0]
    assert {hit["rule"]: hit["concerns_payout"] for hit in dead["hits"]}["paid-after-death"] is True
    summary = found["summary"]
    assert summary["sent"] == summary["checked"]["rows"] == len(listed)
    assert summary["checked"]["amount_fen"] == sum(round(float(row["amount_yuan"]) * 100) for row in listed)
    assert summary["flagged"]["rows"] >= len(listed) - 1
    expected = sum({row["award"]: row["probability"] for row in found["rows"]}.values())
    assert summary["checked"]["expected_finds"] == pytest.approx(expected, abs=1e-3)


def test_levels_and_rules_add_up_to_the_list(backend: TestClient, scanned: Home) -> None:
    found = check(backend, *planned(scanned, "paid-after-death", most=3), STRANGER)
    summary = found["summary"]
    assert set(summary["by_level"]) == {"red", "orange", "yellow", "none"}
    assert sum(level["rows"] for level in summary["by_level"].values()) == summary["checked"]["rows"]
    for rule in summary["by_rule"]:
        own = [r for r in found["rows"] for hit in r["hits"] if hit["rule"] == rule["rule"] and hit["concerns_payout"]]
        assert rule["rows"] == len(own) > 0
        assert rule["title"]["zh"]


def test_a_check_says_what_scores_say_of_the_same_payout(backend: TestClient, scanned: Home) -> None:
    (payout,) = planned(scanned, "paid-after-death")
    row = check(backend, payout)["rows"][0]
    score = backend.post("/v1/scores", json={"items": {"1": payout}}).json()["items"]["1"]
    assert (row["award"], row["probability"], row["level"]) == (score["award"], score["probability"], score["level"])
    assert row["hits"] == score["reasons"]


def test_somebody_listed_twice_for_a_month_is_caught_inside_the_list(backend: TestClient) -> None:
    monthly = STRANGER | {"period": "2025-03"}
    alone = check(backend, monthly)
    twice = check(backend, monthly, monthly)
    assert "paid-twice-same-period" not in {rule["rule"] for rule in alone["summary"]["by_rule"]}
    assert "paid-twice-same-period" in {rule["rule"] for rule in twice["summary"]["by_rule"]}
    assert (twice["summary"]["checked"]["rows"], twice["summary"]["checked"]["awards"]) == (2, 1)


def test_a_row_that_cannot_be_read_has_its_number_its_field_and_a_sentence(backend: TestClient) -> None:
    found = check(
        backend,
        STRANGER,
        STRANGER | {"amount_yuan": -1},
        STRANGER | {"resident_id": "6.22801197702E+17"},
        STRANGER | {"programme": "nothing"},
        STRANGER | {"period": "abc"},
        STRANGER | {"王小丽": 1},
        "王小丽",
        None,
        STRANGER,
    )
    told = {row["row"]: (row["field"], row["type"].rsplit(":", 1)[1]) for row in found["refused"]}
    assert told == {
        2: ("amount_yuan", "invalid-item"),
        3: ("resident_id", "invalid-payout"),
        4: ("programme", "invalid-payout"),
        5: ("period", "invalid-payout"),
        6: (None, "invalid-item"),
        7: (None, "invalid-item"),
        8: (None, "invalid-item"),
    }
    assert [row["row"] for row in found["rows"]] == [1, 9]
    assert (found["summary"]["sent"], found["summary"]["refused"]) == (9, 7)
    assert all(row["detail"].startswith(f"Row {row['row']}") for row in found["refused"])
    assert "王小丽" not in str(found)
    assert "E+17" not in str(found)


def test_a_list_without_any_readable_row_is_answered_all_the_same(backend: TestClient) -> None:
    found = check(backend, None, {})
    assert (found["rows"], found["summary"]["checked"]["rows"], len(found["refused"])) == ([], 0, 2)


def test_nothing_of_a_list_stays_behind(backend: TestClient) -> None:
    first = check(backend, STRANGER)
    check(backend, *[STRANGER | {"account": "9901000011112222"}] * 5)
    assert check(backend, STRANGER) == first


def test_what_was_decided_since_counts_as_if_everything_were_read_anew(
    backend: TestClient, scanned: Home, database: Database
) -> None:
    # Which case is the best differs between homes, and not every rule is silent of what is paid after a clearance.
    best = first_open(database, rule="area-above-contract")
    resident = Identities(scanned).resident_ids([best.person_key])[best.person_key]
    listed = [{"resident_id": resident, "programme": best.programme, "amount_yuan": 100, "pay_date": TODAY.isoformat()}]
    before = check(backend, *listed)
    answer = backend.post(
        f"/v1/cases/{best.case_id}/outcomes",
        json={"result": "cleared", "verified": TODAY.isoformat()},
        headers={"If-Match": backend.get(f"/v1/cases/{best.case_id}").headers["etag"]},
    )
    assert answer.status_code == 201, answer.text
    kept_open = check(backend, *listed)
    warm.close()
    assert check(backend, *listed) == kept_open != before


def test_that_a_list_was_checked_is_in_the_audit_log_and_nobody_of_it(backend: TestClient, database: Database) -> None:
    check(backend, STRANGER, None)
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "payouts.check")).one()
    assert '"rows": 2' in entry.detail
    assert str(STRANGER["resident_id"]) not in entry.detail + entry.subject


@pytest.mark.parametrize("body", [{}, {"payouts": []}, {"payouts": {}}, {"payouts": [STRANGER], "more": 1}, [1], "x"])
def test_what_is_no_list_is_refused(backend: TestClient, body: object) -> None:
    answer = backend.post("/v1/checks", json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:mingcha:problem:invalid-request")


def test_more_rows_than_a_request_may_have_are_refused(backend: TestClient) -> None:
    assert backend.post("/v1/checks", json={"payouts": [None] * 10_001}).status_code == 422


def test_without_a_key_or_with_a_role_that_may_not_nothing_is_checked(client: TestClient, database: Database) -> None:
    body = {"payouts": [STRANGER]}
    assert client.post("/v1/checks", json=body).status_code == 401
    refused = client.post("/v1/checks", json=body, headers={"X-API-Key": key_for(database, "inspector")})
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:mingcha:problem:not-allowed")
