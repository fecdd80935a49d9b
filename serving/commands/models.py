"""models list|show|card; what changes or watches the model in use is in model_acts.py."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from serving.commands import model_acts
from serving.commands.model_acts import Version
from serving.commands.terminal import AsJson, example, home, print_json, print_table

if TYPE_CHECKING:
    from training.model_card.content import Content

Language = Literal["zh", "en"]  # as the card has it, which takes long to import


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    models = typer.Typer(no_args_is_help=True, help="Models: which there are, which one scores.", rich_markup_mode=None)
    models.command("list", epilog=example("mingcha models list"))(list_models)
    models.command("show", epilog=example("mingcha models show 20260101-120000"))(show)
    models.command(
        "card",
        epilog=example("mingcha models card 20260101-120000", "mingcha models card 20260101-120000 --export card.html"),
    )(card)
    model_acts.add_to(models)
    app.add_typer(models, name="models", epilog=example("mingcha models list"))


def list_models(json: AsJson = False) -> None:
    """All models, the newest first."""
    from training.home import registry

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
    from training.folder.card import ALL

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


def card(
    version: Version,
    export: Annotated[
        Path | None, typer.Option(help="Write it as one file with its pictures instead.", metavar="FILE.html")
    ] = None,
    language: Annotated[Language, typer.Option(help="Of the card: zh or en.")] = "zh",
) -> None:
    """What a model is worth, for whom, and what it must not be used for: as text, or as a file to hand on."""
    from serving.models import cards
    from training.model_card import content

    if export is not None and export.suffix.lower() != ".html":
        raise typer.BadParameter(f"{export} must end in .html", param_hint="--export")
    found = cards.read(home(), version)
    if export is not None:
        from serving.private_file import private_file
        from training.model_card import page

        with private_file(export) as part:
            part.write_text(page.html(found, version, language), encoding="utf-8")
        print(f"Wrote {export}.")
        return
    print_card(content.of(found, version, language))


def print_card(told: "Content") -> None:
    """The card as text: its pictures are left out, their words stay."""
    print(f"{told.title}\n\n{told.lead}\n\n{told.verdict}")
    for reason in told.reasons:
        print(f"- {reason}")
    for part in told.sections:
        print(f"\n{part.title}")
        if part.lead:
            print(part.lead)
        for name, value in part.facts:
            print(f"  {name}: {value}")
        for table in (part.table, part.more):
            if table is not None:
                print_table(table.headings, table.rows)
        for point in part.points:
            print(f"- {point}")
