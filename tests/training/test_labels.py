from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from records.contracts import OUTCOME
from training.cases import labels

DAY, LATER = date(2024, 5, 1), date(2024, 6, 10)


Finding = tuple[int, str | None, date | None, str]


def connection(*findings: Finding, verified: date = LATER, known: date = LATER) -> duckdb.DuckDBPyConnection:
    """Awards of persons 1, 2, 3 (award 10 x person); persons 1 and 2 share an account, 3 lives with 4."""
    opened = duckdb.connect()
    rows = [
        {"award_key": award, "kind": "kind", "batch": batch, "dispatched": out, "verified": verified, "result": result}
        | {"recovered_fen": 12_300, "known": known}
        for award, batch, out, result in findings
    ]
    table = pa.Table.from_pylist([{name: row.get(name) for name in OUTCOME.names} for row in rows], schema=OUTCOME)
    opened.register("outcome", table)
    opened.execute("CREATE TABLE payout AS SELECT * FROM (VALUES (10, 1, 7), (20, 2, 7), (30, 3, 8), (40, 4, 9)) "
                   "AS t(award_key, person_key, account_key)")  # fmt: skip
    opened.execute("CREATE TABLE resident AS SELECT * FROM (VALUES (1, 71), (2, 72), (3, 73), (4, 73)) "
                   "AS t(person_key, household_key)")  # fmt: skip
    opened.execute("CREATE TABLE kin(cadre_key INT, relative_key INT)")
    return opened


def test_an_award_is_confirmed_when_any_of_its_findings_in_the_batch_is() -> None:
    found = labels.read(connection((10, "1", DAY, "cleared"), (10, "1", DAY, "confirmed"), (30, "1", DAY, "cleared")))
    assert found.confirmed.tolist() == [1.0, 0.0]
    assert found.cases["recovered_yuan"].tolist()[0] == 123.0


def test_inconclusive_is_no_label() -> None:
    assert len(labels.read(connection((10, "1", DAY, "inconclusive"), (20, "1", DAY, "cleared")))) == 1


def test_cases_of_one_account_or_household_are_one_group() -> None:
    found = labels.read(connection(*((award, "1", DAY, "cleared") for award in (10, 20, 30, 40))))
    groups = found.cases["group"].tolist()
    assert groups[0] == groups[1]
    assert groups[2] == groups[3]
    assert groups[0] != groups[2]


def test_cases_of_a_cadre_and_his_relatives_are_one_group() -> None:
    opened = connection(*((award, "1", DAY, "cleared") for award in (10, 30)))
    apart = labels.read(opened).cases["group"].tolist()
    opened.execute("INSERT INTO kin VALUES (3, 1)")
    tied = labels.read(opened).cases["group"].tolist()
    assert (apart[0] != apart[1], tied[0] == tied[1]) == (True, True)


def test_outcomes_without_a_batch_are_taken_together_by_month_and_seen_from_its_first_day() -> None:
    found = labels.read(connection((10, None, None, "confirmed"), (20, None, None, "cleared")))
    assert found.batches() == (("未分批 2024-06", date(2024, 6, 1)),)


def test_a_month_of_visits_is_no_batch_of_that_name() -> None:
    found = labels.read(connection((10, None, None, "confirmed"), (20, "2024-06", DAY, "cleared")))
    assert [day for _, day in found.batches()] == [DAY, date(2024, 6, 1)]


def test_the_first_batch_of_one_year_is_not_that_of_another() -> None:
    found = labels.read(connection((10, "第1批", date(2023, 5, 1), "cleared"), (20, "第1批", DAY, "confirmed")))
    assert found.batches() == (("第1批 (2023-05-01)", date(2023, 5, 1)), ("第1批 (2024-05-01)", DAY))
    assert found.cases["award_key"].tolist() == [10, 20]


def test_batches_follow_each_other_by_the_day_they_went_out_whatever_their_names() -> None:
    found = labels.read(connection((10, "第2批", date(2023, 5, 1), "cleared"), (20, "第1批", DAY, "confirmed")))
    assert [batch for batch, _ in found.batches()] == ["第2批", "第1批"]
    assert found.cases["dispatched"].is_monotonic_increasing


def test_an_outcome_counts_from_the_day_it_was_reported_not_from_the_visit() -> None:
    found = labels.read(connection((10, "1", DAY, "confirmed"), known=date(2024, 9, 1)))
    assert np.isnan(found.known_before(date(2024, 9, 1))[0])
    assert found.known_before(date(2024, 9, 2))[0] == 1.0


@pytest.mark.parametrize("changed", [(10, "1", DAY, "confirmed"), (30, "1", DAY, "cleared")])
def test_the_digest_changes_with_any_outcome(changed: tuple[int, str, date, str]) -> None:
    first = labels.read(connection((10, "1", DAY, "cleared")))
    assert labels.read(connection((10, "1", DAY, "cleared"))).digest == first.digest
    assert labels.read(connection(changed)).digest != first.digest
