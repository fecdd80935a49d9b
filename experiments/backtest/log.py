"""A backtest in MLflow: one batch of figures, one of files."""

import math
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.backtest.config import Config
from records.home import Home
from training.home import mlflow_home

EXPERIMENT = "mingcha backtests"


def log(
    home: Home, config: Config, figures: Mapping[str, float], tags: Mapping[str, str], files: Mapping[str, str]
) -> str:
    """Log a run; returns its id. `figures`: `scorer.metric` to value (NaN is left out); `files`: name to text.

    Everything goes in one call per kind: a call per figure takes longer than the backtest of a small table.
    """
    mlflow_home.module()
    from mlflow.entities import Metric, Param, RunTag

    client, now = mlflow_home.client(home), int(time.time() * 1000)
    run = client.create_run(mlflow_home.experiment(home, EXPERIMENT), run_name=config.name)
    client.log_batch(
        run.info.run_id,
        [Metric(name, value, now, 0) for name, value in figures.items() if not math.isnan(value)],
        [Param(name, str(value)) for name, value in _params(config).items()],
        [RunTag(name, value) for name, value in tags.items()],
    )
    with tempfile.TemporaryDirectory() as place:
        for name, text in files.items():
            (Path(place) / name).write_text(text, encoding="utf-8")
        client.log_artifacts(run.info.run_id, place)
    client.set_terminated(run.info.run_id)
    return str(run.info.run_id)


def _params(config: Config) -> dict[str, Any]:
    said = config.model_dump(mode="json", include={"name", "seed"}) | {"settings": config.chosen.digest}
    asked = (config.table or config.county).model_dump(mode="json")  # type: ignore[union-attr]
    return said | {name: str(value)[:500] for name, value in asked.items() if name != "file"}
