"""webhook add|list|remove|deliver: who is told of events."""

import time
from typing import Annotated

import typer

from serving.commands.terminal import AsJson, actor, database, example, print_json, print_table

Events = Annotated[
    list[str] | None, typer.Option("--event", help="outcome.recorded or batch.due; several times for both (default).")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    room = typer.Typer(no_args_is_help=True, help="Other systems that are told of events.", rich_markup_mode=None)
    adding = "mingcha webhook add https://finance.county.example/mingcha --event outcome.recorded"
    room.command("add", epilog=example(adding))(add)
    room.command("list", epilog=example("mingcha webhook list"))(list_webhooks)
    room.command("remove", epilog=example("mingcha webhook remove 1"))(remove)
    room.command("deliver", epilog=example("mingcha webhook deliver", "mingcha webhook deliver --every 30"))(deliver)
    app.add_typer(room, name="webhook", epilog=example("mingcha webhook list"))


def add(
    url: Annotated[str, typer.Argument(help="https; other hosts only if MINGCHA_WEBHOOK_HOSTS names them.")],
    event: Events = None,
) -> None:
    """Have an address told of events, and print the secret that signs them: it is shown this once only."""
    from serving.settings import settings
    from serving.webhooks import service
    from serving.webhooks.addresses import named_hosts
    from serving.webhooks.views import EVENTS

    with database() as opened, opened.writing() as session:
        hosts = named_hosts(settings().webhook_hosts)
        _, secret = service.add(session, url, event or EVENTS, hosts, actor())
    print(secret)


def list_webhooks(json: AsJson = False) -> None:
    """Every webhook, and how many messages wait for it or were given up."""
    from serving.webhooks import repository

    with database() as opened, opened.reading() as session:
        found = repository.views(session)
    if json:
        print_json(found)
        return
    rows = [(v.id, v.url, ", ".join(v.events), "yes" if v.active else "rests", v.waiting, v.dead) for v in found]
    print_table(("number", "address", "told of", "active", "waiting", "given up"), rows)


def remove(number: Annotated[int, typer.Argument(help="Its number, as listed.", min=1)]) -> None:
    """Tell it nothing any more; what waits for it is dropped."""
    from serving.webhooks import service

    with database() as opened, opened.writing() as session:
        service.remove(session, number, actor())
    print(f"Webhook {number} is told nothing any more.")


def deliver(
    every: Annotated[float, typer.Option(help="Again every so many seconds, until stopped; 0: once.", min=0)] = 0,
) -> None:
    """Send what waits to be sent."""
    from serving.settings import settings
    from serving.webhooks.addresses import named_hosts
    from serving.webhooks.delivery import deliver as round_of

    hosts = named_hosts(settings().webhook_hosts)
    with database() as opened:
        while True:
            done = round_of(opened, hosts)
            if done.delivered or done.failed or done.dead or not every:
                print(f"Delivered {done.delivered}, to be tried again {done.failed}, given up {done.dead}.", flush=True)
            if not every:
                return
            time.sleep(every)
