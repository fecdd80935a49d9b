"""serve, worker: the pages and the API, and the process that does the long work."""

from typing import Annotated

import typer

from serving.commands.terminal import database, database_url, example, home

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("serve", epilog=example("mingcha serve", "mingcha serve --host 0.0.0.0 --port 8080"))(serve)
    app.command("worker", epilog=example("mingcha worker", "mingcha worker --once"))(worker)


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Start no worker beside the server; one runs elsewhere.")
    ] = False,
) -> None:
    """Serve the pages and the API until stopped, with a worker beside for imports, scans and trainings."""
    from serving.server import listen

    listen(home(), host, port, database_url(), worker=not no_worker)


def worker(
    once: Annotated[bool, typer.Option("--once", help="End when nothing waits any more.")] = False,
    while_stdin: Annotated[bool, typer.Option("--while-stdin", hidden=True)] = False,
) -> None:
    """Do the long work that people and programs asked for: imports, scans, trainings, one at a time."""
    from serving.jobs.telling_to_stop import told_to_stop
    from serving.jobs.worker import work
    from serving.logs import write_log_to_stderr

    write_log_to_stderr()
    with told_to_stop(while_stdin) as stop, database() as opened:
        work(opened, stop, once=once)
