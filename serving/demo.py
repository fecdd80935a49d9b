"""The demo: a fictional county from bureau files to the queue."""

import json
import secrets
from dataclasses import dataclass

from records.errors import MingchaError
from records.home import Home
from records.progress import Progress
from serving.accounts.views import Role

# Names of roles, no names of people: the county is fictional, and so is everyone in it.
_PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("inspector", "核查员", "inspector"),
    ("supervisor", "科室主任", "supervisor"),
    ("analyst", "技术人员", "analyst"),
    ("auditor", "审计员", "auditor"),
)


class OtherData(MingchaError):
    """The home is in use for something else."""


@dataclass(frozen=True)
class DemoAccount:
    """Somebody who may sign in to the demo."""

    name: str
    password: str
    role: Role


@dataclass(frozen=True)
class Demo:
    """What was done, in sentences, and who may sign in."""

    lines: tuple[str, ...]
    accounts: tuple[DemoAccount, ...]


def prepare(home: Home, people: int, progress: Progress, database_url: str | None, by: str) -> Demo:
    """Bring the home to the point where the queue can be served. Raises OtherData when it holds something else."""
    lines = [_county(home, people, progress), _import(home, progress)]
    lines += [_train(home, progress, database_url), _scan(home, progress, database_url)]
    return Demo(tuple(line for line in lines if line), _accounts(home, database_url, by))


def _county(home: Home, people: int, progress: Progress) -> str:
    from experiments.county.write import write

    folder, marker = home.path / "demo" / "county", home.path / "demo" / "people.json"
    if marker.exists():
        before = json.loads(marker.read_text())
        if before != people:
            raise OtherData(
                f"{home.path} holds a demo county of {before:,} people; ask for as many, or set MINGCHA_HOME to a "
                "fresh folder."
            )
        return f"The county of {people:,} people is there already: {folder}"
    if (home.path / "warehouse" / "CURRENT").exists():
        raise OtherData(f"{home.path} holds records that are no demo; set MINGCHA_HOME to a fresh folder for it.")
    progress(f"a county of {people:,} people", 0, 1)
    folder.mkdir(parents=True, exist_ok=True)
    county = write(folder, people, truth=home.path / "demo" / "truth.parquet")
    marker.write_text(json.dumps(people))
    return f"A fictional county: {people:,} people, {county.payouts:,} payouts, {len(county.files)} files in {folder}"


def _import(home: Home, progress: Progress) -> str:
    from records.imports.importing import import_folder

    report = import_folder(home, home.path / "demo" / "county", progress=progress)
    if not report.changed:
        return "Imported already."
    rejects = f"; {report.rejected_rows:,} rejected, see {report.rejects}" if report.rejects else ""
    return f"Imported: {report.accepted:,} of {report.read:,} rows; the others are titles and totals{rejects}."


def _train(home: Home, progress: Progress, database_url: str | None) -> str:
    from training import run
    from training.errors import InsufficientOutcomes
    from training.home import champion, registry

    model = champion.load(home)
    if not model.is_prior:
        return f"Trained already: model {model.version} is in use."
    try:
        report = run.train(home, promote=True, progress=progress, who="demo", database_url=database_url)
    except InsufficientOutcomes as error:
        return str(error)
    if report.promoted:
        return str(report)
    # A small county leaves the gate little to judge by; the demo is there to show what a trained model looks like.
    registry.promote(home, report.version, "demo", override="a demo shows a trained model")
    registry.align(home)
    return f"{report}\nThe demo uses it all the same; with real records it would wait for an analyst's reason."


def _scan(home: Home, progress: Progress, database_url: str | None) -> str:
    from records import warehouse
    from serving.database import open_database
    from serving.refusals import NoScan
    from serving.scan import service, store
    from training.home import champion

    database = open_database(home, database_url)
    try:
        with database.reading() as session:
            found = store.manifest(store.current_folder(session))
        if (found.snapshot, found.model_version) == (warehouse.current(home).name, champion.load(home).version):
            return f"Scanned already: {found.awards:,} awards."
    except NoScan:
        pass
    finally:
        database.close()
    report = service.scan(home, progress=progress, database_url=database_url)
    return f"Scanned: {report.awards:,} awards, {report.hits:,} hits, {report.queued:,} cases on the queue."


def _accounts(home: Home, database_url: str | None, by: str) -> tuple[DemoAccount, ...]:
    """The demo's people, each with a new password: only its hash is kept."""
    from serving.accounts import service
    from serving.database import open_database

    made = tuple(DemoAccount(name, secrets.token_urlsafe(9), role) for name, _, role in _PEOPLE)
    database = open_database(home, database_url)
    with database.writing() as session:
        there = {user.name for user in service.list_users(session)}
        for account, (_, display_name, _) in zip(made, _PEOPLE, strict=True):
            if account.name in there:
                service.set_password(session, account.name, account.password, by)
            else:
                service.add_user(session, account.name, display_name, account.role, account.password, by)
    database.close()
    return made
