"""doctor, backup, restore: is everything there and whole, and is it kept elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from serving.commands.terminal import (
    AsJson,
    actor,
    database_url,
    english,
    example,
    home,
    print_json,
    progress_bar,
)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("doctor", epilog=example("mingcha doctor"))(doctor)
    app.command("backup", epilog=example("mingcha backup /mnt/other-disk/mingcha.tar"))(backup)
    app.command("restore", epilog=example("MINGCHA_HOME=/srv/mingcha mingcha restore /mnt/other-disk/mingcha.tar"))(
        restore
    )


def doctor(json: AsJson = False) -> None:
    """Check records, scan, model, database, audit log and disk; exit 1 when something is at fault."""
    from serving.checkup import checkup

    findings = checkup(home(), database_url())
    if json:
        print_json(findings)
    else:
        for finding in findings:
            print(f"{'ok   ' if finding.ok else 'FAULT'} {finding.what}: {english(finding.told)}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def backup(
    file: Annotated[Path, typer.Argument(help="The tar to write, outside the home; one that is there is replaced.")],
    json: AsJson = False,
) -> None:
    """Keep the whole home in one file while people go on working; names, ids and the secret key stand in it."""
    from serving.backup import service

    with progress_bar() as progress:
        kept = service.keep(home(), file, actor(), database_url(), progress)
    if json:
        print_json({"file": str(file), "made": kept.made, "files": len(kept.files), "bytes": kept.bytes})
        return
    print(
        f"{len(kept.files):,} files, {kept.bytes / 1e6:,.1f} MB, are kept in {file}. Whoever has it reads everything."
    )
    if not kept.database:
        print("The application database stands on a server of its own; back it up there, right after this.")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup that `mingcha backup` made.")], json: AsJson = False
) -> None:
    """Make MINGCHA_HOME from a backup; it must be empty or not there yet."""
    from serving.backup import service

    with progress_bar() as progress:
        kept = service.restore(home(), file, actor(), database_url(), progress)
    if json:
        print_json({"home": str(home().path), "made": kept.made, "files": len(kept.files), "bytes": kept.bytes})
        return
    print(f"{home().path} is as it was on {kept.made}: {len(kept.files):,} files. Look it over with `mingcha doctor`.")
