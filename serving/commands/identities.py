"""identities list|show|confirm|reject|undo: whom damaged ids mean."""

from pathlib import Path
from typing import Annotated

import typer

from serving.commands.terminal import (
    AsJson,
    actor,
    database,
    example,
    home,
    local_user,
    print_json,
    print_table,
    progress_bar,
)

Identity = Annotated[int, typer.Argument(help="Key of the damaged identity, from `mingcha identities list`.")]
Person = Annotated[int | None, typer.Option(help="Key of the resident; default the best candidate.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the decision.")]
SHOWN = ("identity", "listed_name", "listed_id", "kind", "standing", "village", "payouts", "name", "resident_id")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    room = typer.Typer(no_args_is_help=True, help="Whom damaged ids mean.", rich_markup_mode=None)
    room.command("list", epilog=example("mingcha identities list --clear", "mingcha identities list --export i.xlsx"))(
        list_identities
    )
    room.command("show", epilog=example("mingcha identities show 1234567890123456789"))(show)
    room.command(
        "confirm",
        epilog=example(
            "mingcha identities confirm 1234567890123456789 --reason 电话核实",
            "mingcha identities confirm --clear --reason 抽查二十条无误",
        ),
    )(confirm)
    room.command("reject", epilog=example("mingcha identities reject 12345 --person 67890 --reason 同名不同人"))(reject)
    room.command("undo", epilog=example("mingcha identities undo 12345 --reason 认错人"))(undo)
    app.add_typer(room, name="identities", epilog=example("mingcha identities list"))


def list_identities(
    open_: Annotated[bool, typer.Option("--open", help="Only those a person must weigh.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Only those with one candidate far ahead.")] = False,
    confirmed: Annotated[bool, typer.Option("--confirmed", help="Only those somebody confirmed.")] = False,
    export: Annotated[Path | None, typer.Option(help="Write to an .xlsx file.", metavar="FILE.xlsx")] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Full names and ids; the look is logged.")] = False,
    json: AsJson = False,
) -> None:
    """Ids that lead to no resident, with the best candidate of each; names are masked."""
    from serving.audit import log
    from serving.identities import service, sheet

    wanted = [name for name, given in (("open", open_), ("clear", clear), ("confirmed", confirmed)) if given]
    if len(wanted) > 1:
        raise typer.BadParameter("--open, --clear and --confirmed exclude each other")
    if export is not None and export.suffix.lower() != ".xlsx":
        raise typer.BadParameter(f"{export} must end in .xlsx", param_hint="--export")
    with progress_bar() as progress, database() as opened, opened.writing() as session:
        progress("candidates", 0, 0)
        views = service.identities(home(), session, local_user())
        views = [view for view in views if not wanted or view.standing == wanted[0]]
        if export is not None:
            count = sheet.export(home(), session, views, export, reveal, actor())
        else:
            rows = sheet.lines(home(), views, reveal)
            log.write(
                session, actor(), "identities.reveal" if reveal else "identities.read", "identities", lines=len(rows)
            )
    if export is not None:
        print(f"{count:,} lines in {export}.")
    elif json:
        print_json(rows)
    else:
        print_table(
            (*SHOWN, "confidence"), [[*(row[name] for name in SHOWN), _percent(row["confidence"])] for row in rows]
        )
        print(f"{len(rows):,} identities.")


def show(identity: Identity, json: AsJson = False) -> None:
    """One identity: every candidate, with what speaks for and against it; names are masked."""
    from serving import identities_view
    from serving.audit import log
    from serving.identities import service

    with database() as opened, opened.writing() as session:
        view = service.identity(home(), session, identity, local_user())
        log.write(session, actor(), "identities.read", f"person:{identity}")
    if json:
        print_json(view)
        return
    shown = identities_view.masked(home(), [identity, *(one.person_key for one in view.candidates)])
    print(f"{shown[identity].name} {shown[identity].resident_id} ({view.id_status}): {view.standing}")
    print(f"{view.payouts:,} payouts, {view.amount_fen / 100:,.2f} yuan, {', '.join(view.programmes)}")
    for one in view.candidates:
        who = shown[one.person_key]
        state = " confirmed" if one.person_key == view.confirmed else ""
        print(f"\n{one.person_key} {who.name} {who.resident_id}: {_percent(one.confidence)}{state}")
        for sign in one.signs:
            if sign.weight:
                print(f"  {'+' if sign.weight > 0 else '-'} {sign.zh} / {sign.en} ({sign.weight:+g})")


def confirm(
    reason: Reason,
    identity: Annotated[int | None, typer.Argument(help="Key of the damaged identity.")] = None,
    person: Person = None,
    clear: Annotated[bool, typer.Option("--clear", help="Every identity with one clear candidate.")] = False,
) -> None:
    """Say that a damaged identity is a resident; it takes effect with the next scan and can be undone."""
    from serving.identities import service
    from serving.refusals import NoResident

    if clear == (identity is not None):
        raise typer.BadParameter("name one identity, or --clear for all with one clear candidate")
    with database() as opened, opened.writing() as session:
        if identity is None:
            count = service.confirm_clear(home(), session, local_user(), reason)
            print(f"{count:,} identities confirmed; run `mingcha scan`.")
            return
        candidates = service.identity(home(), session, identity, local_user()).candidates
        if person is None and not candidates:
            raise NoResident("This identity has no candidate; name the resident with --person.")
        service.confirm(home(), session, identity, person or candidates[0].person_key, local_user(), reason)
    print("Confirmed; run `mingcha scan` to move the payouts.")


def reject(
    identity: Identity, person: Annotated[int, typer.Option(help="Key of the candidate.")], reason: Reason
) -> None:
    """Say that a candidate is not the one."""
    from serving.identities import service

    with database() as opened, opened.writing() as session:
        view = service.reject(home(), session, identity, person, local_user(), reason)
    print(f"Rejected; the identity is now {view.standing}.")


def undo(identity: Identity, reason: Reason, person: Person = None) -> None:
    """Take back a confirmation, or with --person a rejection; it takes effect with the next scan."""
    from serving.identities import service

    with database() as opened, opened.writing() as session:
        done = service.undo(home(), session, identity, local_user(), reason, person)
    print("Undone; run `mingcha scan`." if done else "Nothing stands that could be undone.")


def _percent(share: float | None) -> str:
    if share is None:
        return ""
    return ">99.9%" if share > 0.999 else f"{share:.1%}"  # never certain
