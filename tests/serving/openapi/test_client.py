"""A Python client is generated from the committed document and does an afternoon's integration against a server."""

import importlib
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

from serving.openapi.__main__ import DOCS
from tests.serving.openapi.conftest import Server

NAME = "mingcha_generated"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"  # the generator knows no workbooks


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp("client")
    config = Config.from_sources(
        ConfigFile(post_hooks=[], literal_enums=True, content_type_overrides={_XLSX: "application/octet-stream"}),
        MetaType.NONE,
        document_source=DOCS / "openapi.json",
        file_encoding="utf-8",
        overwrite=True,
        output_path=folder / NAME,
    )
    complaints = [str(complaint) for complaint in generate(config=config)]
    assert not complaints
    sys.path.insert(0, str(folder))
    yield importlib.import_module(NAME)
    sys.path.remove(str(folder))


def call(generated: ModuleType, tag: str, operation: str, **given: Any) -> Any:
    module = importlib.import_module(f"{NAME}.api.{tag}.{operation}")
    return module.sync_detailed(**given)


def model(name: str) -> Any:
    return getattr(importlib.import_module(f"{NAME}.models"), name)


def test_the_generator_understands_every_operation(generated: ModuleType) -> None:
    document = json.loads((DOCS / "openapi.json").read_text(encoding="utf-8"))
    operations = sum(len(methods) for methods in document["paths"].values())
    files = [file for file in Path(generated.__path__[0]).glob("api/*/*.py") if file.name != "__init__.py"]
    assert len(files) == operations


def test_an_afternoons_integration(generated: ModuleType, server: Server) -> None:
    client = generated.AuthenticatedClient(base_url=server.address, token=server.keys["backend"])
    page = call(generated, "queue", "list_queue", client=client, limit=1).parsed
    row = page.items[0]
    case = call(generated, "cases", "read_case", client=client, case_id=row.case_id)
    assert case.parsed.case.award == row.award
    said = model("OutcomeRequest")(result="cleared", verified=date(2026, 1, 5), note="nobody knows of it")
    sent = {"case_id": row.case_id, "body": said, "if_match": case.headers["etag"], "idempotency_key": "afternoon-1"}
    first, second = (call(generated, "cases", "record_outcome", client=client, **sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.parsed == second.parsed
    assert first.parsed.result == "cleared"


def test_a_refusal_is_a_problem_with_a_type(generated: ModuleType, server: Server) -> None:
    client = generated.AuthenticatedClient(base_url=server.address, token=server.keys["backend"])
    answer = call(generated, "cases", "read_case", client=client, case_id=999_999)
    assert answer.status_code == 404
    assert answer.parsed.type_ == "urn:mingcha:problem:case-not-found"
