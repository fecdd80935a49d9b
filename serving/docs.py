"""The API's documentation page, from an installed package: nothing is loaded from another host."""

import copy
from pathlib import Path
from typing import Any

import swagger_ui_bundle
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from serving.security.declared import ANYBODY

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>mingcha API</title>
<link rel="icon" href="/static/favicon.svg"><link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>"""
_START = (
    'SwaggerUIBundle({url: "/docs/openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null, '
    "presets: [SwaggerUIBundle.presets.apis]});"
)


def install(app: FastAPI) -> None:
    """Serve the page at /docs."""
    assets = next((Path(swagger_ui_bundle.__file__).parent / "vendor").glob("swagger-ui-*"))
    app.mount("/docs/assets", StaticFiles(directory=assets), name="docs-assets")

    @app.get("/docs", include_in_schema=False, dependencies=[ANYBODY])
    def page() -> HTMLResponse:
        return HTMLResponse(_PAGE)

    @app.get("/docs/start.js", include_in_schema=False, dependencies=[ANYBODY])
    def start() -> Response:
        return Response(_START, media_type="text/javascript")

    @app.get("/docs/openapi.json", include_in_schema=False, dependencies=[ANYBODY])
    def for_the_page() -> JSONResponse:
        return JSONResponse(as_3_0(app.openapi()))


def as_3_0(document: dict[str, Any]) -> dict[str, Any]:
    """The document as OpenAPI 3.0, the newest that the packaged page can show; /openapi.json stays 3.1."""
    older: dict[str, Any] = _older(copy.deepcopy(document))
    older["openapi"] = "3.0.3"
    return older


def _older(node: Any) -> Any:
    if isinstance(node, list):
        return [_older(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    node = {key: _older(value) for key, value in node.items() if key not in ("propertyNames",)}
    choices = node.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        left = [choice for choice in choices if choice != {"type": "null"}]
        node.pop("anyOf")
        node["nullable"] = True
        node.update(left[0] if len(left) == 1 and "$ref" not in left[0] else {"anyOf": left})
    for bound in ("Minimum", "Maximum"):
        limit = node.get(f"exclusive{bound}")
        if isinstance(limit, int | float) and not isinstance(limit, bool):
            node[bound.lower()], node[f"exclusive{bound}"] = limit, True
    return node
