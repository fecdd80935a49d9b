"""backtest: a backtest described by a YAML, or the method on any table, forward in time."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from serving.commands.terminal import AsJson, database_url, example, home, print_json, progress_bar

if TYPE_CHECKING:
    from training.tabular.request import Request


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "backtest",
        epilog=example(
            "mingcha backtest experiments/configs/county.yaml",
            "mingcha backtest --table cases.parquet --label confirmed --time dispatched --group household",
            "mingcha backtest --table cases.csv --label confirmed --time year --test-from 2024 --yardstick amount",
        ),
    )(backtest)


def backtest(
    config: Annotated[
        Path | None, typer.Argument(help="YAML that describes a backtest completely; logged in MLflow.")
    ] = None,
    table: Annotated[
        Path | None, typer.Option(help="Table of cases instead: Parquet, CSV or Excel, one row per case.")
    ] = None,
    label: Annotated[str, typer.Option(help="Column with the outcome: 1 confirmed, 0 cleared, empty unknown.")] = "",
    time: Annotated[str, typer.Option(help="Column with the time of a case; what came before trains.")] = "",
    group: Annotated[str | None, typer.Option(help="Column whose cases never stand on both sides of a split.")] = None,
    columns: Annotated[str | None, typer.Option(help="The only columns a model may see: COL,COL,...")] = None,
    drop: Annotated[str, typer.Option(help="Columns a model may not see: COL,COL,...")] = "",
    yardstick: Annotated[str, typer.Option(help="Columns that order cases by themselves, highest first: COL,...")] = "",
    test_from: Annotated[
        str | None,
        typer.Option(help="Train and choose on what came before, test once from here on. Default: walk forward."),
    ] = None,
    folds: Annotated[int, typer.Option(min=1, max=50, help="Stretches of time to walk through.")] = 5,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the report, its JSON and the scores of tested rows.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Test the training method forward in time, beside simple yardsticks: as a YAML says, or on any table."""
    if (config is None) == (table is None) or (table is not None and not (label and time)):
        raise typer.BadParameter("Give the YAML of a backtest, or --table with --label and --time.")
    if out is not None:
        _make(out)  # before minutes of work, not after
    if config is not None:
        _described(config, out, json)
    elif table is not None:
        from training.tabular.request import Request

        request = Request(
            label=label, time=time, group=group, columns=_names(columns) if columns is not None else None,
            drop=_names(drop), yardsticks=_names(yardstick), test_from=test_from, folds=folds,
        )  # fmt: skip
        _of_table(table, request, out, json)


def _described(file: Path, out: Path | None, json: bool) -> None:
    from experiments.backtest import run
    from training.tabular import results

    with progress_bar() as progress:
        done = run.run(file, home(), progress, database_url())
    if out is not None:
        results.keep(out, str(done.report), done.report.answer(), done.report.rows)
    print_json(done.answer()) if json else print(done)


def _of_table(file: Path, request: "Request", out: Path | None, json: bool) -> None:
    from experiments.backtest import of_table
    from training import settings
    from training.tabular import reading, results

    with progress_bar() as progress:
        report = of_table.of_frame(reading.read(file), request, settings.default(), progress)
    if out is not None:
        results.keep(out, str(report), report.answer(), report.rows)
    print_json(report.answer()) if json else print(report)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise typer.BadParameter(f"{folder} cannot be made a folder; name another.", param_hint="--out") from None


def _names(given: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in given.split(",") if name.strip())
