"""Every example of the documentation does what it says, run by a shell with curl."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from serving.openapi.pages import examples
from tests.serving.openapi.conftest import Server


def test_every_example_answers_what_it_says(server: Server, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.fail("The examples need curl; `make browser` (part of `make test`) installs it.")
    (tmp_path / ".curlrc").write_text('silent\nshow-error\nwrite-out = "\\nstatus %{http_code}\\n"\n', encoding="utf-8")
    script = ["set -eu -o pipefail"]
    for example in examples():
        script += [f"echo '### {example.title}'", example.curl]
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "CURL_HOME": str(tmp_path), "MINGCHA": server.address,
        "KEY": server.keys["backend"], "SUPERVISOR_KEY": server.keys["supervisor"],
        "ADMIN_KEY": server.keys["administrator"],
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    told = done.stdout.split("### ")[1:]
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert len(told) == len(examples())
    for example, said in zip(examples(), told, strict=True):
        assert said.rstrip().endswith(f"status {example.status}"), said


def test_the_answer_to_the_same_again_says_that_it_is(server: Server) -> None:
    again = next(example for example in examples() if example.title == "The same again")
    first = next(example for example in examples() if example.title == "Record what a visit found")
    assert again.curl == first.curl


@pytest.mark.parametrize("path", ["/docs/examples", "/docs/problems"])
def test_the_pages_for_programmers_need_no_key_and_no_other_host(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert '<html lang="en"' in answer.text
    assert 'src="http' not in answer.text
    assert "<script" not in answer.text


def test_the_page_of_examples_shows_them_all(client: TestClient) -> None:
    page = client.get("/docs/examples").text
    assert all(example.title in page for example in examples())
