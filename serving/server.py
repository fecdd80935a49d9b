"""uvicorn over the application, with a log that holds no personal data."""

import errno
import gc
import socket
import threading
from contextlib import closing, nullcontext, suppress

import structlog
import uvicorn

from records import warehouse
from records.decisions import judgements
from records.errors import MingchaError
from records.home import Home
from serving.app import create_app
from serving.beside import worker_beside
from serving.database import Database
from serving.logs import write_log_to_stderr
from serving.models.in_use import model
from serving.scan.current import scan_in_use
from serving.scores.warm import warm
from serving.settings import settings


class AddressUnusable(MingchaError):
    """The server cannot listen where it should."""


def listen(home: Home, host: str, port: int, database_url: str | None = None, *, worker: bool = True) -> None:
    """Serve until stopped, with a worker beside unless one runs elsewhere."""
    write_log_to_stderr()
    # Bound before anything is loaded: a taken port is said at once, and as an error of ours.
    with closing(_bound(host, port)) as listener:
        app = create_app(home, database_url, adapters=settings().adapters)
        # uvicorn's own access log writes query strings.
        # A follower of a job keeps his connection open; he asks the next server anew.
        config = uvicorn.Config(
            app, access_log=False, log_config=None, server_header=False, timeout_graceful_shutdown=5
        )
        shown = f"[{host}]" if ":" in host else host
        print(f"mingcha listens on http://{shown}:{port}/ (API documentation: /docs). Stop with Ctrl-C.", flush=True)
        threading.Thread(target=_warm, args=(app.state.database,), daemon=True).start()
        with suppress(KeyboardInterrupt), worker_beside(home, database_url) if worker else nullcontext():
            uvicorn.Server(config).run(sockets=[listener])  # Ctrl-C is the way it is told to stop


def _warm(database: Database) -> None:
    """Load scan and model while the first visitor still signs in: it takes seconds."""
    try:
        with database.reading() as session:
            scan = scan_in_use(session)
        model(database.home, scan.manifest.model_version)
        judged = judgements.read(database.home, database.url)
        warm(warehouse.current(database.home), scan.manifest.day, judged, scan.rules)
        # What stays for good, modules and models, need not be looked through for garbage again and again: that held
        # up one request in some dozens for longer than it takes to answer.
        gc.collect()
        gc.freeze()
    except MingchaError as error:
        structlog.get_logger("mingcha.server").warning("not ready", why=str(error))


def check_address(host: str, port: int) -> None:
    """Raise AddressUnusable now rather than after minutes of work."""
    _bound(host, port).close()


def _bound(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # Named TCP, or asyncio leaves Nagle's delay on and every answer takes 40 ms.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        why = "it is taken by another program" if error.errno == errno.EADDRINUSE else str(error.strerror or error)
        raise AddressUnusable(
            f"mingcha cannot listen on {host} port {port}: {why}; name others with --host and --port."
        ) from error
    return listener
