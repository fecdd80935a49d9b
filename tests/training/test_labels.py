from datetime import date

import duckdb
import pyarrow as pa
import pytest

from records.contracts import OUTCOME
from training import labels

DAY, LATER = date(2024, 5, 1), date(2024, 6, 10)


def connection(*findings: tuple[int, str | None, date | None, str]) -> duckdb.DuckDBPyConnection:
    """Awards of persons 1, 2, 3 (award 10 x person); persons 1 and 2 share an account, 3 lives with 4."""
    opened = duckdb.connect()
    rows = [(award, "kind", batch, out, LATER, result, 12_300) for award, batch, out, result in findings]
    table = pa.table({f.name: pa.array([row[i] for row in rows], f.type) for i, f in enumerate(OUTCOME)})
    opened.register("outcome", table)
    opened.execute("CREATE TABLE payout AS SELECT * FROM (VALUES (10, 1, 7), (20, 2, 7), (30, 3, 8), (40, 4, 9)) "
                   "AS t(award_key, person_key, account_key)")  # fmt: skip
    opened.execute("CREATE TABLE resident AS SELECT * FROM (VALUES (1, 71), (2, 72), (3, 73), (4, 73)) "
                   "AS t(person_key, household_key)")  # fmt: skip
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


def test_outcomes_without_a_batch_are_taken_together_by_month_and_seen_from_its_first_day() -> None:
    found = labels.read(connection((10, None, None, "confirmed"), (20, None, None, "cleared")))
    assert found.batches() == (("2024-06", date(2024, 6, 1)),)


@pytest.mark.parametrize("changed", [(10, "1", DAY, "confirmed"), (30, "1", DAY, "cleared")])
def test_the_digest_changes_with_any_outcome(changed: tuple[int, str, date, str]) -> None:
    first = labels.read(connection((10, "1", DAY, "cleared")))
    assert labels.read(connection((10, "1", DAY, "cleared"))).digest == first.digest
    assert labels.read(connection(changed)).digest != first.digest
