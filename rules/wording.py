"""Turns a hit's evidence into words: its headline and its facts, in Chinese or English, without identities."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import repeat
from typing import Any

from rules import catalogue
from rules.rule import SLOT, Evidence, Rule, Text

ONE = re.compile(r"\b1 payouts\b")
STAKE_KINDS = {
    **dict.fromkeys(("amount", "amount_fen", "recover", "recover_fen"), "yuan"),
    **dict.fromkeys(("recover_from", "recover_to"), "month"),
}
UNKNOWN = Text(zh="不详", en="unknown")
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Slot:
    """What of a hit fills a gap of a sentence, and how its value is written."""

    column: str
    written: Callable[[Any], str]


Part = str | Slot


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

    def of(self, evidence: Facts) -> str:
        """The sentence for the parsed evidence of one hit."""
        return self.of_all([evidence])[0]

    def of_all(self, evidence: Sequence[Facts]) -> list[str]:
        """The sentences for the parsed evidence of many hits."""
        said = [""] * len(evidence)
        for parts, places in self._by_template(evidence):
            chosen = [evidence[place] for place in places] if self._special else evidence
            pieces = zip(*(_column(part, chosen) for part in parts), strict=True)
            for place, sentence in zip(places, map("".join, pieces), strict=True):
                said[place] = self._finished(sentence)
        return said

    def _by_template(self, evidence: Sequence[Facts]) -> list[tuple[list[Part], Sequence[int]]]:
        """The templates with the hits that they speak of."""
        if not self._special:
            return [(self._usual, range(len(evidence)))]
        places: dict[str, list[int]] = {}
        for place, facts in enumerate(evidence):
            places.setdefault(str(facts.get(self._column)), []).append(place)
        return [(self._special.get(value, self._usual), found) for value, found in places.items()]

    def _finished(self, sentence: str) -> str:
        if self._lang == "en" and "1 payouts" in sentence:
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
    pieces = [_slot(rule, text, lang) if place % 2 else text for place, text in enumerate(SLOT.split(template))]
    return [piece for piece in pieces if piece != ""]


def _slot(rule: Rule, name: str, lang: str) -> Slot:
    field = rule.field(name)
    if field is not None:
        return Slot(field.column, partial(shown, field, lang=lang))
    column = f"{name}_fen" if name in ("amount", "recover") else name
    return Slot(column, partial(_stake, STAKE_KINDS.get(name, "text"), UNKNOWN.of(lang)))


def _column(part: Part, evidence: Sequence[Facts]) -> Iterable[str]:
    """A part of the sentence for each hit; a value that comes again is written once."""
    if isinstance(part, str):
        return repeat(part, len(evidence))
    values = [facts.get(part.column) for facts in evidence]
    words = {value: part.written(value) for value in set(values)}
    return map(words.__getitem__, values)


def _stake(kind: str, unknown: str, value: Any) -> str:
    return unknown if value is None else _number(kind, value)


def _parsed(evidence: Mapping[str, Any] | str) -> Mapping[str, Any]:
    return json.loads(evidence) if isinstance(evidence, str) else evidence
