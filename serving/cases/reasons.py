"""Why a case ranks where it does: the model's contributions as sentences."""

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache

from features import by_rule
from features.catalogue import Column, Telling, columns, families
from rules import wording
from rules.catalogue import Catalogue
from rules.hits import Hit
from rules.rule import Rule
from serving.cases.views import Reason

FAINT = 0.03  # log-odds below which a column is not worth a sentence
MOST = 6
_SLOT = re.compile(r"{(\w+)}")
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
    "awards": ("件", "awards"),
    "programmes": ("个", "programmes"),
    "households": ("户", "households"),
    "accounts": ("个", "accounts"),
    "vehicles": ("辆", "vehicles"),
    "flats": ("套", "flats"),
    "homes": ("处", "homes"),
    "shops": ("间", "shops"),
    "enterprises": ("家", "enterprises"),
    "villages": ("个", "villages"),
    "㎡": ("㎡", "㎡"),
    "MAD": ("倍离差", "MAD"),
    "yuan/mu": ("元/亩", "yuan/mu"),
}
_ODD = (
    Reason("发放规律与多数同类差别较大", "The payouts look unlike most of their kind", 0),
    Reason("发放规律与多数同类相近", "The payouts look like most of their kind", 0),
)


def reasons(
    contributions: Mapping[str, float], values: Mapping[str, float | None], hits: Sequence[Hit], catalogue: Catalogue
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """What speaks for and what against, heaviest first, from log-odds by column and the columns' values."""
    found = [
        *_of_rules(contributions, hits, catalogue),
        *_of_families(contributions, values),
        *_of_forest(contributions),
    ]
    supporting = sorted((r for r in found if r.weight >= FAINT), key=lambda reason: -reason.weight)
    opposing = sorted((r for r in found if r.weight <= -FAINT), key=lambda reason: reason.weight)
    return tuple(supporting[:MOST]), tuple(opposing[:MOST])


def _of_rules(contributions: Mapping[str, float], hits: Sequence[Hit], catalogue: Catalogue) -> list[Reason]:
    hit_of = {hit.rule: hit for hit in hits}
    found = []
    for rule in catalogue.rules:
        weight = sum(contributions.get(name, 0.0) for name in by_rule.names(rule.id))
        hit = hit_of.get(rule.id)
        if hit is not None:
            found.append(_of_hit(rule, hit, weight))
        elif weight < 0:  # that a rule did not hit can only be told as speaking against
            found.append(Reason(f"没有命中“{rule.title.zh}”", f"No hit of “{rule.title.en}”", weight))
    return found


def _of_hit(rule: Rule, hit: Hit, weight: float) -> Reason:
    if weight < 0:  # its headline would read as a suspicion among what speaks against one
        zh, en = rule.title.zh, rule.title.en
        return Reason(f"命中“{zh}”，但可能性并未因此提高", f"“{en}” hit, yet that does not raise the chance", weight)
    return Reason(wording.headline(rule, hit.evidence, "zh"), wording.headline(rule, hit.evidence, "en"), weight)


def _of_families(contributions: Mapping[str, float], values: Mapping[str, float | None]) -> list[Reason]:
    found = []
    for telling in (telling for family in families() for telling in family.tellings):
        weight = sum(contributions.get(name, 0.0) for name in telling.columns)
        known = [values.get(name) for name in _SLOT.findall(telling.zh)]
        # What nobody knows is no reason at all, and that something is not there never speaks for a suspicion.
        if any(_is_there(value) for value in known) or (weight < 0 and any(value == 0 for value in known)):
            found.append(_told(telling, values, weight))
    return found


def _is_there(value: float | None) -> bool:
    return value is not None and not math.isnan(value) and value != 0


def _told(telling: Telling, values: Mapping[str, float | None], weight: float) -> Reason:
    return Reason(_filled(telling.zh, values, 0), _filled(telling.en, values, 1), weight)


def _filled(template: str, values: Mapping[str, float | None], language: int) -> str:
    return _SLOT.sub(lambda slot: _value(slot.group(1), values)[language], template)


def _of_forest(contributions: Mapping[str, float]) -> list[Reason]:
    weight = contributions.get("anomaly", 0.0)
    words = _ODD[0] if weight > 0 else _ODD[1]
    return [Reason(words.zh, words.en, weight)]


def _value(name: str, values: Mapping[str, float | None]) -> tuple[str, str]:
    value, column = values.get(name), _columns().get(name)
    if value is None or math.isnan(value) or column is None:
        return "没有记录", "not on record"
    return _shown(column.unit, value)


def _shown(unit: str, value: float) -> tuple[str, str]:
    if unit == "0/1":
        return ("是", "yes") if value else ("否", "no")
    if unit == "share":
        return f"{value:.0%}", f"{value:.0%}"
    number = f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.2f}".rstrip("0").rstrip(".")
    zh, en = _UNITS.get(unit, ("", unit if unit not in ("band", "bands", "rank", "level") else ""))
    one = number == "1" and unit != "ratio"
    return f"{number} {zh}".strip(), f"{number} {en.removesuffix('s') if one else en}".strip()


@cache
def _columns() -> dict[str, Column]:
    return {column.name: column for column in columns() if column.family != by_rule.FAMILY}
