"""batch estimate|verifiers: what the batches say beyond the cases visited."""

import typer

from serving.commands.terminal import AsJson, database_url, example, home, print_json


def add_to(room: typer.Typer) -> None:
    """Add the commands."""
    room.command("estimate", epilog=example("mingcha batch estimate"))(estimate)


def estimate(json: AsJson = False) -> None:
    """Confirmation rate, precision and recall among all awards, weighed by how likely each case was picked."""
    from training import batch_estimates

    found = batch_estimates.of_home(home(), database_url())
    print_json(found) if json else print(batch_estimates.told(found))
