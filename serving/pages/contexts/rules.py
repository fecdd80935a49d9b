"""The catalogue of rules, and one rule: what it says, the innocent explanations, the examples it must get right."""

from dataclasses import dataclass

from records.programmes import programmes
from rules.catalogue import Catalogue
from rules.rule import Rule
from serving.pages import addresses
from serving.pages.contexts.frame import Frame
from serving.pages.contexts.rule_examples import ExampleCard, example_card
from serving.pages.contexts.rule_health import OneRule
from serving.pages.contexts.words import programme_word
from serving.pages.languages import Language, words


@dataclass(frozen=True)
class RuleLine:
    """A rule in the list."""

    number: int
    title: str
    href: str
    text: str
    programmes: str
    status: str


@dataclass(frozen=True)
class RulesPage:
    """The list of all rules."""

    frame: Frame
    rules: tuple[RuleLine, ...]
    version: str
    template: str = "rules.html"


@dataclass(frozen=True)
class EvidenceLine:
    """One fact the rule compares."""

    label: str
    side: str


@dataclass(frozen=True)
class RulePage:
    """One rule."""

    frame: Frame
    title: str
    text: str
    basis: str
    facts: tuple[tuple[str, str], ...]
    evidence: tuple[EvidenceLine, ...]
    innocent: tuple[str, ...]
    ask: tuple[str, ...]
    examples: tuple[ExampleCard, ...]
    sql: str
    queue_href: str
    health: OneRule | None  # None: nothing was scanned yet
    template: str = "rule.html"


def rules_page(frame: Frame, catalogue: Catalogue) -> RulesPage:
    """The list, in the order of the rules' numbers."""
    lines = tuple(
        RuleLine(
            number=rule.number,
            title=rule.title.of(frame.language),
            href=addresses.rule(rule.id),
            text=rule.text.of(frame.language),
            programmes=_programmes(frame.language, rule),
            status="" if rule.status == "live" else _status(frame.language, rule),
        )
        for rule in catalogue.rules
    )
    return RulesPage(frame, lines, catalogue.version)


def rule_page(frame: Frame, rule: Rule, health: OneRule | None = None) -> RulePage:
    """The page of one rule."""
    language = frame.language
    _ = words(language).gettext
    sides = {"payout": _("发放记录"), "register": _("登记信息")}
    return RulePage(
        frame=frame,
        title=rule.title.of(language),
        text=rule.text.of(language),
        basis=rule.basis.of(language),
        facts=_facts(language, rule),
        evidence=tuple(EvidenceLine(field.label.of(language), sides[field.side]) for field in rule.evidence),
        innocent=rule.innocent.en if language == "en" else rule.innocent.zh,
        ask=rule.ask.en if language == "en" else rule.ask.zh,
        examples=tuple(example_card(language, rule, example) for example in rule.examples),
        sql=rule.sql.strip(),
        queue_href=f"/queue?rule={rule.id}",
        health=health,
    )


def _facts(language: Language, rule: Rule) -> tuple[tuple[str, str], ...]:
    _ = words(language).gettext
    return (
        (_("编号"), f"{rule.number} · {rule.id}"),
        (_("适用项目"), _programmes(language, rule)),
        (_("状态"), _status(language, rule)),
        (_("版本"), str(rule.version)),
    )


def _programmes(language: Language, rule: Rule) -> str:
    if rule.programmes == "all":
        return words(language).gettext("全部项目")
    known = programmes()
    names = [programme_word(known[code].name, language) if code in known else code for code in rule.programmes]
    return (", " if language == "en" else "、").join(names)


def _status(language: Language, rule: Rule) -> str:
    _ = words(language).gettext
    return {"trial": _("试运行"), "live": _("启用"), "retired": _("停用")}[rule.status]
