"""Is everything there, whole, and consistent."""

import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from records import warehouse
from records.errors import MingchaError, NoSnapshot
from records.home import Home
from serving.audit import log
from serving.county_settings import county_settings
from serving.database import open_database
from serving.faults import of_the_machine
from serving.refusals import NoScan
from serving.scan import store

LEAST_FREE = 2_000_000_000  # bytes; an import or a scan of a large county needs about as much


@dataclass(frozen=True)
class Finding:
    """One thing that was checked."""

    what: str
    ok: bool
    told: str


class AtFault(MingchaError):
    """A check failed."""


def checkup(home: Home, database_url: str | None = None) -> tuple[Finding, ...]:
    """Check everything; a fault in one place hides none in another."""
    checks: dict[str, Callable[[], str]] = {
        "records": lambda: _records(home),
        "secret, identities, database": lambda: _secret(home),
        "model": lambda: _model(home),
        "scan": lambda: _scan(home, database_url),
        "database and audit log": lambda: _database(home, database_url),
        "settings": lambda: _settings(home),
        "disk": lambda: _disk(home),
    }
    return tuple(_run(what, check, home) for what, check in checks.items())


def _run(what: str, check: Callable[[], str], home: Home) -> Finding:
    try:
        return Finding(what, True, check())
    except (NoSnapshot, NoScan) as nothing_yet:
        return Finding(what, True, str(nothing_yet))
    except MingchaError as error:
        return Finding(what, False, str(error))
    except (OSError, SQLAlchemyError) as error:
        return Finding(what, False, of_the_machine(error, home, "checkup") or str(error))


def _records(home: Home) -> str:
    snapshot = warehouse.current(home)
    snapshot.check()
    return f"snapshot {snapshot.name}, {snapshot.rows('payout'):,} payouts up to {snapshot.newest_date()}"


def _secret(home: Home) -> str:
    for file in (home.path / "secret.key", home.identities, home.database):
        if file.exists() and _open_to_others(file):
            raise AtFault(f"Others may read {file}; run `chmod 600 {file}`.")
    # What lies deeper is out of reach once nobody else may enter the home itself.
    if home.path.exists() and _open_to_others(home.path):
        raise AtFault(f"Others may look into {home.path}; run `chmod 700 {home.path}`.")
    return "readable by the owner only"


def _open_to_others(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _model(home: Home) -> str:
    from training.home import champion

    model = champion.load(home)
    return model.note if model.is_prior else f"model {model.version} is whole"


def _scan(home: Home, url: str | None) -> str:
    database = open_database(home, url)
    try:
        with database.reading() as session:
            folder = store.current_folder(session)
    finally:
        database.close()
    store.check(folder)
    found = store.manifest(folder)
    stale = "" if found.snapshot == warehouse.current(home).name else "; newer records wait for `mingcha scan`"
    return f"scan {found.scan}, as known by {found.as_of}, {found.awards:,} awards{stale}"


def _database(home: Home, url: str | None) -> str:
    database = open_database(home, url)
    try:
        with database.reading() as session:
            state = log.check(session)
    finally:
        database.close()
    return f"{state.rows:,} audit rows; keep the newest hash elsewhere: {state.newest}"


def _settings(home: Home) -> str:
    return f"four_eyes: {county_settings(home).four_eyes}"


def _disk(home: Home) -> str:
    free = shutil.disk_usage(home.database.parent).free
    if free < LEAST_FREE:
        raise AtFault(f"Only {free / 1e9:.1f} GB are free; an import or a scan may need {LEAST_FREE / 1e9:.0f} GB.")
    return f"{free / 1e9:,.1f} GB free"
