"""backtest: the method on any table, forward in time."""

from pathlib import Path
from typing import Annotated

import typer

from serving.commands.terminal import AsJson, example, print_json, progress_bar


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "backtest",
        epilog=example(
            "mingcha backtest --table cases.parquet --label confirmed --time dispatched --group household",
            "mingcha backtest --table cases.csv --label confirmed --time year --test-from 2024 --yardstick amount",
        ),
    )(backtest)


def backtest(
    table: Annotated[Path, typer.Option(help="Table of cases: Parquet, CSV or Excel, one row per case.")],
    label: Annotated[str, typer.Option(help="Column with the outcome: 1 confirmed, 0 cleared, empty unknown.")],
    time: Annotated[
        str, typer.Option(help="Column with the time of a case; what came before trains, what came later tests.")
    ],
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
    """Test the training method forward in time on any table, beside simple yardsticks."""
    from training import settings
    from training.tabular import backtest as method
    from training.tabular import figures, reading, results
    from training.tabular.report import Report
    from training.tabular.request import Request

    request = Request(
        label=label, time=time, group=group, columns=_names(columns) if columns is not None else None,
        drop=_names(drop), yardsticks=_names(yardstick), test_from=test_from, folds=folds,
    )  # fmt: skip
    chosen = settings.default()
    with progress_bar() as progress:
        test = method.run(reading.read(table), request, chosen, progress)
        report = Report(test, figures.measure(test, chosen))
    if out is not None:
        results.write(report, out)
    print_json(report.answer()) if json else print(report)


def _names(given: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in given.split(",") if name.strip())
