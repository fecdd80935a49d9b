"""MLflow's /invocations and the Open Inference Protocol, held equal to the pyfunc that MLflow would serve."""

import json
import math
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

from records.home import Home
from serving.app import create_app
from serving.database import open_database
from tests.serving.conftest import key_for, scan_folder
from training.home import mlflow_home

ROWS = 25


@pytest.fixture(scope="module")
def adapter(scored: Home) -> Iterator[TestClient]:
    with TestClient(create_app(scored, adapters=True), raise_server_exceptions=False) as client:
        database = open_database(scored)
        client.headers["X-API-Key"] = key_for(database, "backend")
        database.close()
        yield client


@pytest.fixture(scope="module")
def features(scored: Home) -> pd.DataFrame:
    found = pq.read_table(scan_folder(scored) / "features.parquet").to_pandas().set_index("award_key")
    return found.head(ROWS).reset_index(drop=True)


@pytest.fixture(scope="module")
def expected(scored: Home, features: pd.DataFrame) -> list[dict[str, Any]]:
    """What MLflow itself would answer: its pyfunc, written by its own code."""
    with mlflow_home.tracking(scored) as mlflow:
        from io import StringIO

        from mlflow.pyfunc.scoring_server import predictions_to_json

        loaded = mlflow.pyfunc.load_model(f"models:/{mlflow_home.MODEL}/1")
        written = StringIO()
        predictions_to_json(loaded.predict(features), written)
    found: list[dict[str, Any]] = json.loads(written.getvalue())["predictions"]
    return found


def nulls(frame: pd.DataFrame) -> list[list[Any]]:
    return [[None if math.isnan(value) else value for value in row] for row in frame.to_numpy().tolist()]


def forms(frame: pd.DataFrame) -> dict[str, Any]:
    columns, data = list(frame.columns), nulls(frame)
    return {
        "dataframe_split": {"columns": columns, "data": data},
        "dataframe_records": [dict(zip(columns, row, strict=True)) for row in data],
        "inputs": {name: [row[place] for row in data] for place, name in enumerate(columns)},
    }


@pytest.mark.parametrize("form", ["dataframe_split", "dataframe_records", "inputs"])
def test_every_form_of_invocations_gives_what_the_pyfunc_gives(
    adapter: TestClient, features: pd.DataFrame, expected: list[dict[str, Any]], form: str
) -> None:
    answer = adapter.post("/invocations", json={form: forms(features)[form]})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"predictions": expected}


def test_the_order_of_columns_and_columns_unknown_to_the_model_change_nothing(
    adapter: TestClient, features: pd.DataFrame, expected: list[dict[str, Any]]
) -> None:
    turned = features[features.columns[::-1]].assign(something=1.0)
    answer = adapter.post("/invocations", json={"dataframe_split": forms(turned)["dataframe_split"]})
    assert answer.json() == {"predictions": expected}


def test_infer_gives_what_the_pyfunc_gives(
    adapter: TestClient, features: pd.DataFrame, expected: list[dict[str, Any]]
) -> None:
    described = adapter.get("/v2/models/mingcha").json()
    values = forms(features)["inputs"]
    inputs = [
        {"name": one["name"], "datatype": one["datatype"], "shape": [ROWS], "data": values[one["name"]]}
        for one in described["inputs"]
    ]
    answer = adapter.post("/v2/models/mingcha/infer", json={"id": "a", "inputs": inputs})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["id"], found["model_name"], [found["model_version"]]) == ("a", "mingcha", described["versions"])
    outputs = {one["name"]: one["data"] for one in found["outputs"]}
    assert [dict(zip(outputs, row, strict=True)) for row in zip(*outputs.values(), strict=True)] == expected
    column = [entry | {"shape": [ROWS, 1], "data": [[value] for value in entry["data"]]} for entry in inputs]
    only = adapter.post("/v2/models/mingcha/infer", json={"inputs": column, "outputs": [{"name": "level"}]}).json()
    assert [one["name"] for one in only["outputs"]] == ["level"]
    assert only["outputs"][0]["data"] == outputs["level"]


def test_whether_it_is_alive_and_ready(adapter: TestClient) -> None:
    assert adapter.get("/v2/health/live", headers={"X-API-Key": ""}).json() == {"live": True}
    for path in ("/v2/health/ready", "/v2/models/mingcha/ready"):
        assert adapter.get(path).json() == {"ready": True}
    assert adapter.get("/v2/models/another/ready").status_code == 404
    assert adapter.post("/v2/models/another/infer", json={"inputs": []}).status_code in (404, 422)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"dataframe_split": {"columns": ["a"], "data": [[1]]}},
        {"dataframe_split": {"columns": ["a"], "data": [[1, 2]]}},
        {"dataframe_split": []},
        {"dataframe_records": []},
        {"dataframe_records": [1]},
        {"inputs": [[1]]},
        {"inputs": {}, "dataframe_records": []},
    ],
)
def test_rows_that_cannot_be_read_are_a_problem(adapter: TestClient, body: Any) -> None:
    answer = adapter.post("/invocations", json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:mingcha:problem:invalid-rows")


@pytest.mark.parametrize("odd", ["王小丽", [1], {}, 10**400])
def test_what_is_no_number_is_named_by_its_column_and_not_repeated(
    adapter: TestClient, features: pd.DataFrame, odd: Any
) -> None:
    columns = forms(features.head(1))["inputs"]
    name = next(iter(columns))
    answer = adapter.post("/invocations", json={"inputs": columns | {name: [odd]}})
    assert answer.status_code == 422
    assert name in answer.json()["detail"]
    assert "王小丽" not in answer.text


def test_adapters_need_a_key_and_are_off_unless_asked_for(adapter: TestClient, scored: Home) -> None:
    paths = [("POST", "/invocations"), ("POST", "/v2/models/mingcha/infer"), ("GET", "/v2/models/mingcha")]
    for method, path in paths:
        answer = adapter.request(method, path, json={"inputs": [{}]}, headers={"X-API-Key": "mk_wrong"})
        assert answer.status_code == 401, path
    with TestClient(create_app(scored)) as client:
        assert {client.request(method, path).status_code for method, path in paths} == {404}
