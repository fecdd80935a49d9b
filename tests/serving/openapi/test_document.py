"""The document of the API: committed, complete, the same for the same API."""

import difflib
from typing import Any

import pytest

from serving.errors import PROBLEMS, URN
from serving.openapi.__main__ import DOCS, written
from serving.openapi.glossary import needs_example, words
from serving.openapi.pages import kinds


@pytest.fixture(scope="module")
def now() -> dict[str, str]:
    return written()


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    from records.home import Home
    from serving.app import create_app

    app = create_app(Home(tmp_path_factory.mktemp("document") / "home"))
    app.state.database.close()
    return app.openapi()


@pytest.mark.parametrize("name", ["openapi.json", "api.md"])
def test_what_is_committed_is_what_the_code_says(now: dict[str, str], name: str) -> None:
    before = (DOCS / name).read_text(encoding="utf-8")
    changed = "\n".join(difflib.unified_diff(before.splitlines(), now[name].splitlines(), "committed", "now", n=2))
    assert not changed, f"The API changed; if that is meant, run `make openapi` and commit it:\n{changed[:6000]}"


def test_the_document_is_the_same_every_time(now: dict[str, str]) -> None:
    assert written() == now


def test_every_schema_and_every_field_is_described_and_has_an_example(document: dict[str, Any]) -> None:
    lacking = []
    for name, schema in document["components"]["schemas"].items():
        lacking += [] if schema.get("description") else [name]
        for field, told in schema.get("properties", {}).items():
            if not told.get("description") or needs_example(told):
                lacking.append(f"{name}.{field}")
    assert not lacking, f"Describe them with Field(description=, examples=) or in glossary.yaml: {lacking}"


def test_every_operation_and_every_parameter_is_described(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["description"], f"{method} {path}"
            for parameter in operation.get("parameters", []):
                assert parameter.get("description"), f"{method} {path}: {parameter['name']}"


def test_operation_ids_are_unique_and_every_tag_is_explained(document: dict[str, Any]) -> None:
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert {tag for operation in operations for tag in operation["tags"]} == {tag["name"] for tag in document["tags"]}


# They store nothing, or a second time changes nothing: asking twice does no harm.
ASKING = {"scoreAwards", "checkPayouts", "cancelJob"}


def test_every_post_that_changes_something_takes_an_idempotency_key(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        post = methods.get("post")
        if post is None or post["operationId"] in ASKING:
            continue
        headers = {parameter["name"] for parameter in post["parameters"] if parameter["in"] == "header"}
        assert "idempotency-key" in headers, f"{path}: give its router route_class=OnceRoute"
        assert {"409", "422"} <= set(post["responses"])


def test_every_list_is_paged_by_cursor(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        get = methods.get("get")
        if get is not None and get["operationId"].startswith("list"):
            assert {"cursor", "limit"} <= {parameter["name"] for parameter in get.get("parameters", [])}, path


def test_every_change_of_something_with_a_version_asks_for_it(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method in methods.keys() & {"put", "patch", "delete"}:
            assert {"412", "428"} <= set(methods[method]["responses"]), f"{method} {path}"
    outcome = document["paths"]["/v1/cases/{case_id}/outcomes"]["post"]["responses"]
    assert {"412", "428"} <= set(outcome)


def test_every_answer_carries_its_request_id_and_429_says_how_long_to_wait(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            for answer in operation["responses"].values():
                assert "X-Request-ID" in answer["headers"]
            if path.startswith("/v1"):
                assert "Retry-After" in operation["responses"]["429"]["headers"]


def test_no_word_of_the_glossary_is_left_over(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    fields = {field for schema in schemas.values() for field in schema.get("properties", {})}
    parameters = {
        parameter["name"] for methods in document["paths"].values() for operation in methods.values()
        for parameter in operation.get("parameters", [])
    }  # fmt: skip
    own = {f"{name}.{field}" for name, schema in schemas.items() for field in schema.get("properties", {})}
    assert set(words()) <= fields | own | parameters


def test_the_page_of_problems_names_every_type_there_is() -> None:
    assert {URN + problem.type for problem in PROBLEMS.values()} <= {kind.type for kind in kinds()}
    assert all(kind.meaning.endswith((".", "says why")) for kind in kinds())
