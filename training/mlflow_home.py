"""MLflow on its own SQLite file in the home. Imported late: it takes more than a second."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from records.home import Home

EXPERIMENT = "mingcha"
MODEL = "mingcha"


def module() -> ModuleType:
    """The mlflow module, which must find these variables when it is first imported."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    for noisy in ("alembic", "mlflow.store.db.utils", "mlflow.utils.environment"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    import mlflow

    return mlflow


def uri(home: Home) -> str:
    """The tracking address: a SQLite file."""
    return f"sqlite:///{home.mlflow / 'mlflow.db'}"


def client(home: Home) -> Any:
    """A client of the home's store; a new store is made on first use."""
    module()
    from mlflow import MlflowClient

    return MlflowClient(tracking_uri=uri(home), registry_uri=uri(home))


@contextmanager
def tracking(home: Home) -> Iterator[ModuleType]:
    """The mlflow module while it tracks to the home's store.

    Afterwards it tracks where it did before. Where nothing was set, nothing is: MLflow would name a mlflow.db in the
    current folder, hand that name on to every subprocess, and make the file there with the next call.
    """
    mlflow = module()
    before = mlflow.get_tracking_uri() if mlflow.tracking.is_tracking_uri_set() else None
    mlflow.set_tracking_uri(uri(home))  # the registry follows it
    try:
        yield mlflow
    finally:
        mlflow.set_tracking_uri(before)


def exists(home: Home) -> bool:
    """Whether anything was ever logged."""
    return (home.mlflow / "mlflow.db").exists()


def experiment(home: Home, name: str = EXPERIMENT) -> str:
    """The id of an experiment, made on first use with its artifacts beside the database."""
    connected = client(home)
    found = connected.get_experiment_by_name(name)
    if found is not None:
        return str(found.experiment_id)
    return str(connected.create_experiment(name, artifact_location=(home.mlflow / "artifacts").as_uri()))
