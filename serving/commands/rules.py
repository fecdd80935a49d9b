"""rules list|show|check|lock|health|why|backtest|omissions and features show."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from serving.commands import omissions as finding
from serving.commands import rule_answers, rule_backtest, rule_health
from serving.commands.terminal import AsJson, example, home, print_json, print_table, progress_bar

if TYPE_CHECKING:
    from records.progress import Progress
    from rules.catalogue import Catalogue
    from rules.central import Removed


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    rules = typer.Typer(no_args_is_help=True, help="The catalogue of rules.", rich_markup_mode=None)
    rules.command("list", epilog=example("mingcha rules list"))(list_rules)
    rules.command("show", epilog=example("mingcha rules show paid-after-death"))(show)
    rules.command("check", epilog=example("mingcha rules check", "mingcha rules check --mutate"))(check)
    rules.command(
        "omissions", epilog=example("mingcha rules omissions", "mingcha rules omissions --export omissions.xlsx")
    )(finding.omissions)
    rules.command("lock", epilog=example("mingcha rules lock"))(lock)
    rules.command(
        "health", epilog=example("mingcha rules health", "mingcha rules health --by band --chart health.svg")
    )(rule_health.health)
    rules.command("why", epilog=example("mingcha rules why --case 12", "mingcha rules why --id --programme dibao"))(
        rule_answers.why
    )
    rules.command(
        "backtest", epilog=example("mingcha rules backtest paid-after-death", "mingcha rules backtest new.yaml")
    )(rule_backtest.backtest)
    app.add_typer(rules, name="rules", epilog=example("mingcha rules list"))
    features = typer.Typer(no_args_is_help=True, help="The dictionary of features.", rich_markup_mode=None)
    features.callback()(_features)
    features.command("show", epilog=example("mingcha features show", "mingcha features show --json"))(show_features)
    app.add_typer(features, name="features", epilog=example("mingcha features show"))


def _features() -> None:
    """The dictionary of features."""


def list_rules(json: AsJson = False) -> None:
    """Every rule, in the order of its number."""
    from rules import catalogue

    found = catalogue.in_force(home())
    if json:
        print_json([rule.model_dump(mode="json") for rule in found.everything()])
        return
    rows = [(rule.number, rule.id, rule.title.zh, rule.title.en, rule.status) for rule in found.everything()]
    print_table(("no", "id", "规则", "rule", "status"), rows)


def lock() -> None:
    """Tie every built-in rule's version to what it says; refused where one changed under its old version."""
    from rules import catalogue
    from rules import lock as locking

    print(f"{locking.write(catalogue.load().everything())} rules locked in {locking.FILE}.")


def show(rule: Annotated[str, typer.Argument(help="Id of the rule.")], json: AsJson = False) -> None:
    """What a rule compares, the innocent explanations, what to ask."""
    from rules import catalogue

    found = catalogue.in_force(home()).rule(rule)
    if json:
        print_json(found.model_dump(mode="json"))
        return
    print(f"{found.number} {found.id} (version {found.version}, {found.status})")
    print(f"{found.title.zh} / {found.title.en}\n\n{found.text.zh}\n{found.text.en}\n")
    for heading, texts in (("可能的正当原因 / innocent explanations", found.innocent), ("核查要点 / ask", found.ask)):
        print(heading)
        for zh, en in zip(texts.zh, texts.en, strict=True):
            print(f"  - {zh} / {en}")
    print(f"\nSQL:\n{found.sql}")


def check(
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Also take out every rule's central conditions: an example has to fail.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Run every example in the catalogue; exit 1 when one does not hold."""
    from rules import catalogue, examples

    in_force = catalogue.in_force(home())
    with progress_bar() as progress:
        progress("examples of the catalogue", 0, 0)
        checked = examples.check(in_force)
        removed = _removed(in_force, progress) if mutate else []
    failed = [one for one in checked if one.problem is not None]
    silent = [one for one in removed if one.noticed is None]
    if json:
        answer = [asdict(one) for one in checked]
        print_json({"examples": answer, "removed": [one._asdict() for one in removed]} if mutate else answer)
    else:
        for one in failed:
            print(f"{one.rule}: “{one.says}”: {one.problem}")
        print(f"{len(checked) - len(failed)} of {len(checked)} examples hold.")
    if mutate and not json:
        rows = [(one.number, one.rule, one.condition, one.noticed or "NOTHING") for one in removed]
        print_table(("no", "rule", "condition taken out", "example that fails"), rows)
        print(f"{len(removed) - len(silent)} of {len(removed)} central conditions are held by an example.")
    if failed or silent:
        raise typer.Exit(1)


def _removed(in_force: "Catalogue", progress: "Progress") -> list["Removed"]:
    from rules import central

    rules = [rule for rule in in_force.everything() if rule.status != "retired"]
    removed: list[Removed] = []
    for done, rule in enumerate(rules):
        progress(f"without its condition: {rule.id}", done, len(rules))
        removed += central.remove(in_force, rule)
    return removed


def show_features(json: AsJson = False) -> None:
    """Every column the model sees, family by family: which behaviour it sees, its unit and what it says."""
    from itertools import groupby

    from features.by_rule import FAMILY
    from features.catalogue import columns, families
    from rules import catalogue

    found = columns(catalogue.in_force(home()))
    if json:
        print_json([column.model_dump(mode="json") for column in found])
        return
    heads = {
        family.id: f"{family.title.zh} / {family.title.en}\n  {family.behaviour.zh}\n  {family.behaviour.en}"
        for family in families()
    }
    heads[FAMILY] = "规则命中 / Hits of the rules\n  每条规则的等级和矛盾程度。\n  Band and strength of every rule."
    for name, group in groupby(found, key=lambda column: column.family):
        print(f"\n{name}  {heads[name]}")
        print_table(
            ("column", "unit", "标签", "label", "说明"),
            [(column.name, column.unit, column.zh, column.en, column.sentence) for column in group],
        )
    print(f"\n{len(found)} columns in {len(heads)} families.")
