"""What the rules without a hit said of the award: passed, not run, not for its programme."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.answers import Answer, State
from serving.pages import addresses
from serving.pages.languages import Language, words

SHOWN: tuple[State, ...] = ("passed", "not_run", "not_applicable")


@dataclass(frozen=True)
class OtherLine:
    """One rule without a hit; of rules that are not for the programme the title says all."""

    title: str
    href: str
    said: str


@dataclass(frozen=True)
class OtherGroup:
    """Rules with the same answer."""

    title: str
    lines: tuple[OtherLine, ...]


@dataclass(frozen=True)
class OtherRules:
    """The rules without a hit, group by group, and their numbers in one line."""

    summary: str
    groups: tuple[OtherGroup, ...]


def other_rules(language: Language, answers: Sequence[Answer]) -> OtherRules:
    """Every rule that is no hit; hits stand above on the page."""
    found = {state: [one for one in answers if one.state == state] for state in SHOWN}
    groups = [
        OtherGroup(_title(language, s, len(g)), tuple(_line(language, one) for one in g)) for s, g in found.items() if g
    ]
    return OtherRules(" · ".join(group.title for group in groups), tuple(groups))


def _title(language: Language, state: State, count: int) -> str:
    _ = words(language).gettext
    said = {
        "passed": _("未命中 %(n)d 条"),
        "not_run": _("未能比对 %(n)d 条"),
        "not_applicable": _("不适用 %(n)d 条"),
    }[state]
    return said % {"n": count}


def _line(language: Language, answer: Answer) -> OtherLine:
    said = "" if answer.state == "not_applicable" else answer.said.of(language)
    return OtherLine(answer.title.of(language), addresses.rule(answer.rule), said)
