"""rules why: every rule's answer on one award."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from serving.commands.terminal import AsJson, actor, asked_id, database, print_json, print_table

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from serving.awards.service import AwardAnswers
    from serving.scan.current import CurrentScan

ById = Annotated[
    bool,
    typer.Option(
        "--id", help="Ask for a resident id, or read it from a pipe; never an argument, which shells remember."
    ),
]
WORDS = {
    "hit": "命中",
    "silenced": "不再提示",
    "passed": "未命中",
    "not_applicable": "不适用",
    "not_run": "未比对",
}
BANDS = {1: "弱 weak", 2: "中 medium", 3: "强 strong"}


def why(
    award: Annotated[str | None, typer.Argument(help="Key of the award, as the queue's export gives it.")] = None,
    case: Annotated[int | None, typer.Option(help="The award of this case.", min=1)] = None,
    by_id: ById = False,
    programme: Annotated[str | None, typer.Option(help="With --id: only this programme, such as dibao.")] = None,
    json: AsJson = False,
) -> None:
    """Why an award was flagged and why not: every rule's answer. That it was looked at is logged."""
    from serving.audit import log
    from serving.awards.schemas import AwardRulesAnswer
    from serving.awards.service import award_answers
    from serving.scan.current import scan_in_use
    from serving.security.sight import EVERYTHING

    if [award is not None, case is not None, by_id].count(True) != 1:
        raise typer.BadParameter("give one of: the key of an award, --case, --id")
    if award is not None and not (award.isascii() and award.isdigit() and len(award) <= 19):
        raise typer.BadParameter("the key of an award has digits only; a resident id belongs to --id, not here")
    if programme is not None and not by_id:
        raise typer.BadParameter("--programme belongs to --id", param_hint="--programme")
    with database() as opened:
        with opened.reading() as session:
            scan = scan_in_use(session)
            found = [award_answers(scan, key, EVERYTHING) for key in _keys(session, scan, award, case, programme)]
        with opened.writing() as session:
            for one in found:
                log.write(session, actor(), "award.rules", f"award:{one.scored.award_key}")
    if json:
        print_json([AwardRulesAnswer.of(one) for one in found])
        return
    for one in found:
        _print(one)


def _keys(
    session: "Session", scan: "CurrentScan", award: str | None, case: int | None, programme: str | None
) -> Sequence[int]:
    from serving.awards.service import awards_of
    from serving.cases import repository

    if award is not None:
        return (int(award),)
    if case is not None:
        return (repository.by_id(session, case).award_key,)
    home = session.info["home"]
    return awards_of(home, scan, asked_id(), programme)


def _print(found: "AwardAnswers") -> None:
    scored = found.scored
    print(
        f"Award {scored.award_key} ({found.programme_name}), as known by {found.as_of}: "
        f"probability {scored.probability:.0%}, level {scored.level}, rank {scored.rank:,}."
    )
    rows = [
        (one.number, one.rule, WORDS[one.state], one.state.replace("_", " "), BANDS.get(one.band or 0),
         None if one.amount_fen is None else f"{one.amount_fen / 100:,.2f}", one.said.zh)
        for one in found.answers
    ]  # fmt: skip
    print_table(("no", "rule", "结果", "answer", "band", "yuan at stake", "说明"), rows)
