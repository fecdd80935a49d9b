"""A backtest in a folder: the text, the same for a program, and the scores of every tested row."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from pydantic_core import to_json

SCORES = "scores.parquet"


def keep(folder: Path, text: str, answer: Mapping[str, object], rows: pd.DataFrame) -> None:
    """Write `report.txt`, `report.json` and `scores.parquet`; what stood there is replaced.

    The answer says nothing of how long it took, so that the same backtest gives the same JSON again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.txt").write_text(f"{text}\n", encoding="utf-8")
    (folder / "report.json").write_bytes(to_json(answer, indent=1, inf_nan_mode="null"))
    rows.to_parquet(folder / SCORES, index=False)
