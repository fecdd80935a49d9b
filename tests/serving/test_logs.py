"""What is written to stderr by a serving process."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from serving.logs import write_log_to_stderr

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    root, written = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = []  # or they would be closed
    monkeypatch.setattr("sys.stderr", written)
    write_log_to_stderr()
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_written_during_a_request_carries_its_id(lines: Lines) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        structlog.get_logger("mingcha.tests").info("ours")
        logging.getLogger("some.library").warning("theirs")
    ours, theirs = lines()
    assert (ours["event"], ours["request_id"]) == ("ours", "r-1")
    assert (theirs["event"], theirs["request_id"], theirs["level"]) == ("theirs", "r-1", "warning")


def test_a_library_quotes_nobody(lines: Lines) -> None:
    logger = logging.getLogger("some.library")
    logger.warning("cannot read %s", "110101194001010016")
    try:
        raise ValueError("王小丽")
    except ValueError:
        logger.exception("failed")
    told = lines()
    assert [line["event"] for line in told] == ["cannot read %s", "failed"]
    assert (told[1]["error"], told[1]["at"].split(":")[0]) == ("ValueError", "test_logs.py")
    assert "王小丽" not in json.dumps(told, ensure_ascii=False)
