"""serve: the API and the pages."""

from typing import Annotated

import typer

from serving.commands.terminal import database_url, example, home

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve", epilog=example("mingcha serve", "mingcha serve --host 0.0.0.0 --port 8080"))(serve)


def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the pages and the API until stopped."""
    from serving.server import listen

    listen(home(), host, port, database_url())
