"""Why an award was flagged by one rule and not by another: every rule's answer, from a scan as it stands.

Nothing is compared again. A rule that has no hit on the award passed it, if it ran and is for the award's programme.
That it passed says that the facts on record did not disagree; it does not say that nothing is wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rules import registers, wording
from rules.catalogue import Catalogue
from rules.hits import Hit
from rules.rule import Rule, Text

State = Literal["hit", "silenced", "passed", "not_applicable", "not_run"]
NOT_COMPARED = Text(zh="这条规则是上次扫描之后加入或修改的", en="the rule was added or changed since the last scan")


@dataclass(frozen=True)
class Answer:
    """One rule on one award. `said` is one plain sentence: the hit's headline, or why there is none."""

    rule: str
    number: int
    title: Text
    state: State
    said: Text
    band: int | None = None  # of a hit: 1 weak, 2 medium, 3 strong
    amount_fen: int | None = None  # of a hit: at stake
    recover_fen: int | None = None  # of a hit: to recover; null where that is not known
    missing: str | None = None  # not run: table, table.column or standard


@dataclass(frozen=True)
class Compared:
    """What a scan ran: rule -> version, and rule -> what was missing."""

    ran: Mapping[str, int]
    not_run: Mapping[str, str]


def answers(
    catalogue: Catalogue,
    compared: Compared,
    programme: str,
    programme_name: str,
    hits: Sequence[Hit],
    silenced: Mapping[str, date] | None = None,
) -> tuple[Answer, ...]:
    """Every rule's answer, in the order of the rules' numbers; hits of rules dropped since come last.

    `silenced`: rules whose hit an earlier clearance keeps silent -> the day of the clearance.
    """
    by_rule, known = {hit.rule: hit for hit in hits}, {rule.id for rule in catalogue.rules}
    english = catalogue.codes["programme"]
    paid = Text(zh=programme_name, en=english[programme].en if programme in english else programme_name)
    quiet = {rule: _silenced(day) for rule, day in (silenced or {}).items()}
    found = [
        Answer(rule.id, rule.number, rule.title, "silenced", quiet[rule.id])
        if rule.id in quiet and rule.id not in by_rule
        else _answer(catalogue, rule, compared, programme, paid, by_rule.get(rule.id))
        for rule in catalogue.rules
    ]
    dropped = [_dropped(hit) for hit in hits if hit.rule not in known]
    return (*found, *dropped)


def _answer(
    catalogue: Catalogue, rule: Rule, compared: Compared, programme: str, paid: Text, hit: Hit | None
) -> Answer:
    if hit is not None:
        zh, en = (wording.headline(rule, hit.evidence, language) for language in ("zh", "en"))
        return Answer(
            rule.id, rule.number, rule.title, "hit", Text(zh=zh, en=en), hit.band, hit.amount_fen, hit.recover_fen
        )
    if rule.programmes != "all" and programme not in rule.programmes:
        said = Text(zh=f"不适用于{paid.zh}。", en=f"It is not for {paid.en}.")
        return Answer(rule.id, rule.number, rule.title, "not_applicable", said)
    if compared.ran.get(rule.id) == rule.version:
        return Answer(rule.id, rule.number, rule.title, "passed", _passed(rule, paid))
    missing = compared.not_run.get(rule.id)
    return Answer(rule.id, rule.number, rule.title, "not_run", _not_run(catalogue, rule, missing), missing=missing)


def _silenced(day: date) -> Text:
    return Text(
        zh=f"命中，但 {day} 核查不属实，没有新情况，不再提示。",
        en=f"It hits, but was cleared on {day}; without anything new it is kept silent.",
    )


def _passed(rule: Rule, paid: Text) -> Text:
    """What was compared and did not disagree, from the rule's own title and the registers it needs."""
    tables = [registers.register(table) for table in registers.compared(rule)]
    end = Text(zh=f"未发现“{rule.title.zh}”的情形。", en=f"nothing that speaks for “{rule.title.en}” was found.")
    if not tables:
        return Text(zh=f"核对了{paid.zh}的发放记录，{end.zh}", en=f"The payouts of {paid.en} were checked; {end.en}")
    zh, en = "、".join(table.zh for table in tables), " and ".join(table.en for table in tables)
    return Text(
        zh=f"{paid.zh}的发放记录已与{zh}比对，{end.zh}",
        en=f"The payouts of {paid.en} were compared with {en}; {end.en}",
    )


def _not_run(catalogue: Catalogue, rule: Rule, missing: str | None) -> Text:
    if rule.status == "retired":
        return Text(zh="规则已停用，没有比对。", en="The rule is retired and was not compared.")
    if missing is None:
        return Text(zh=f"{NOT_COMPARED.zh}，重新扫描后才有结果。", en=f"No answer: {NOT_COMPARED.en}; scan again.")
    words = registers.missing(missing, catalogue)
    return Text(zh=f"没有比对：缺少{words.zh}。", en=f"Not compared: {words.en} is missing.")


def _dropped(hit: Hit) -> Answer:
    title = Text(zh=hit.rule, en=hit.rule)
    said = Text(zh="命中；规则已从目录中移除。", en="Hit; the rule was dropped from the catalogue since.")
    return Answer(hit.rule, 0, title, "hit", said, hit.band, hit.amount_fen, hit.recover_fen)
