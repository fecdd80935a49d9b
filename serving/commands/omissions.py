"""rules omissions: who should receive a programme and gets nothing."""

from pathlib import Path
from typing import Annotated

import typer

from serving.commands.queue import ENDINGS
from serving.commands.terminal import AsJson, actor, database, home, local_user, print_json, print_table


def omissions(
    top: Annotated[int, typer.Option(help="Only the first N on the terminal.", min=1)] = 20,
    export: Annotated[Path | None, typer.Option(help="Write all to a .xlsx, .csv or .parquet file.")] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Full names and ids; the export is logged.")] = False,
    json: AsJson = False,
) -> None:
    """应享未享: who should receive a programme and gets nothing, by the newest scan. They are no cases."""
    from serving.audit import log
    from serving.omissions import service

    if export is not None and export.suffix.lower() not in ENDINGS:
        raise typer.BadParameter(f"{export} must end in {', '.join(ENDINGS)}", param_hint="--export")
    if reveal and export is None:
        raise typer.BadParameter("--reveal belongs to --export")
    with database() as opened:
        if export is not None:
            print(f"{service.export(home(), opened, export, reveal, local_user()):,} lines in {export}.")
            return
        with opened.writing() as session:
            rows = service.head(home(), session, top, local_user())
            total = len(service.omissions(session, local_user()))
            log.write(session, actor(), "omissions.read", "omissions", lines=len(rows))
    if json:
        print_json(rows)
        return
    shown = ("name", "programme_name", "band", "finding", "township", "village")
    print_table(shown, [[row[name] for name in shown] for row in rows])
    print(f"{len(rows):,} of {total:,} people; --export writes all of them." if total else "Nobody is missing.")
