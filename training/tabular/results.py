"""A backtest in a folder: the text, the same for a program, and the score of every tested row."""

from pathlib import Path

from pydantic_core import to_json

from training.tabular.report import Report

SCORES = "scores.parquet"


def write(report: Report, folder: Path) -> None:
    """Write `report.txt`, `report.json` and `scores.parquet` (see `Backtest.rows`); what stood there is replaced.

    Seconds are left out, so that the same backtest gives the same files again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.txt").write_text(f"{report}\n", encoding="utf-8")
    (folder / "report.json").write_bytes(to_json(report.answer(), indent=1, inf_nan_mode="null"))
    report.test.rows.to_parquet(folder / SCORES, index=False)
