"""The body and the answer of MLflow's /invocations (`mlflow models serve`), version 2 of its protocol."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from serving.adapters.rows import by_column
from serving.refusals import InvalidRows

FORMS = ("dataframe_split", "dataframe_records", "inputs")


def read(body: Any) -> Mapping[str, list[Any]]:
    """The rows of a request, by column. Raises InvalidRows."""
    given = [form for form in FORMS if isinstance(body, dict) and form in body]
    if len(given) != 1:
        raise InvalidRows(f"Send the rows under exactly one of {', '.join(FORMS)}.")
    sent = body[given[0]]
    return {"dataframe_split": _split, "dataframe_records": _records, "inputs": _inputs}[given[0]](sent)


def write(scores: pd.DataFrame) -> dict[str, Any]:
    """The answer: a record for each row; null where there is no figure."""
    figures = scores.astype(object).where(scores.notna(), None)
    return {"predictions": figures.to_dict("records")}


def _split(sent: Any) -> dict[str, list[Any]]:
    if (
        not isinstance(sent, dict)
        or not isinstance(sent.get("columns"), list)
        or not isinstance(sent.get("data"), list)
    ):
        raise InvalidRows("dataframe_split holds a list `columns` and a list of rows `data`.")
    return by_column(sent["columns"], sent["data"])


def _records(sent: Any) -> dict[str, list[Any]]:
    if not isinstance(sent, list) or not sent or not all(isinstance(row, dict) for row in sent):
        raise InvalidRows("dataframe_records holds a list of rows, each with its values by column.")
    names = dict.fromkeys(name for row in sent for name in row)  # a value left out is unknown
    return {name: [row.get(name) for row in sent] for name in names}


def _inputs(sent: Any) -> dict[str, list[Any]]:
    if not isinstance(sent, dict) or not all(isinstance(values, list) for values in sent.values()):
        raise InvalidRows("inputs holds a list of values for each column.")
    return dict(sent)
