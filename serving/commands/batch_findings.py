"""batch estimate|verifiers|noise: what the batches say beyond the cases visited."""

import math
from typing import Annotated

import typer

from serving.commands.terminal import AsJson, database_url, example, home, print_json, print_table, progress_bar


def add_to(room: typer.Typer) -> None:
    """Add the commands."""
    room.command("estimate", epilog=example("mingcha batch estimate"))(estimate)
    room.command("verifiers", epilog=example("mingcha batch verifiers", "mingcha batch verifiers --quick"))(compare)
    room.command("noise", epilog=example("mingcha batch noise"))(noise)


def estimate(json: AsJson = False) -> None:
    """Confirmation rate, precision and recall among all awards, weighed by how likely each case was picked."""
    from training.visits import batch_estimates

    found = batch_estimates.of_home(home(), database_url())
    print_json(found) if json else print(batch_estimates.told(found))


def compare(
    quick: Annotated[
        bool, typer.Option("--quick", help="Only cases of batches, by the score they went out with; no training.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Compare what townships confirm with what their cases gave reason to expect; who stands out beyond chance."""
    from training.visits import home_verifiers

    with progress_bar() as progress:
        found = (
            home_verifiers.of_batches(home(), database_url())
            if quick
            else home_verifiers.forward(home(), database_url(), progress)
        )
    if json:
        print_json({"spread": found.spread, "verifiers": found.table.to_dict("records")})
        return
    rows = [
        (row["verifier"], row["cases"], row["confirmed"], f"{row['expected']:.1f}",
         f"{row['ratio']:.2f} ({row['low']:.2f}-{row['high']:.2f})", f"{row['by_chance']:.3f}", row["stands_out"])
        for row in found.table.to_dict("records")
    ]  # fmt: skip
    print_table(("township", "cases", "confirmed", "expected", "ratio (90 %)", "by chance", "stands out"), rows)
    if not rows:
        print("Nothing came back yet; `mingcha batch return FILE` records what townships found.")
    elif any(row["stands_out"] for row in found.table.to_dict("records")):
        print("Standing out is a reason to check again, no proof: `mingcha batch recheck --size 40`.")


def noise(json: AsJson = False) -> None:
    """How many cleared cases another township confirmed, and what that implies for the base rate."""
    from training.visits import home_verifiers

    found = home_verifiers.rechecks(home(), database_url())
    if json:
        print_json({"noise": found.noise, "by_verifier": found.by_verifier.to_dict("records")})
        return
    said = found.noise
    if math.isnan(said.share):
        print("No re-check came back yet; `mingcha batch recheck --size 40` draws one among cleared cases.")
        return
    print(
        f"{said.overturned} of {said.rechecked} re-checked clearances were overturned: {said.share:.1%} "
        f"(90 %: {said.low:.1%} - {said.high:.1%}).\nConfirmed at first {said.base_rate:.1%}; without false "
        f"clearances {said.corrected:.1%} ({said.corrected_low:.1%} - {said.corrected_high:.1%})."
    )
    rows = [(row["verifier"], row["rechecked"], row["overturned"]) for row in found.by_verifier.to_dict("records")]
    print_table(("cleared by", "re-checked", "overturned"), rows)
