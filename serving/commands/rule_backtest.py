"""rules backtest: what a rule would have hit on past days, before it goes live."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from serving.commands.terminal import AsJson, database_url, home, print_json, print_table, progress_bar

if TYPE_CHECKING:
    from rules.backtest import Backtest, Ended

HEADINGS = (
    "day", "hits", "known already", "new", "sent", "verified", "confirmed", "cleared", "inconclusive", "rate", "90 %",
    "at stake", "to recover", "recovered",
)  # fmt: skip
Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only days from this one on.")]


def backtest(
    rule: Annotated[str, typer.Argument(help="Id of a rule, or a YAML file with one.", metavar="RULE|FILE.yaml")],
    since: Since = None,
    json: AsJson = False,
) -> None:
    """What a rule would have hit on the day of each past batch, as known then, and how that ended.

    A file whose rule is in force in another version is compared with that.
    """
    from records import warehouse
    from records.decisions import judgements
    from rules import backtest as past
    from rules import catalogue

    at = home()
    rules = catalogue.in_force(at)
    is_file = Path(rule).suffix.lower() in (".yaml", ".yml")
    tested = catalogue.read_rule(Path(rule), rules) if is_file else rules.rule(rule)
    source = past.Past(warehouse.current(at), judgements.read(at, database_url()), at.path / "cache")
    with progress_bar() as progress:
        found = past.run(source, rules, tested, since.date() if since else None, progress)
    if json:
        print_json({"rule": tested.id, "version": tested.version, **_without_rule(found)})
        return
    _print(found)


def _without_rule(found: "Backtest") -> dict[str, object]:
    return {name: value for name, value in vars(found).items() if name != "rule"}


def _print(found: "Backtest") -> None:
    rule = found.rule
    if not found.days:
        print("There are no outcomes yet, so there is no past day to look at.")
    rows = [(day.day, *_cells(day.tested)) for day in found.days]
    rows.append(("all days", *_cells(found.tested)))
    compared = (
        (f"version {found.compared_with}", found.in_force), ("gained", found.gained), ("lost", found.lost),
    )  # fmt: skip
    rows += [(name, *_cells(ended)) for name, ended in compared if ended is not None]
    print(f"{rule.title.zh} / {rule.title.en} ({rule.id}, version {rule.version}, {rule.status})")
    print_table(HEADINGS, rows)
    for missing in dict.fromkeys(day.missing for day in found.days if day.missing is not None):
        days = ", ".join(str(day.day) for day in found.days if day.missing == missing)
        print(f"Not run on {days}: there was no {missing}.")
    print("All days: every award once, as of the first day it would have been hit.")
    for caution in found.cautions:
        print(f"{caution.zh} / {caution.en}")


def _cells(ended: "Ended") -> tuple[object, ...]:
    rate = ("", "") if ended.rate is None else (
        f"{ended.rate.mean:.0%}", f"{ended.rate.low:.0%}-{ended.rate.high:.0%}"
    )  # fmt: skip
    money = (ended.stake_fen, ended.recover_fen, ended.recovered_fen)
    return (
        ended.hits, ended.known, ended.new, ended.sent, ended.verified, ended.confirmed, ended.cleared,
        ended.inconclusive, *rate, *(None if fen is None else f"{fen / 100:,.0f}" for fen in money),
    )  # fmt: skip
