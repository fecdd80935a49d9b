"""MLflow on its own SQLite file in the home. Imported late: it takes more than a second."""

import logging
import os
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


def exists(home: Home) -> bool:
    """Whether anything was ever logged."""
    return (home.mlflow / "mlflow.db").exists()


def experiment(home: Home) -> str:
    """The id of the experiment, made on first use with its artifacts beside the database."""
    connected = client(home)
    found = connected.get_experiment_by_name(EXPERIMENT)
    if found is not None:
        return str(found.experiment_id)
    return str(connected.create_experiment(EXPERIMENT, artifact_location=(home.mlflow / "artifacts").as_uri()))
