"""Turns a hit's evidence into words: its headline and its facts, in Chinese or English, without identities."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from rules import catalogue
from rules.rule import SLOT, Evidence, Rule, Text

ONE = re.compile(r"\b1 payouts\b")
STAKE_KINDS = {
    **dict.fromkeys(("amount", "amount_fen", "recover", "recover_fen"), "yuan"),
    **dict.fromkeys(("recover_from", "recover_to"), "month"),
}
UNKNOWN = Text(zh="不详", en="unknown")
Part = str | Callable[[Mapping[str, Any]], str]


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
    return Sentence(rule, lang).of(_parsed(evidence))


class Sentence:
    """The headline of one rule in one language, taken apart once: a scan writes hundreds of thousands of them."""

    def __init__(self, rule: Rule, lang: str) -> None:
        self._lang, self._column = lang, rule.headline.column or ""
        special = rule.headline.when if self._column else None
        self._usual = _parts(rule, rule.headline.en if lang == "en" else rule.headline.zh, lang)
        self._special = {value: _parts(rule, text.of(lang), lang) for value, text in (special or {}).items()}

    def of(self, evidence: Mapping[str, Any]) -> str:
        """The sentence for the parsed evidence of one hit."""
        parts = self._special.get(str(evidence.get(self._column)), self._usual) if self._special else self._usual
        sentence = "".join([part if isinstance(part, str) else part(evidence) for part in parts])
        if self._lang == "en":
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


def _parts(rule: Rule, template: str, lang: str) -> list[Part]:
    """What stands between the slots as it is, and for each slot what fills it."""
    return [_slot(rule, text, lang) if place % 2 else text for place, text in enumerate(SLOT.split(template))]


def _slot(rule: Rule, name: str, lang: str) -> Callable[[Mapping[str, Any]], str]:
    field = rule.field(name)
    if field is not None:
        return _shown_once(field, lang) if field.kind == "code" else partial(_shown, field, lang)
    column = f"{name}_fen" if name in ("amount", "recover") else name
    return partial(_stake, column, STAKE_KINDS.get(name, "text"), UNKNOWN.of(lang))


def _shown(field: Evidence, lang: str, evidence: Mapping[str, Any]) -> str:
    return shown(field, evidence.get(field.column), lang)


def _shown_once(field: Evidence, lang: str) -> Callable[[Mapping[str, Any]], str]:
    words = cache(lambda code: shown(field, code, lang))  # a field has few codes
    return lambda evidence: words(evidence.get(field.column))


def _stake(column: str, kind: str, unknown: str, evidence: Mapping[str, Any]) -> str:
    value = evidence.get(column)
    return unknown if value is None else _number(kind, value)


def _parsed(evidence: Mapping[str, Any] | str) -> Mapping[str, Any]:
    return json.loads(evidence) if isinstance(evidence, str) else evidence
