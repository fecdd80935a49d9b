"""demo: everything on a fictional county."""

from typing import Annotated

import typer

from serving.commands.server import Host, Port
from serving.commands.terminal import actor, database_url, example, home, progress_bar


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", epilog=example("mingcha demo", "mingcha demo --people 3000 --port 8080"))(demo)


def demo(
    people: Annotated[int, typer.Option(help="How many people live in the county.", min=300)] = 12_000,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop before serving.")] = False,
) -> None:
    """Make a fictional county, import, train, scan, and serve the queue. Done again, it does only what is missing."""
    from serving.demo import prepare
    from serving.server import check_address, listen

    if not no_serve:
        check_address(host, port)
    with progress_bar() as progress:
        done = prepare(home(), people, progress, database_url(), actor())
    for line in done.lines:
        print(line)
    if no_serve:
        return
    print(f"\nOpen http://{host}:{port}/ and sign in with one of these (new at every start of the demo):")
    for account in done.accounts:
        print(f"  {account.name:<12} {account.password}   ({account.role})")
    listen(home(), host, port, database_url())
