"""Turns a hit's evidence into words: its headline and its facts, in Chinese or English, without identities."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rules import catalogue
from rules.rule import SLOT, Evidence, Rule, Text

ONE = re.compile(r"\b1 payouts\b")
STAKE_KINDS = {
    **dict.fromkeys(("amount", "amount_fen", "recover", "recover_fen"), "yuan"),
    **dict.fromkeys(("recover_from", "recover_to"), "month"),
}
UNKNOWN = Text(zh="不详", en="unknown")


@dataclass(frozen=True)
class ShownFact:
    """One evidence field ready for a page; a person is given by key and named by the identity store alone."""

    column: str
    label: str
    value: str
    side: str  # payout or register
    kind: str
    person_key: int | None


def headline(rule: Rule, evidence: Mapping[str, Any] | str, lang: str = "zh") -> str:
    """One sentence that says what disagrees, from the JSON (or its parsed form) of a hit's evidence."""
    facts = _parsed(evidence)
    template = rule.headline.en if lang == "en" else rule.headline.zh
    if rule.headline.column and rule.headline.when:
        special = rule.headline.when.get(str(facts.get(rule.headline.column)))
        template = special.of(lang) if special else template
    sentence = SLOT.sub(lambda slot: _slot(rule, slot.group(1), facts, lang), template)
    if lang == "en":
        sentence = ONE.sub("1 payout", sentence)
    return sentence[:1].upper() + sentence[1:]


def facts(rule: Rule, evidence: Mapping[str, Any] | str, lang: str = "zh") -> tuple[ShownFact, ...]:
    """Every known evidence field, in the rule's order; fields without a value are left out."""
    given = _parsed(evidence)
    known = [field for field in rule.evidence if given.get(field.column) is not None]
    return tuple(
        ShownFact(
            field.column,
            field.label.of(lang),
            shown(field, given[field.column], lang),
            field.side,
            field.kind,
            int(given[field.column]) if field.kind == "person" else None,
        )
        for field in known
    )


def shown(field: Evidence, value: Any, lang: str = "zh") -> str:
    """A value as people write it; a person gives an empty text, since only the identity store may name him."""
    if value is None:
        return UNKNOWN.of(lang)
    if field.kind == "code":
        return _code(field, str(value), lang)
    return "" if field.kind == "person" else _number(field.kind, value)


def _number(kind: str, value: Any) -> str:
    if kind == "yuan":
        return f"{value / 100:,.2f}"
    if kind in ("mu", "m2", "ratio"):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if kind in ("count", "years"):
        return f"{value:,.0f}"
    if kind == "month":
        return f"{int(value) // 100}-{int(value) % 100:02d}"
    return str(value)


def _code(field: Evidence, code: str, lang: str) -> str:
    known = _code_sets()[field.codes] if isinstance(field.codes, str) else field.codes or {}
    return path(known, code, lang)


def path(known: Mapping[str, Text], code: str, lang: str = "zh") -> str:
    """A code in words; steps joined by dots read outward in Chinese (妻子的哥哥) and inward in English."""
    words = [known[step].of(lang) if step in known else step for step in code.split(".")]
    return " of the ".join(reversed(words)) if lang == "en" else "的".join(words)


@cache
def _code_sets() -> Mapping[str, Mapping[str, Text]]:
    return catalogue.code_sets()


def _slot(rule: Rule, name: str, facts: Mapping[str, Any], lang: str) -> str:
    field = rule.field(name)
    if field is not None:
        return shown(field, facts.get(name), lang)
    value = facts.get(f"{name}_fen" if name in ("amount", "recover") else name)
    if value is None:
        return UNKNOWN.of(lang)
    return _number(STAKE_KINDS.get(name, "text"), value)


def _parsed(evidence: Mapping[str, Any] | str) -> Mapping[str, Any]:
    return json.loads(evidence) if isinstance(evidence, str) else evidence
