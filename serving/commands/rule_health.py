"""rules health: how the hits of every rule ended, and what that recommends."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from serving.commands.terminal import AsJson, database, local_user, print_json, print_table

if TYPE_CHECKING:
    from rules.health import Health
    from rules.parts import Part

ENDINGS = (".svg", ".png")
By = Literal["rule", "programme", "township", "band"]  # as rules.health has it, which takes long to import
HEADINGS = (
    "rule", "part", "hits", "unverified", "verified", "confirmed", "cleared", "inconclusive", "rate", "90 %",
    "recovered", "to recover", "newest, days", "labels", "advice",
)  # fmt: skip
ON_A_TERMINAL = ("rule", "part", "hits", "verified", "confirmed", "rate", "90 %", "recovered", "advice")


def health(
    by: Annotated[
        By,
        typer.Option(help="Divide every rule further: rule (not at all), programme, township (and programme), band."),
    ] = "rule",
    chart: Annotated[Path | None, typer.Option(help="Also draw it into a .svg or .png file.", metavar="FILE")] = None,
    json: AsJson = False,
) -> None:
    """How the hits of every rule ended: verified, confirmed, recovered, a smoothed rate with its 90 % interval.

    Only dispatched cases are verified, the likelier ones first: a rate is not that of a visit to any hit.
    """
    from serving.rules import service
    from serving.rules.schemas import HealthAnswer

    if chart is not None and chart.suffix.lower() not in ENDINGS:
        raise typer.BadParameter(f"{chart} must end in {', '.join(ENDINGS)}", param_hint="--chart")
    with database() as opened:
        found = service.health(opened, local_user(), by)
    if chart is not None:
        _draw(found, chart)
    if json:
        print_json(HealthAnswer.of(found))
        return
    _print(found)
    for rule, people in found.omitted.items():
        print(f"{rule}: names {people:,} people who get nothing; `mingcha rules omissions` lists them.")
    print(
        f"Outcomes known by {found.as_of}: {found.confirmed:,} of {found.labelled:,} awards confirmed. Only dispatched "
        "cases are verified, the likelier ones first."
    )


def _print(found: "Health") -> None:
    rows: list[tuple[object, ...]] = []
    for one in found.rules:
        share = "" if one.share_of_labels is None else f"{one.share_of_labels:.1%}"
        rows.append((one.rule.id, "", *_cells(found, one.whole), share, one.advice.action))
        rows += [(one.rule.id, found.names.of(part).zh, *_cells(found, part), "", "") for part in one.parts]
    shown: tuple[str, ...] = HEADINGS
    if sys.stdout.isatty():  # a screen is narrow
        shown = tuple(name for name in ON_A_TERMINAL if name != "part" or any(one.parts for one in found.rules))
    places = [HEADINGS.index(name) for name in shown]
    print_table(shown, [[row[place] for place in places] for row in rows])
    for one in found.rules:
        if one.advice.action in ("promote", "narrow", "retire"):
            print(f"{one.rule.id}: {one.advice.action}. {one.advice.reason.en}")


def _cells(found: "Health", part: "Part") -> tuple[object, ...]:
    tally, rate = part.tally, part.rate
    shown = ("", "") if rate is None else (f"{rate.mean:.0%}", f"{rate.low:.0%}-{rate.high:.0%}")
    money = [None if fen is None else f"{fen / 100:,.0f}" for fen in (tally.recovered_fen, tally.recover_fen)]
    return (
        tally.hits, tally.unverified, tally.verified, tally.confirmed, tally.cleared, tally.inconclusive,
        *shown, *money, found.age_days(part),
    )  # fmt: skip


def _draw(found: "Health", file: Path) -> None:
    import vl_convert

    from serving.pages.charts import rule_health
    from serving.pages.contexts.rule_dots import rule_dots, titles
    from serving.refusals import NoSuchFolder

    if not file.absolute().parent.is_dir():
        raise NoSuchFolder(f"There is no folder {file.absolute().parent}; make it or name another.")
    svg = rule_health.health_svg(rule_dots(found, "zh"), "wide", *titles("zh"))
    if file.suffix.lower() == ".svg":
        file.write_text(svg, encoding="utf-8")
    else:
        file.write_bytes(vl_convert.svg_to_png(svg, scale=2))
