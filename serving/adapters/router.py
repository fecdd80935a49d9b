"""POST /invocations and /v2: the feature table in, scores out."""

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Body, Path
from fastapi.responses import JSONResponse

from serving.adapters import inference_form, mlflow_form, rows
from serving.adapters.inference_form import OUTPUTS, InferenceAnswer, InferenceRequest, ModelAnswer, TensorNamed
from serving.api import problems
from serving.models.in_use import model
from serving.refusals import ModelNotServed
from serving.scores.router import ScanForProgram
from serving.security.declared import ANYBODY
from serving.security.dependencies import InHome

if TYPE_CHECKING:
    from training.bundle import Bundle
    from training.estimators.prior import PriorBundle

router = APIRouter(tags=["adapters"])
NAME = "mingcha"
ModelName = Annotated[str, Path(max_length=64, description="mingcha; no other model is served.")]


@router.post("/invocations", operation_id="invokeModel", responses=problems(401, 403, 422, 503))
def invocations(home: InHome, scan: ScanForProgram, body: Annotated[Any, Body()]) -> JSONResponse:
    """Rows of the feature table as `dataframe_split`, `dataframe_records` or `inputs` (values by column), in JSON.

    The answer is what `mlflow models serve` gives for the same model. Columns that the model does not know are left
    aside; null and a value left out of a record are unknown.
    """
    bundle = model(home, scan.manifest.model_version)
    return JSONResponse(mlflow_form.write(rows.scored(bundle, mlflow_form.read(body))))


@router.get("/v2/health/live", operation_id="inferenceLive", dependencies=[ANYBODY])
def live() -> dict[str, bool]:
    """Whether the process answers."""
    return {"live": True}


@router.get("/v2/health/ready", operation_id="inferenceReady", responses=problems(401, 403, 503))
def ready(home: InHome, scan: ScanForProgram) -> dict[str, bool]:
    """Whether there is a model to ask."""
    model(home, scan.manifest.model_version)
    return {"ready": True}


@router.get("/v2/models/{name}", operation_id="describeInference", responses=problems(401, 403, 404, 422, 503))
def describe(home: InHome, scan: ScanForProgram, name: ModelName) -> ModelAnswer:
    """The columns that the model in use takes, in their order, and what it gives."""
    bundle = _named(home, scan, name)
    return ModelAnswer(
        name=NAME,
        versions=[bundle.version],
        platform="mingcha_bundle",
        inputs=[TensorNamed(name=column, datatype="FP64", shape=[-1]) for column in rows.columns(bundle)],
        outputs=[TensorNamed(name=given, datatype=kind, shape=[-1]) for given, kind in OUTPUTS.items()],
    )


@router.get("/v2/models/{name}/ready", operation_id="inferenceModelReady", responses=problems(401, 403, 404, 422, 503))
def model_ready(home: InHome, scan: ScanForProgram, name: ModelName) -> dict[str, bool]:
    """Whether this model is the one in use."""
    _named(home, scan, name)
    return {"ready": True}


@router.post("/v2/models/{name}/infer", operation_id="infer", responses=problems(401, 403, 404, 422, 503))
def infer(home: InHome, scan: ScanForProgram, name: ModelName, asked: InferenceRequest) -> InferenceAnswer:
    """Score rows of the feature table, each column as a tensor of its own."""
    bundle = _named(home, scan, name)
    outputs = inference_form.write(rows.scored(bundle, inference_form.read(asked)), asked)
    return InferenceAnswer(model_name=NAME, model_version=bundle.version, id=asked.id, outputs=outputs)


def _named(home: InHome, scan: ScanForProgram, name: str) -> "Bundle | PriorBundle":
    if name != NAME:
        raise ModelNotServed(f"The one model that is served is called {NAME}.")
    return model(home, scan.manifest.model_version)
