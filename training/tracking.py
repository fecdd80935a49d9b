"""One MLflow run per training: what went in, how it did beside the yardsticks, and the model itself."""

import importlib.metadata
import math
import tempfile
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from features import catalogue as feature_catalogue
from records.home import Home
from rules import catalogue as rule_catalogue
from training import report
from training.bundle import Bundle
from training.folder.card import ALL, Measures
from training.home import mlflow_home
from training.model_card import page
from training.settings import Settings

ROOM = Path(__file__).parent
NEEDS = ("lightgbm", "scikit-learn", "skops", "pandas", "numpy", "scipy", "joblib", "pydantic", "pyyaml")
MEASURED = (
    "average_precision", "auc", "precision_tenth", "precision_capacity", "recall_capacity", "lift_capacity",
    "yuan_capacity", "brier", "calibration_error",
)  # fmt: skip


def log(home: Home, model: Bundle, folder: Path, settings: Settings) -> str:
    """Log the run, register the model version and tag it with the bundle's version; returns the run's id."""
    with (
        mlflow_home.tracking(home) as mlflow,
        mlflow.start_run(experiment_id=mlflow_home.experiment(home), run_name=model.version) as run,
    ):
        client = mlflow_home.client(home)
        client.log_batch(run.info.run_id, _metrics(model), _params(model, settings), _tags(model))
        with tempfile.TemporaryDirectory() as place:
            _write_artifacts(Path(place), home, model)
            mlflow.log_artifacts(place)
        _register(mlflow, client, model, folder, run.info.run_id)
        return str(run.info.run_id)


def _params(model: Bundle, settings: Settings) -> list[Any]:
    from mlflow.entities import Param

    card = model.card
    said = {
        "as_of": card.as_of, "snapshot": card.snapshot, "labels_digest": card.labels_digest, "labels": card.labels,
        "confirmed": card.confirmed, "catalogue_version": card.catalogue_version, "calibration": card.calibration.way,
        "family_version": card.family_version, "columns": len(card.columns), "capacity": card.capacity,
        "settings": settings.digest, "rounds": settings.trees.rounds, "seeds": settings.trees.seeds,
        "unflagged_shift": card.unflagged_shift,
        **{f"trees.{name}": value for name, value in settings.trees.parameters.items()},
    }  # fmt: skip
    return [Param(name, str(value)) for name, value in said.items()]


def _metrics(model: Bundle) -> list[Any]:
    from mlflow.entities import Metric

    now = int(time.time() * 1000)
    steps: Mapping[str, int] = {
        batch: step for step, batch in enumerate(dict.fromkeys(row.batch for row in model.card.evaluation))
    }
    return [
        Metric(f"{row.scorer}.{name}" if row.batch == ALL else f"batches.{row.scorer}.{name}", value, now, step)
        for row in model.card.evaluation
        for name, value in _measured(row)
        for step in [0 if row.batch == ALL else steps[row.batch]]
    ]


def _measured(row: Measures) -> list[tuple[str, float]]:
    wanted = MEASURED if row.batch == ALL else ("average_precision", "precision_capacity")
    return [(name, getattr(row, name)) for name in wanted if not math.isnan(getattr(row, name))]


def _tags(model: Bundle) -> list[Any]:
    from mlflow.entities import RunTag

    verdict = model.card.verdict
    said = {"bundle": model.version, "training_digest": model.card.training_digest,
            "gate": "passed" if verdict.passed else "; ".join(verdict.reasons),
            "gate.remarks": "; ".join(verdict.remarks) or "none"}  # fmt: skip
    return [RunTag(name, value) for name, value in said.items()]


def _write_artifacts(place: Path, home: Home, model: Bundle) -> None:
    card = model.card
    said = feature_catalogue.columns(rule_catalogue.in_force(home))
    pd.DataFrame([row.model_dump() for row in card.evaluation]).to_csv(place / "yardsticks.csv", index=False)
    pooled = report.table([row for row in card.evaluation if row.batch == ALL])
    batches = report.by_batch(card.evaluation)
    (place / "yardsticks.md").write_text(
        f"{_markdown(pooled)}\n\n{report.TIES}\n\n{_markdown(batches)}\n", encoding="utf-8"
    )
    (place / "yardsticks.html").write_text(
        f'<meta charset="utf-8">{pooled.to_html(index=False)}<br>{batches.to_html(index=False)}', encoding="utf-8"
    )
    words = [(c.name, c.unit, c.zh, c.en, c.sentence) for c in said if c.name in card.columns]
    pd.DataFrame(words, columns=["name", "unit", "zh", "en", "sentence"]).to_csv(place / "features.csv", index=False)
    (place / "card.json").write_text(card.model_dump_json(indent=1), encoding="utf-8")
    folder = place / "charts"
    folder.mkdir()
    for language in page.TAGS:
        drawn = page.drawings(card, language)
        text = page.html(card, model.version, language, drawn)
        (place / f"model_card.{language}.html").write_text(text, encoding="utf-8")
        for name, svg in drawn.items() if language == "zh" else ():
            (folder / f"{name}.svg").write_text(svg, encoding="utf-8")


def _markdown(frame: pd.DataFrame) -> str:
    rows = [list(frame.columns), ["---"] * len(frame.columns), *frame.fillna("").to_numpy().tolist()]
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)


def _register(mlflow: Any, client: Any, model: Bundle, folder: Path, run_id: str) -> None:
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, Schema

    inputs = Schema([ColSpec("double", name) for name in model.columns])
    outputs = Schema([*(ColSpec("double", name) for name in ("probability", "anomaly", "percentile")),
                      ColSpec("string", "level")])  # fmt: skip
    with warnings.catch_warnings():
        # An input example would only be there to guess the signature, which is given.
        warnings.filterwarnings("ignore", message=".*input example.*")
        logged = mlflow.pyfunc.log_model(
            name="model",
            python_model=str(ROOM / "pyfunc_model.py"),
            artifacts={"bundle": str(folder)},
            signature=ModelSignature(inputs=inputs, outputs=outputs),
            pip_requirements=[f"{name}=={importlib.metadata.version(name)}" for name in NEEDS],
            code_paths=[str(ROOM), str(ROOM.parent / "records")],
        )
    if not client.search_registered_models(f"name='{mlflow_home.MODEL}'"):
        client.create_registered_model(mlflow_home.MODEL)
    client.create_model_version(
        mlflow_home.MODEL, logged.model_uri, run_id=run_id, model_id=logged.model_id, tags={"bundle": model.version}
    )
