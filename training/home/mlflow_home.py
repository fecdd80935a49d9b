"""MLflow on its own SQLite file in the home. Imported late: it takes more than a second."""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
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
    return str(connected.create_experiment(name, artifact_location=_artifacts(home.mlflow)))


def move(copied: Home, to: Home) -> None:
    """Have a copied store find its artifacts once the copy lies at `to`: MLflow writes down where they lay."""
    if not exists(copied):
        return
    with closing(sqlite3.connect(copied.mlflow / "mlflow.db")) as opened, opened:
        lay = opened.execute("SELECT artifact_location FROM experiments WHERE name = ?", (EXPERIMENT,)).fetchone()
        if lay is not None:
            for table, column in _texts(opened):
                opened.execute(
                    f'UPDATE "{table}" SET "{column}" = ?2 || substr("{column}", length(?1) + 1) '
                    f'WHERE "{column}" = ?1 OR substr("{column}", 1, length(?1) + 1) = ?1 || \'/\'',
                    (lay[0], _artifacts(to.path / copied.mlflow.name)),
                )


def _artifacts(folder: Path) -> str:
    return (folder / "artifacts").as_uri()


def _texts(opened: sqlite3.Connection) -> list[tuple[str, str]]:
    """Every column that a place may be written in: MLflow keeps it in several tables, more with each release."""
    return opened.execute(
        "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c "
        "WHERE m.type = 'table' AND (c.type LIKE 'VARCHAR%' OR c.type LIKE 'TEXT%' OR c.type LIKE 'CLOB%')"
    ).fetchall()
