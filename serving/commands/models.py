"""models list|show; what changes or watches the model in use is in model_acts.py."""

import typer

from serving.commands import model_acts
from serving.commands.model_acts import Version
from serving.commands.terminal import AsJson, example, home, print_json, print_table


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    models = typer.Typer(no_args_is_help=True, help="Models: which there are, which one scores.", rich_markup_mode=None)
    models.command("list", epilog=example("mingcha models list"))(list_models)
    models.command("show", epilog=example("mingcha models show 20260101-120000"))(show)
    model_acts.add_to(models)
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
    from serving.models import cards
    from training.card import ALL

    card = cards.read(home(), version)
    if json:
        print(card.model_dump_json(indent=1))
        return
    print(f"Model {version}: {card.labels:,} outcomes ({card.confirmed:,} confirmed), as known by {card.as_of}.")
    print(f"Gate {'passed' if card.verdict.passed else 'not passed'}. {' '.join(card.verdict.reasons)}".rstrip())
    rows = [
        (m.scorer, f"{m.average_precision:.3f}", f"{m.precision_tenth:.3f}", f"{m.calibration_error:.3f}")
        for m in card.evaluation
        if m.batch == ALL
    ]
    print_table(("order of visits", "AP", "top tenth", "calibration"), rows)
