"""What is asked: awards of the queue by key and as rows of features, and payouts planned for real residents."""

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from records.home import Home
from records.identity.identities import Identities
from serving.database import Database
from serving.scan.current import CurrentScan, scan_in_use
from serving.security import keys
from training.home import mlflow_home

AWARDS, MANY, PLANNED, SEED = 2_000, 500, 1_000, 7


@dataclass(frozen=True)
class Asked:
    """Bodies of requests, and where the same model stands in MLflow."""

    key: str  # of the API, made for this run
    model_uri: str
    one: list[str]  # POST /v1/scores, one known award each
    many: list[str]  # the same, 500 awards each
    rows: list[str]  # POST /invocations, the features of one award each
    planned: list[str]  # POST /v1/checks, 1,000 payouts each


def of_home(home: Home, database: Database, runs: int) -> Asked:
    """Draw what to ask of a home with a trained model and a scan by it."""
    with database.writing() as session:
        scan = scan_in_use(session)
        key = keys.add_key(session, "benchmark", "backend", by="benchmark")
    chance = np.random.default_rng(SEED)
    features = pq.read_table(scan.folder / "features.parquet").to_pandas().set_index("award_key")
    drawn = [int(award) for award in chance.permutation(features.index.to_numpy())[:AWARDS]]
    lots = [chance.choice(drawn, MANY, replace=len(drawn) < MANY).tolist() for _ in range(20)]
    return Asked(
        key=key,
        model_uri=_registered(home, scan.manifest.model_version),
        one=[_scores([award]) for award in drawn],
        many=[_scores(lot) for lot in lots],
        rows=[_row(list(features.columns), features.loc[award].tolist()) for award in drawn[:MANY]],
        planned=[_list(home, scan, chance) for _ in range(runs)],
    )


def _registered(home: Home, version: str) -> str:
    found = mlflow_home.client(home).search_model_versions(f"name='{mlflow_home.MODEL}'")
    number = max(int(one.version) for one in found if one.tags.get("bundle") == version)
    return f"models:/{mlflow_home.MODEL}/{number}"


def _scores(awards: list[int]) -> str:
    return json.dumps({"items": {str(place): {"award": str(award)} for place, award in enumerate(awards)}})


def _row(columns: list[str], values: list[float]) -> str:
    data = [None if math.isnan(value) else value for value in values]
    return json.dumps({"dataframe_split": {"columns": columns, "data": [data]}})


def _list(home: Home, scan: CurrentScan, chance: np.random.Generator) -> str:
    """Another payout to each of a thousand awards, as they are paid."""
    wanted = ["person_key", "programme", "paid_fen", "payouts", "township", "village"]
    scores = pq.read_table(scan.folder / "scores.parquet", columns=wanted)
    rows = scores.take(chance.permutation(len(scores))[: PLANNED * 2]).to_pylist()
    ids = Identities(home).resident_ids([row["person_key"] for row in rows])
    payable = [row for row in rows if len(ids.get(row["person_key"], "")) == 18][:PLANNED]
    return json.dumps({"payouts": [_payout(ids[row["person_key"]], row) for row in payable]})


def _payout(resident_id: str, row: dict[str, Any]) -> dict[str, Any]:
    yuan = max(row["paid_fen"] // row["payouts"], 1) / 100
    place = {"township": row["township"], "village": row["village"]}
    return {"resident_id": resident_id, "programme": row["programme"], "amount_yuan": f"{yuan:.2f}", **place}
