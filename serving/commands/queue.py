"""queue: print the head of it, or export all of it."""

from pathlib import Path
from typing import Annotated

import typer

from serving.commands.terminal import AsJson, database, example, home, local_user, print_json, print_table, progress_bar

ENDINGS = (".xlsx", ".csv", ".parquet")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    lines = ("mingcha queue --top 20", "mingcha queue --export queue.xlsx", "mingcha queue --export q.parquet --reveal")
    app.command("queue", epilog=example(*lines))(queue)


def queue(
    top: Annotated[int | None, typer.Option(help="Only the first N.", min=1)] = None,
    export: Annotated[Path | None, typer.Option(help="Write to a .xlsx, .csv or .parquet file.")] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Full names and ids; the export is logged.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Every award scored, not only the queue.")] = False,
    json: AsJson = False,
) -> None:
    """The queue, the most probable first: printed, or exported with every status."""
    from serving.queue import export as exporting

    if export is not None and export.suffix.lower() not in ENDINGS:
        raise typer.BadParameter(f"{export} must end in {', '.join(ENDINGS)}", param_hint="--export")
    if export is None and (reveal or everything):
        raise typer.BadParameter("--reveal and --all belong to --export")
    with database() as opened:
        if export is not None:
            wanted = exporting.Wanted(top=top, reveal=reveal, everything=everything)
            with progress_bar() as progress:
                progress(f"writing {export.name}", 0, 0)
                count = exporting.export(home(), opened, export, wanted, local_user())
            print(f"{count:,} lines in {export}.")
            return
        with opened.reading() as session:
            rows = exporting.head(home(), session, top or 20, local_user())
    if json:
        print_json(rows)
        return
    shown = ("rank", "case_id", "name", "programme_name", "score", "level", "headline", "amount_yuan", "township")
    cells = [[row[name] if name != "score" else f"{row[name]:.0%}" for name in shown] for row in rows]
    print_table(shown, cells)
    if not rows:
        print("The queue is empty; `mingcha scan` fills it.")
