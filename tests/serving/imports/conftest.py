"""An analyst's key, and a county's files to send."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from serving.app import create_app
from serving.database import Database
from tests.serving.conftest import key_for

HEADER = "姓名,身份证号,乡镇,村,补贴项目,发放金额(元),发放日期\n"
ROWS = (
    "王芳,110101194001010016,东镇,一村,农村低保,300,2025-01-10\n"
    "李强,11010119500101003X,东镇,一村,农村低保,-1,2025-01-10\n"
    "合计,,,,,299,\n"
)
LIST = (HEADER + ROWS).encode("gb18030")


@pytest.fixture
def program(empty: Database) -> Iterator[TestClient]:
    """The API of an empty home, called by an analyst's program."""
    with TestClient(create_app(empty.home), raise_server_exceptions=False) as found:
        found.headers["X-API-Key"] = key_for(empty, "analyst")
        yield found


@pytest.fixture
def listing(tmp_path: Path) -> Path:
    file = tmp_path / "低保名单.csv"
    file.write_bytes(LIST)
    return file
