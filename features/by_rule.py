"""Two columns for each rule of the catalogue: how strong the contradiction is, and in which band.

They come from the catalogue itself, so that a new rule needs no edit here.
"""

from features.catalogue import Column
from rules import catalogue as rule_catalogue
from rules.catalogue import Catalogue

FAMILY = "by-rule"
HITS = "SELECT award_key, band, strength FROM hit WHERE rule = ?"  # one row per award


BAND, STRENGTH = BEGINNINGS = "band_", "strength_"  # of the names of the columns of rules


def names(rule_id: str) -> tuple[str, str]:
    """The two columns of a rule: its band and its strength."""
    name = rule_id.replace("-", "_")
    return f"{BAND}{name}", f"{STRENGTH}{name}"


def rule_of(column: str) -> str:
    """The rule whose column it is."""
    return column.removeprefix(BAND).removeprefix(STRENGTH).replace("_", "-")


def rule_columns(catalogue: Catalogue | None = None) -> tuple[Column, ...]:
    """`band_<rule>` (0 passed, 1 weak to 3 strong; null: not run) and `strength_<rule>` (null: no hit)."""
    found = []
    for rule in (catalogue or rule_catalogue.load()).rules:
        title, (band, strength) = rule.title, names(rule.id)
        found.append(
            Column(
                name=band,
                unit="band",
                zh=f"{title.zh}:强度等级",
                en=f"{title.en}: band",
                sentence=f"规则“{title.zh}”的比对结果:0 未命中,1 弱,2 中,3 强。",
                monotone=1,
                kind="hits",
                family=FAMILY,
            )
        )
        found.append(
            Column(
                name=strength,
                unit="of the rule",
                zh=f"{title.zh}:矛盾程度",
                en=f"{title.en}: strength",
                sentence=f"规则“{title.zh}”所见矛盾的程度,单位见该规则说明。",
                kind="hits",
                family=FAMILY,
            )
        )
    return tuple(found)
