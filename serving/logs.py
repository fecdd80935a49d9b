"""The log: one JSON object per line on stderr, ours and that of libraries alike, without anybody's data."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

import structlog


def write_log_to_stderr() -> None:
    """Write every line as JSON; a line written during a request carries the request's id."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OfLibraries())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


class _OfLibraries(logging.Formatter):
    """A line of a library. Its text with the values left out, and of an error type and place: both may quote data."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "event": str(record.msg),
            "logger": record.name,
            **structlog.contextvars.get_contextvars(),
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            # Without its text, which may quote what somebody sent.
            last = traceback.extract_tb(record.exc_info[2])[-1:]
            at = [f"{Path(place.filename).name}:{place.lineno}" for place in last]
            line |= {"error": record.exc_info[0].__name__, "at": at[0] if at else None}
        return json.dumps(line, ensure_ascii=False)
