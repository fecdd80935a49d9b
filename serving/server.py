"""uvicorn over the application, with a log that holds no personal data."""

import logging
import sys

import structlog
import uvicorn

from records.home import Home
from serving.app import create_app


def listen(home: Home, host: str, port: int, database_url: str | None = None) -> None:
    """Serve until stopped."""
    write_log_to_stderr()
    app = create_app(home, database_url)
    print(f"mingcha listens on http://{host}:{port}/  (the API's documentation: /docs). Stop with Ctrl-C.", flush=True)
    # uvicorn's own access log writes query strings.
    uvicorn.run(app, host=host, port=port, access_log=False, log_level="warning", server_header=False)


def write_log_to_stderr() -> None:
    """One JSON object per line."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
