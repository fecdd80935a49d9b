"""The health of rules, from the current scan and from every outcome known by now."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import duckdb

from records import asof, warehouse
from records.decisions import judgements
from rules import health as rule_health
from rules.attribution import Batch
from rules.catalogue import Catalogue
from rules.health import By, Health, Scan
from serving.accounts.views import User
from serving.database import Database
from serving.scan.current import scan_in_use


def health(database: Database, user: User, by: By = "rule") -> Health:
    """Every rule, judged; `by` adds its parts, of the townships that the user sees whole. Raises NoScan."""
    with known_outcomes(database) as (outcomes, scan, rules):
        return rule_health.health(outcomes, scan, rules, by, townships=_townships(user))


def of_rule(database: Database, user: User, rule: str) -> tuple[Health, tuple[Batch, ...]]:
    """Every rule judged, and what each batch found under this one, oldest first. Raises NoScan."""
    with known_outcomes(database) as (outcomes, scan, rules):
        found = rule_health.health(outcomes, scan, rules, townships=_townships(user))
        return found, rule_health.history(outcomes, rule)


def _townships(user: User) -> Collection[int] | None:
    """The townships that a user may see beside the county as a whole: all, his own, or, of a village, none."""
    if user.scope.whole:
        return None
    return () if user.scope.level == "village" or user.scope.key is None else (user.scope.key,)


@contextmanager
def known_outcomes(database: Database) -> Iterator[tuple[duckdb.DuckDBPyConnection, Scan, Catalogue]]:
    """A connection that holds every outcome known by now, the current scan, and its rules. Raises NoScan."""
    with database.reading() as session:
        scan = scan_in_use(session)
    snapshot, judged = warehouse.current(database.home), judgements.read(database.home, database.url)
    # Outcomes count from the day they are known, also those entered since the scan.
    day = max(asof.newest_day(snapshot, judged), scan.manifest.day)
    with asof.outcomes(snapshot, day, judged) as outcomes:
        yield outcomes, Scan(scan.folder, scan.manifest.day, scan.manifest.not_run), scan.rules
