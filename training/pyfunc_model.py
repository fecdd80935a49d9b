"""The model as an MLflow pyfunc, logged from this code: for Spark and others that speak MLflow.

It loads the same bundle as the API, whose manifest is checked; no pickle is involved.
"""

from pathlib import Path
from typing import Any

import mlflow.pyfunc
import pandas as pd
from mlflow.models import set_model

from training import bundle


class ScoringModel(mlflow.pyfunc.PythonModel):  # type: ignore[misc, name-defined]
    """Feature rows in, probability, anomaly, percentile and level out."""

    def load_context(self, context: Any) -> None:
        """Load the bundle that was logged with the model."""
        self.bundle = bundle.load(Path(context.artifacts["bundle"]))

    def predict(self, context: Any, model_input: pd.DataFrame, params: Any = None) -> pd.DataFrame:
        """As Bundle.score."""
        return self.bundle.score(model_input)


set_model(ScoringModel())
