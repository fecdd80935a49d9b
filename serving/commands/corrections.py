"""corrections list|withdraw: what visits found to be wrong in registers."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from serving.commands.terminal import AsJson, database, example, home, local_user, print_json, print_table

if TYPE_CHECKING:
    from serving.corrections.views import CorrectionView, State


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    room = typer.Typer(
        no_args_is_help=True, help="Register facts found wrong, for their bureaus.", rich_markup_mode=None
    )
    lines = ("mingcha corrections list --registry vehicle", "mingcha corrections list --export vehicles.xlsx --reveal")
    room.command("list", epilog=example(*lines))(list_corrections)
    room.command("withdraw", epilog=example('mingcha corrections withdraw 3 --why "the owner came forward"'))(withdraw)
    app.add_typer(room, name="corrections", epilog=example(*lines))


def list_corrections(
    registry: Annotated[str | None, typer.Option(help="Only of this register, such as vehicle.")] = None,
    state: Annotated[
        str | None, typer.Option(help="standing (the register still holds it), corrected or withdrawn.")
    ] = None,
    export: Annotated[Path | None, typer.Option(help="Write an .xlsx with one sheet for each register.")] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Full names and ids; the look is logged.")] = False,
    json: AsJson = False,
) -> None:
    """Which rows of which file are wrong, and since when that is known."""
    from serving.corrections import export as exporting

    _check(registry, state, export)
    with database() as opened:
        views = exporting.found(home(), opened, registry, cast("State | None", state), reveal, local_user())
    if export is not None:
        exporting.write(views, export, reveal)
        print(f"{len(views):,} corrections in {export}.")
    elif json:
        print_json(views)
    else:
        _print(views, reveal)


def _check(registry: str | None, state: str | None, export: Path | None) -> None:
    """Raises typer.BadParameter, which ends the command as wrong usage."""
    from records.contracts import REGISTRIES
    from serving.corrections.views import State

    if registry is not None and registry not in REGISTRIES:
        raise typer.BadParameter(f"{registry} is none of {', '.join(REGISTRIES)}", param_hint="--registry")
    if state is not None and state not in get_args(State):
        raise typer.BadParameter(f"{state} is none of {', '.join(get_args(State))}", param_hint="--state")
    if export is not None and export.suffix.lower() != ".xlsx":
        raise typer.BadParameter(f"{export} must end in .xlsx", param_hint="--export")


def _print(views: "Sequence[CorrectionView]", reveal: bool) -> None:
    people = ("name", "resident id") if reveal else ()
    rows = [
        (
            view.number,
            view.registry,
            view.file,
            view.sheet,
            view.row,
            *((view.name, view.resident_id) if reveal else ()),
            view.said.en,
            view.since,
            view.state,
            view.who,
        )
        for view in views
    ]
    print_table(("", "register", "file", "sheet", "row", *people, "what is wrong", "since", "state", "by"), rows)
    if not views:
        print("No corrections; an inspector records one with the outcome of a case.")


def withdraw(
    number: Annotated[int, typer.Argument(help="Number of the correction.", min=1)],
    why: Annotated[str, typer.Option(help="Why it was a mistake; the reason is kept.")],
) -> None:
    """Withdraw a correction that was a mistake; the next scan takes the register as it stands."""
    from serving.corrections import service

    with database() as opened, opened.writing() as session:
        service.withdraw(session, number, why, local_user())
    print(f"Correction {number} is withdrawn; `mingcha scan` brings its hits back.")
