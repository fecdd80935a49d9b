"""Why a case ranks where it does: the model's contributions as sentences."""

import math
from collections.abc import Mapping, Sequence
from functools import cache

from features.catalogue import Column, columns
from rules import wording
from rules.hits import Hit
from serving.cases.views import Reason
from serving.rules_in_use import rules_in_use

FAINT = 0.03  # log-odds below which a column is not worth a sentence
MOST = 6
_UNITS = {
    "yuan": ("元", "yuan"),
    "months": ("个月", "months"),
    "payouts": ("笔", "payouts"),
    "persons": ("人", "persons"),
    "years": ("年", "years"),
    "days": ("天", "days"),
    "mu": ("亩", "mu"),
    "ratio": ("倍", "times"),
    "rules": ("条", "rules"),
    "MAD": ("倍离差", "MAD"),
    "yuan/mu": ("元/亩", "yuan/mu"),
}
_ODD = (
    Reason("发放规律与多数同类差别较大", "The payouts look unlike most of their kind", 0),
    Reason("发放规律与多数同类相近", "The payouts look like most of their kind", 0),
)


def reasons(
    contributions: Mapping[str, float], values: Mapping[str, float | None], hits: Sequence[Hit]
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """What speaks for and what against, heaviest first, from log-odds by column and the columns' values."""
    found = [*_of_rules(contributions, hits), *_of_patterns(contributions, values)]
    supporting = sorted((r for r in found if r.weight >= FAINT), key=lambda reason: -reason.weight)
    opposing = sorted((r for r in found if r.weight <= -FAINT), key=lambda reason: reason.weight)
    return tuple(supporting[:MOST]), tuple(opposing[:MOST])


def _of_rules(contributions: Mapping[str, float], hits: Sequence[Hit]) -> list[Reason]:
    by_rule = {hit.rule: hit for hit in hits}
    found = []
    for rule in rules_in_use().rules:
        name = rule.id.replace("-", "_")
        weight = contributions.get(f"band_{name}", 0.0) + contributions.get(f"strength_{name}", 0.0)
        hit = by_rule.get(rule.id)
        if hit is not None:
            zh, en = (wording.headline(rule, hit.evidence, lang) for lang in ("zh", "en"))
        else:
            zh, en = f"没有命中“{rule.title.zh}”", f"No hit of “{rule.title.en}”"
        found.append(Reason(zh, en, weight))
    return found


def _of_patterns(contributions: Mapping[str, float], values: Mapping[str, float | None]) -> list[Reason]:
    known = _columns()
    found = []
    for name, weight in contributions.items():
        if name == "anomaly":
            zh_en = _ODD[0] if weight > 0 else _ODD[1]
            found.append(Reason(zh_en.zh, zh_en.en, weight))
        elif name in known:
            found.append(_sentence(known[name], values.get(name), weight))
    return found


def _sentence(column: Column, value: float | None, weight: float) -> Reason:
    if value is None or math.isnan(value):
        return Reason(f"{column.zh}：没有记录", f"{column.en}: not on record", weight)
    zh, en = _shown(column.unit, value)
    return Reason(f"{column.zh}：{zh}", f"{column.en}: {en}", weight)


def _shown(unit: str, value: float) -> tuple[str, str]:
    if unit == "0/1":
        return ("是", "yes") if value else ("否", "no")
    if unit == "share":
        return f"{value:.0%}", f"{value:.0%}"
    number = f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.2f}".rstrip("0").rstrip(".")
    zh, en = _UNITS.get(unit, ("", unit if unit not in ("band", "bands", "rank", "level") else ""))
    return f"{number} {zh}".strip(), f"{number} {en}".strip()


@cache
def _columns() -> dict[str, Column]:
    return {column.name: column for column in columns() if column.family != "by-rule"}
