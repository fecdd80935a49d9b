"""doctor: is everything there, whole, and consistent."""

import typer

from serving.commands.terminal import AsJson, database_url, english, example, home, print_json


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", epilog=example("mingcha doctor"))(doctor)


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
