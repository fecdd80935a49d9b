"""/v1/models and the pages of models."""

from collections.abc import Iterator
from typing import Protocol

import pytest
from fastapi.testclient import TestClient

from records.home import Home
from serving.app import create_app
from serving.database import Database
from tests.serving.conftest import PASSWORD, key_for, person


class Trained(Protocol):
    home: Home
    versions: tuple[str, str]


@pytest.fixture
def asked(trained: Trained) -> Iterator[TestClient]:
    with TestClient(create_app(trained.home), raise_server_exceptions=False) as found:
        yield found


def acting(asked: TestClient, opened: Database, role: str) -> TestClient:
    asked.headers["Authorization"] = f"Bearer {key_for(opened, role)}"  # type: ignore[arg-type]
    return asked


@pytest.mark.slow
def test_an_analyst_lists_reads_promotes_and_goes_back_by_api(
    asked: TestClient, opened: Database, trained: Trained
) -> None:
    api, (one, other) = acting(asked, opened, "analyst"), trained.versions
    assert {model["version"] for model in api.get("/v1/models").json()["models"]} == set(trained.versions)
    assert api.get(f"/v1/models/{one}").json()["labels"] > 20
    first = api.post(f"/v1/models/{one}/promotion", json={"override": "the first"}).json()
    assert first["reordering"]["version"] == one
    assert api.get("/v1/models/current").json()["model_version"] == one
    refused = api.post(f"/v1/models/{other}/promotion", json={})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:mingcha:problem:gate-closed")
    assert api.get("/v1/models/current").json()["model_version"] == one
    second = api.post(f"/v1/models/{other}/promotion", json={"override": "tried in the field"}).json()
    assert any("never compared" in reason for reason in second["overridden"])
    back = api.post("/v1/models/rollback", json={"why": "worse"}).json()
    assert (back["act"], back["version"], back["previous"]) == ("rolled back", one, other)
    assert api.get("/v1/models/drift").json()["version"] == one
    assert api.get("/v1/models/20200101-nothing").status_code == 404


@pytest.mark.slow
def test_two_models_are_compared_over_the_api_as_on_the_page(
    asked: TestClient, opened: Database, trained: Trained
) -> None:
    api, (one, other) = acting(asked, opened, "supervisor"), trained.versions
    path = f"/v1/models/{other}/comparison"
    assert api.get(path).status_code == 404, "no model serves, so one has to be named"
    found = api.get(path, params={"other": one}).json()
    assert (found["version"], found["other"]) == (other, one)
    assert (found["same_cases"]["problem"] is None) == bool(found["same_cases"]["differences"])
    moved = found["queue"]["reordering"]
    assert (moved["previous"], moved["version"]) == (one, other)
    assert {case["case_id"] for case in found["queue"]["entered"]}.isdisjoint(
        case["case_id"] for case in found["queue"]["left"]
    )
    back = api.get(f"/v1/models/{one}/comparison", params={"other": other}).json()
    assert back["queue"]["reordering"]["correlation"] == moved["correlation"]
    assert len(back["queue"]["left"]) == len(found["queue"]["entered"])
    assert api.get(path, params={"other": "20200101-nothing"}).status_code == 404
    assert acting(asked, opened, "inspector").get(path, params={"other": one}).status_code == 403


@pytest.mark.slow
def test_who_may_only_read_cannot_promote(asked: TestClient, opened: Database, trained: Trained) -> None:
    api = acting(asked, opened, "backend")
    assert api.get("/v1/models").status_code == 200
    assert api.post(f"/v1/models/{trained.versions[0]}/promotion", json={"override": "x"}).status_code == 403
    assert api.post("/v1/models/rollback", json={}).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize(("language", "said"), [("zh", "不得用于"), ("en", "What it must not be used for")])
def test_the_card_and_its_pictures_are_shown_in_both_languages(
    asked: TestClient, opened: Database, trained: Trained, language: str, said: str
) -> None:
    with opened.writing() as session:
        person(session, "supervisor", "zhao")
    asked.get("/sign-in")
    token = asked.get("/sign-in").text.split('name="csrf" value="')[1].split('"')[0]
    asked.post("/sign-in", data={"name": "zhao", "password": PASSWORD, "csrf": token, "onward": "/"})
    asked.cookies.set("language", language)
    version = trained.versions[0]
    shown = asked.get(f"/models/{version}")
    assert shown.status_code == 200
    assert said in shown.text
    assert "<script" not in shown.text
    for name in ("precision", "calibration", "drivers", "groups", "batches"):
        for shape in ("wide", "narrow"):
            assert f"/models/{version}/{name}-{shape}.svg" in shown.text
            drawn = asked.get(f"/models/{version}/{name}-{shape}.svg")
            assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert version in asked.get("/models").text
    assert asked.get("/models/20200101-nothing").status_code == 404
    assert asked.get(f"/models/{version}/salaries-wide.svg").status_code == 422
