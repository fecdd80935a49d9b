"""Requests and answers of the Open Inference Protocol, version 2: every column of the feature table is a tensor."""

from collections.abc import Mapping
from math import prod
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, Field

from serving.refusals import InvalidRows

OUTPUTS = {"probability": "FP64", "anomaly": "FP64", "percentile": "FP64", "level": "BYTES"}
Number = Literal["FP64", "FP32", "INT64", "INT32", "INT16", "INT8", "UINT64", "UINT32", "UINT16", "UINT8", "BOOL"]


class Tensor(BaseModel):
    """One column: a value for each row, flat or with each in a list of its own; null where nothing is known."""

    name: str
    shape: list[int] = Field(min_length=1, max_length=2, examples=[[2], [2, 1]])
    datatype: Number
    data: list[Any]
    parameters: dict[str, Any] | None = None

    @property
    def values(self) -> list[Any]:
        """The values, one a row. Raises InvalidRows where the shape says something else."""
        flat = [value for entry in self.data for value in (entry if isinstance(entry, list) else [entry])]
        if self.shape[1:] not in ([], [1]) or prod(self.shape) != len(flat):
            raise InvalidRows("A tensor's shape must be [rows] or [rows, 1], and it must hold as many values.")
        return flat


class Wanted(BaseModel):
    """An output that is asked for."""

    name: str
    parameters: dict[str, Any] | None = None


class InferenceRequest(BaseModel):
    """Rows to score."""

    id: str | None = Field(default=None, max_length=128, description="Comes back in the answer; stored nowhere.")
    inputs: list[Tensor] = Field(min_length=1)
    outputs: list[Wanted] | None = Field(default=None, description="Leave out for all.")
    parameters: dict[str, Any] | None = None


class Output(BaseModel):
    """One column of the answer."""

    name: str
    shape: list[int]
    datatype: str
    data: list[float | str | None]


class InferenceAnswer(BaseModel):
    """Scores of the rows, in their order."""

    model_name: str
    model_version: str
    id: str | None = None
    outputs: list[Output]


class TensorNamed(BaseModel):
    """A column that the model takes or gives."""

    name: str
    datatype: str
    shape: list[int] = Field(description="-1: as many rows as there are.")


class ModelAnswer(BaseModel):
    """What the model takes and gives."""

    name: str
    versions: list[str]
    platform: str
    inputs: list[TensorNamed]
    outputs: list[TensorNamed]


def read(asked: InferenceRequest) -> Mapping[str, list[Any]]:
    """The rows, by column. Raises InvalidRows."""
    if len({tensor.name for tensor in asked.inputs}) != len(asked.inputs):
        raise InvalidRows("Every tensor needs a name of its own.")
    return {tensor.name: tensor.values for tensor in asked.inputs}


def write(scores: pd.DataFrame, asked: InferenceRequest) -> list[Output]:
    """The outputs asked for. Raises InvalidRows for one that the model does not give."""
    names = list(OUTPUTS) if asked.outputs is None else [wanted.name for wanted in asked.outputs]
    if strange := [name for name in names if name not in OUTPUTS]:
        raise InvalidRows(f"{len(strange)} of the outputs asked for are none of {', '.join(OUTPUTS)}.")
    figures = scores.astype(object).where(scores.notna(), None)
    return [
        Output(name=name, shape=[len(scores)], datatype=OUTPUTS[name], data=figures[name].tolist()) for name in names
    ]
