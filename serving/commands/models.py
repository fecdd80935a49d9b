"""models list|show|promote|rollback."""

from typing import Annotated

import typer

from serving.commands.terminal import AsJson, actor, example, home, print_json, print_table

Version = Annotated[str, typer.Argument(help="Version of a model, see `mingcha models list`.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    models = typer.Typer(no_args_is_help=True, help="Models: which there are, which one scores.", rich_markup_mode=None)
    models.command("list", epilog=example("mingcha models list"))(list_models)
    models.command("show", epilog=example("mingcha models show 20260101-120000"))(show)
    models.command(
        "promote",
        epilog=example(
            "mingcha models promote 20260101-1a2b3c4d", 'mingcha models promote 20260101-1a2b3c4d --override "…"'
        ),
    )(promote)
    models.command("rollback", epilog=example("mingcha models rollback"))(rollback)
    app.add_typer(models, name="models", epilog=example("mingcha models list"))


def list_models(json: AsJson = False) -> None:
    """All models, the newest first."""
    from training import registry

    found = registry.list_models(home())
    if json:
        print_json(found)
        return
    if not found:
        print("No model was trained yet; run `mingcha train`. Scans rank by the rules' bands until then.")
        return
    rows = [
        (
            entry.version,
            "champion" if entry.champion else "challenger" if entry.challenger else "",
            entry.as_of,
            entry.labels,
            f"{entry.average_precision:.3f}",
            f"{entry.calibration_error:.3f}",
            entry.damaged or entry.gate,
        )
        for entry in found
    ]
    print_table(("version", "in use", "as of", "outcomes", "AP", "calibration", "gate"), rows)


def show(version: Version, json: AsJson = False) -> None:
    """A model's card: what it was trained on, how it did against the yardsticks."""
    from training import champion

    card = champion.of_version(home(), version).card
    if json:
        print(card.model_dump_json(indent=1))
        return
    print(f"Model {version}: {card.labels:,} outcomes ({card.confirmed:,} confirmed), as known by {card.as_of}.")
    print(f"Gate {'passed' if card.verdict.passed else 'not passed'}. {' '.join(card.verdict.reasons)}".rstrip())
    rows = [
        (m.scorer, f"{m.average_precision:.3f}", f"{m.precision_tenth:.3f}", f"{m.calibration_error:.3f}")
        for m in card.evaluation
        if m.batch == "all"
    ]
    print_table(("order of visits", "AP", "top tenth", "calibration"), rows)


def promote(
    version: Version,
    override: Annotated[
        str, typer.Option("--override", help="Why it should serve although the gate holds something against it; kept.")
    ] = "",
    why: Annotated[str, typer.Option("--why", help="Why now; kept with the act.")] = "",
) -> None:
    """Put a model into use; the next scan scores with it."""
    from training import registry

    registry.promote(home(), version, actor(), why, override)
    print(f"Model {version} is in use; run `mingcha scan` to score with it.")
    registry.align(home())


def rollback(why: Annotated[str, typer.Option("--why", help="Why; kept with the act.")] = "") -> None:
    """Go back to the model in use before."""
    from training import registry

    entry = registry.rollback(home(), actor(), why)
    print(f"Model {entry.version} is in use again; run `mingcha scan` to score with it.")
    registry.align(home())
