"""batch new|recheck|list|show|check|export|return|estimate|verifiers|noise."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from serving.commands import batch_findings as findings
from serving.commands.terminal import AsJson, database, example, home, local_user, print_json, print_table

if TYPE_CHECKING:
    from serving.batches.views import BatchView

DAYS = ["%Y-%m-%d"]
Number = Annotated[int, typer.Argument(help="Number of the batch, see `mingcha batch list`.", min=1, max=2**31 - 1)]
Due = Annotated[datetime | None, typer.Option(formats=DAYS, help="The day by which outcomes are due.")]
Seed = Annotated[
    int | None, typer.Option(help="Of the dice, to repeat a draw; default: drawn, and kept.", min=0, max=2**62 - 1)
]
Name = Annotated[str | None, typer.Option(help="Default: the day and a number.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    room = typer.Typer(
        no_args_is_help=True, help="Batches: which cases go out to the townships, what comes back.",
        rich_markup_mode=None,
    )  # fmt: skip
    lines = ("mingcha batch new --size 300 --due 2026-12-31", "mingcha batch new --per-township 25 --tip 812")
    room.command("new", epilog=example(*lines))(new)
    room.command("recheck", epilog=example("mingcha batch recheck --size 40"))(recheck)
    room.command("list", epilog=example("mingcha batch list"))(list_batches)
    room.command("show", epilog=example("mingcha batch show 3"))(show)
    exports = ("mingcha batch export 3 batch.xlsx --reveal", "mingcha batch export 3 townships/ --reveal")
    room.command("check", epilog=example("mingcha batch check 3"))(check)
    room.command("export", epilog=example(*exports))(export)
    room.command("return", epilog=example("mingcha batch return batch.xlsx"))(take_back)
    findings.add_to(room)
    app.add_typer(room, name="batch", epilog=example(*lines))


def new(
    size: Annotated[int | None, typer.Option(help="Visits in all.", min=1)] = None,
    per_township: Annotated[int | None, typer.Option(help="Visits of every township with a suspicion.", min=1)] = None,
    township: Annotated[list[str] | None, typer.Option(help="NAME=VISITS; repeat it for each.")] = None,
    share: Annotated[float, typer.Option(help="Of the visits drawn at random from all others.", min=0, max=1)] = 0.05,
    due: Due = None,
    tip: Annotated[list[int] | None, typer.Option(help="Case number or award key that a tip is about.")] = None,
    pick: Annotated[list[int] | None, typer.Option(help="Case number or award key picked by hand.")] = None,
    name: Name = None,
    seed: Seed = None,
    json: AsJson = False,
) -> None:
    """Draw a batch: the most probable cases, those named, and a share at random."""
    from serving.batches import service
    from serving.batches.views import BatchOrder
    from training.visits.exploration import Exploration

    if sum(bool(way) for way in (size, per_township, township)) != 1:
        raise typer.BadParameter("give one of --size, --per-township and --township")
    order = BatchOrder(
        visits=size, per_township=per_township, townships=_townships(township or []),
        exploration=Exploration(share=share), due=_day(due), name=name, tips=tuple(tip or ()),
        hand_picked=tuple(pick or ()), seed=seed,
    )  # fmt: skip
    with database() as opened, opened.writing() as session:
        view = service.new(session, order, local_user())
    _told(view, json)


def recheck(
    size: Annotated[int, typer.Option(help="Cleared cases to visit again.", min=1)],
    due: Due = None,
    name: Name = None,
    seed: Seed = None,
    json: AsJson = False,
) -> None:
    """Have cleared cases, drawn evenly, visited again by another township that is not told what was found."""
    from serving.batches import recheck as checking

    with database() as opened, opened.writing() as session:
        view = checking.recheck(session, size, local_user(), _day(due), seed, name)
    _told(view, json)


def list_batches(json: AsJson = False) -> None:
    """All batches, the newest first."""
    from serving.batches import repository
    from serving.security.sight import EVERYTHING

    with database() as opened, opened.reading() as session:
        views = repository.views(session, EVERYTHING)
    if json:
        print_json(views)
        return
    names = ("id", "name", "kind", "dispatched", "due", "cases", "random", "returned", "confirmed", "model_version")
    print_table(("", *names[1:-1], "model"), [[getattr(view, name) for name in names] for view in views])
    if not views:
        print("No batch yet; `mingcha batch new --size 100` draws one from the current scan.")


def show(number: Number, json: AsJson = False) -> None:
    """The cases of a batch, with the probability by which each was picked, and why."""
    from serving.batches import repository
    from serving.security.sight import EVERYTHING

    with database() as opened, opened.reading() as session:
        batch = repository.by_id(session, number, EVERYTHING)
        told, views = (
            f"{batch.name}: seed {batch.seed}, scan {batch.scan_id}.",
            repository.case_views(session, number, EVERYTHING),
        )
    if json:
        print_json(views)
        return
    print(told)
    cells = [(v.case_id, v.why, f"{v.inclusion:.4f}", f"{v.score:.0%}", v.township, v.status) for v in views]
    print_table(("case", "why", "picked with", "score", "township", ""), cells)


def check(number: Number, json: AsJson = False) -> None:
    """Throw the dice of a batch again, on what it was drawn from, and compare; 1 where anything differs."""
    from serving.batches import frames

    with database() as opened, opened.reading() as session:
        found = frames.audit(session, number)
    if json:
        print_json(found)
    elif found.holds:
        print(f"Batch {number} is what its seed draws from the {found.awards:,} awards that stood for choice that day.")
    else:
        changed = "" if found.untouched else "; the file it was drawn from was changed since"
        print(f"Batch {number} is not what its seed draws: {found.differing} differences{changed}.")
    if not found.holds:
        raise typer.Exit(1)


def export(
    number: Number,
    target: Annotated[Path, typer.Argument(help="A .xlsx with a sheet for each township, or a folder for one each.")],
    reveal: Annotated[bool, typer.Option("--reveal", help="Full names and ids; the export is logged.")] = False,
) -> None:
    """Write the workbook that townships fill in."""
    from serving.batches import export as exporting

    if target.suffix and target.suffix.lower() != exporting.ENDING:
        raise typer.BadParameter(f"{target} must end in .xlsx or be a folder", param_hint="TARGET")
    with database() as opened:
        files = exporting.export(home(), opened, number, target, reveal, local_user())
    print(f"{len(files)} workbook{'s' if len(files) > 1 else ''} in {target}.")


def take_back(
    file: Annotated[Path, typer.Argument(help="The workbook as it came back.")],
    json: AsJson = False,
) -> None:
    """Record what a filled workbook says; once more, it changes nothing."""
    from serving.batches import taking_back

    with database() as opened, opened.writing() as session:
        done = taking_back.take_back(session, file, local_user())
    if json:
        print_json(done)
        return
    print(f"{done.recorded} outcomes recorded, {done.already} there already, {done.empty} lines still empty.")


def _told(view: "BatchView", json: bool) -> None:
    if json:
        print_json(view)
        return
    print(
        f"Batch {view.id} “{view.name}”: {view.cases} cases, {view.random} of them at random; seed {view.seed}.\n"
        f"`mingcha batch export {view.id} FILE.xlsx --reveal` writes what the townships fill in."
    )


def _townships(given: list[str]) -> dict[str, int]:
    found = {}
    for entry in given:
        name, _, visits = entry.rpartition("=")
        if not name or not visits.isdigit() or int(visits) < 1:
            raise typer.BadParameter(f"{entry} is not NAME=VISITS", param_hint="--township")
        found[name] = int(visits)
    return found


def _day(given: datetime | None) -> date | None:
    return given.date() if given is not None else None
