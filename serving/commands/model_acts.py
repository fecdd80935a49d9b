"""models promote|rollback|rescore|drift."""

from typing import TYPE_CHECKING, Annotated

import typer

from serving.commands.terminal import AsJson, actor, database, example, print_json, print_table, progress_bar

if TYPE_CHECKING:
    from serving.database import Database
    from serving.models.promotion import Switch
    from serving.models.reordering import Reordering

Version = Annotated[str, typer.Argument(help="Version of a model, see `mingcha models list`.")]
Why = Annotated[str, typer.Option("--why", help="Why; kept with the act.")]
Override = Annotated[
    str, typer.Option("--override", help="Why it should serve although the gate holds something against it; kept.")
]


def add_to(models: typer.Typer) -> None:
    """Add the commands to `mingcha models`."""
    models.command(
        "promote",
        epilog=example(
            "mingcha models promote 20260101-1a2b3c4d",
            'mingcha models promote 20260101-1a2b3c4d --override "the new rules need it"',
        ),
    )(promote)
    models.command("rollback", epilog=example('mingcha models rollback --why "worse in the field"'))(rollback)
    models.command("rescore", epilog=example("mingcha models rescore"))(rescore)
    models.command("drift", epilog=example("mingcha models drift"))(drift)


def promote(version: Version, override: Override = "", why: Why = "", json: AsJson = False) -> None:
    """Put a model into use, rescore the open cases with it, and say how their order changed."""
    from serving.models import promotion

    with database() as opened:
        tell(opened, promotion.promote(opened, version, actor(), why, override), json)


def rollback(why: Why = "", json: AsJson = False) -> None:
    """Go back to the model in use before, and rescore the open cases with it."""
    from serving.models import promotion

    with database() as opened:
        tell(opened, promotion.rollback(opened, actor(), why), json)


def rescore(json: AsJson = False) -> None:
    """Score the open cases with the model in use, as known on the day of the scan."""
    from serving.models import rescoring

    with database() as opened:
        done = rescoring.rescore(opened)
    if json:
        print_json(done)
    elif done is None:
        print("The cases were scored by the model in use already.")
    else:
        print_reordering(done.reordering)


def drift(json: AsJson = False) -> None:
    """What has moved since the model in use was trained, and what to do about it."""
    from serving.models import drift as service

    with database() as opened:
        found = service.measure(opened)
    if json:
        print_json(found)
        return
    print(f"Model {found.version}, trained on what was known by {found.since}; the scan is of {found.until}.")
    rows = [(b.batch, b.day, b.cases, f"{b.predicted:.3f}", f"{b.found:.3f}") for b in found.batches]
    print_table(("batch", "went out", "cases", "predicted", "confirmed"), rows)
    for said in found.alarms:
        print(f"Moved: {said.en}.")
    if not found.alarms:
        print("Nothing has moved beyond its limit.")


def tell(opened: "Database", done: "Switch", json: bool) -> None:
    """Say which model serves now, at once; then rescore the open cases, and say how their order changed."""
    from serving.models import promotion

    if not json:
        again = " again" if done.act == "rolled back" else ""
        before = f"; before it {done.previous} was" if done.previous not in (None, done.version) else ""
        print(f"Model {done.version} is in use{again}{before}.", flush=True)
        for reason in done.overridden:
            print(f"Against the gate, with the reason kept: {reason}.", flush=True)
    with progress_bar() as progress:
        progress("rescoring the open cases", 0, 1)
        followed = promotion.follow(opened)
    if json:
        print_json({"switch": done, "followed": followed})
        return
    if followed.told:
        print(followed.told)
    if followed.reordering is not None:
        print_reordering(followed.reordering)


def print_reordering(found: "Reordering") -> None:
    """How the order of the open cases changed."""
    alike = "" if found.correlation is None else f"; rank correlation with the order before {found.correlation:.3f}"
    print(f"{found.cases:,} open cases rescored{alike}.")
    print(f"Of the first {found.top}, {found.new_in_top} are new there; {found.came} cases came, {found.went} left.")
    moved = [(one.case_id, one.before, one.now) for one in found.movers if one.now != one.before]
    if moved:
        print_table(("case", "place before", "place now"), moved)
