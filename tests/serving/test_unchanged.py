"""304 where nothing has changed."""

import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize("path", ["/v1/rules", "/v1/queue", "/v1/models/current"])
def test_what_has_not_changed_is_not_sent_again(backend: TestClient, path: str) -> None:
    first = backend.get(path)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    for known in (tag, f'"other", {tag}', tag.removeprefix("W/")):
        again = backend.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["x-request-id"]


def test_what_has_changed_is_sent(backend: TestClient) -> None:
    tag = backend.get("/v1/queue", params={"limit": 1}).headers["etag"]
    other = backend.get("/v1/queue", params={"limit": 2}, headers={"If-None-Match": tag})
    assert other.status_code == 200
    assert len(other.json()["items"]) == 2
    assert other.headers["etag"] != tag


def test_the_version_of_a_case_is_no_tag_of_its_content(backend: TestClient) -> None:
    number = backend.get("/v1/queue", params={"limit": 1}).json()["items"][0]["case_id"]
    first = backend.get(f"/v1/cases/{number}")
    assert first.headers["etag"] == '"1"'
    assert backend.get(f"/v1/cases/{number}", headers={"If-None-Match": '"1"'}).status_code == 200


def test_a_refusal_carries_no_tag(backend: TestClient) -> None:
    assert "etag" not in backend.get("/v1/cases/999999").headers
