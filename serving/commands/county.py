"""import, scan, train: from bureau files to scores."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from serving.commands.terminal import (
    AsJson,
    actor,
    database,
    database_url,
    english,
    example,
    home,
    print_json,
    progress_bar,
    stoppable,
)

if TYPE_CHECKING:
    from serving.scan.service import ScanReport


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "import",
        epilog=example(
            "mingcha import /data/2025",
            "mingcha import /data/2025 --map headers.yaml",
            "mingcha import --explain a.xlsx",
        ),
    )(import_files)
    app.command("scan", epilog=example("mingcha scan", "mingcha scan --as-of 2025-06-30"))(scan)
    app.command("train", epilog=example("mingcha train", "mingcha train --promote"))(train)


def scan(
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Use only what was known by this day. Default: the newest date."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Compare with the rules, score every award, and bring the queue up to date."""
    from serving.scan.service import scan as run

    day: date | None = as_of.date() if as_of is not None else None
    with stoppable(_scan_in_use):
        with progress_bar() as progress:
            report = run(home(), day, progress, database_url())
        print_json(report) if json else _tell_scan(report)


def _tell_scan(report: "ScanReport") -> None:
    print(f"Scan {report.scan}, as known by {report.as_of}: {report.awards:,} awards scored, {report.hits:,} hits.")
    if report.silenced:
        print(f"Silent: {report.silenced:,} more hits that were cleared before and rest on nothing new.")
    print(
        f"Cases: {report.queued:,} with those decided before, {report.opened:,} new, {report.reopened:,} open again, "
        f"{report.withdrawn:,} withdrawn."
    )
    print(f"Model {report.model_version}. {english(report.model_note or '')}".rstrip())
    for rule, missing in report.not_run.items():
        print(f"Not run: {rule} (there is no {missing}).")


def train(
    promote: Annotated[bool, typer.Option("--promote", help="Put it into use when the gate passes.")] = False,
    json: AsJson = False,
) -> None:
    """Train on what was verified, evaluate forward in time, log in MLflow."""
    from training import run

    with stoppable(_models):
        with progress_bar() as progress:
            report = run.train(home(), promote, progress, who=actor(), database_url=database_url())
        print_json(report) if json else print(report)
        if report.promoted:
            _follow(json)


def _follow(json: bool) -> None:
    from serving.commands.model_acts import tell
    from serving.models import promotion

    with database() as opened:
        done = promotion.recorded(opened)
        # One report is one JSON document.
        promotion.follow(opened) if json else tell(opened, done, json)


def import_files(
    folder: Annotated[Path, typer.Argument(help="Folder with bureau files of any kind, searched through and through.")],
    own: Annotated[
        Path | None, typer.Option("--map", help="A YAML with header names of your own; they win.", metavar="FILE")
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave files that cannot be used aside instead of refusing all.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Import nothing; show what is recognised in each file, and why.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Import bureau files: payouts, registries, verification results, recognised by their headers."""
    if explain:
        _explain(folder, own, json)
        return
    from records.imports.importing import import_folder
    from serving.commands.import_report import print_report
    from serving.imports.service import record

    with stoppable(_snapshot):
        with progress_bar() as progress:
            report = import_folder(home(), folder, own, progress, skip_bad=skip_bad, database_url=database_url())
        with database() as opened, opened.writing() as session:
            record(session, report, actor())
        print(report.to_json()) if json else print_report(report)


def _explain(folder: Path, own: Path | None, json: bool) -> None:
    from records.imports.explaining import explain
    from serving.commands.explain_report import print_explained

    explained = explain(home(), folder, own)
    print_json(explained) if json else print_explained(explained)


def _snapshot() -> str:
    """The snapshot in use, for `stoppable`."""
    from records import warehouse
    from records.errors import NoSnapshot

    try:
        return f"snapshot {warehouse.current(home()).name}"
    except NoSnapshot:
        return "no snapshot"


def _scan_in_use() -> str:
    """The scan in use."""
    from serving.refusals import NoScan
    from serving.scan.store import current_folder

    with database() as opened, opened.reading() as session:
        try:
            return f"scan {current_folder(session).name}"
        except NoScan:
            return "no scan"


def _models() -> str:
    """The newest model and the one that serves."""
    from training.home import pointers

    told = (f"model {pointers.read(home(), name) or 'none'} as {name.lower()}" for name in ("CHALLENGER", "CHAMPION"))
    return ", ".join(told)
