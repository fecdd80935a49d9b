"""What a scan found, as cases see it; read from its files before the database is touched."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from rules import wording
from rules.catalogue import Catalogue
from rules.rule import Rule, Text
from serving.cases.decisions import Judged
from serving.scan.store import Manifest

DRAWN = ("没有规则命中，随机抽取核查", "No rule hit; drawn at random to be verified")
NO_HIT = ("没有规则命中，但发放情况与核实过的疑点相似", "No rule hit, but the payouts resemble confirmed cases")
_COLUMNS = (
    *("award_key", "person_key", "programme", "programme_name", "probability", "level", "percentile", "rank", "rules"),
    *("township_key", "village_key", "township", "village"),
)
_HIT = ("award_key", "rule", "band", "last_date", "fact_known", "evidence", "cleared", "woken")


@dataclass(frozen=True)
class Queued:
    """An award on the queue: the columns of its case, its hits, and what was verified of it."""

    award_key: int
    columns: dict[str, Any]
    hits: tuple[Judged, ...]  # strongest first
    verdict: str | None
    verdict_day: date | None


@dataclass(frozen=True)
class Found:
    """The queue of a scan, best first."""

    manifest: Manifest
    queue: tuple[Queued, ...]


@dataclass
class _Hits:
    """The hits of one award, with the sentences of the strongest."""

    judged: list[Judged]
    headline: tuple[str, str]


def read(folder: Path, manifest: Manifest, catalogue: Catalogue, out: Collection[int] = ()) -> Found:
    """What stands in the files of a scan made with this catalogue; `out`: awards handed out, which stay in any case."""
    hits = _hits(folder, catalogue)
    wanted = pc.field("queued") | pc.field("award_key").isin(list(out))
    scores = pq.read_table(folder / "scores.parquet", filters=wanted).sort_by("rank")
    return Found(manifest, tuple(_queued(row, hits.get(row["award_key"])) for row in scores.to_pylist()))


def _queued(row: Mapping[str, Any], hits: _Hits | None) -> Queued:
    columns = case_columns(row, hits.headline if hits is not None else NO_HIT if row["queued"] else DRAWN)
    judged = tuple(hits.judged) if hits is not None else ()
    return Queued(row["award_key"], columns, judged, row["verdict"], row["verdict_day"])


def case_columns(row: Mapping[str, Any], headline: tuple[str, str]) -> dict[str, Any]:
    """What a case holds of a row of the scores."""
    return {name: row[name] for name in _COLUMNS} | {
        "amount_fen": row["stake_fen"],
        "expected_fen": round(row["probability"] * row["stake_fen"]),
        "headline_zh": headline[0],
        "headline_en": headline[1],
    }


def _hits(folder: Path, catalogue: Catalogue) -> dict[int, _Hits]:
    """By award; the file has the strongest of each first."""
    rules = {rule.id: _Rule.of(rule) for rule in catalogue.rules}
    newest = _newest_facts(folder)
    table = pq.read_table(folder / "hits.parquet", columns=list(_HIT)).select(_HIT)
    found: dict[int, _Hits] = {}
    for award, name, band, last, known, evidence, cleared, woken in zip(
        *(c.to_pylist() for c in table.columns), strict=True
    ):
        rule = rules[name]
        if award not in found:
            facts = json.loads(evidence)
            found[award] = _Hits([], (rule.zh.of(facts), rule.en.of(facts)))
        fact = newest.get((award, name), known)
        found[award].judged.append(Judged(name, rule.title, band, last, fact, rule.on_register, cleared, woken))
    return found


def _newest_facts(folder: Path) -> dict[tuple[int, str], date]:
    """The newest day on which any fact of a hit became known: the leading one may be old, and another one new."""
    facts = pq.read_table(folder / "hit_facts.parquet", columns=["award_key", "rule", "fact_known"])
    newest = facts.group_by(["award_key", "rule"]).aggregate([("fact_known", "max")])
    columns = (newest[name].to_pylist() for name in ("award_key", "rule", "fact_known_max"))
    return {(award, rule): day for award, rule, day in zip(*columns, strict=True) if day is not None}


@dataclass(frozen=True)
class _Rule:
    """What is asked of a rule for every hit."""

    title: Text
    on_register: bool
    zh: wording.Sentence
    en: wording.Sentence

    @classmethod
    def of(cls, rule: Rule) -> "_Rule":
        return cls(rule.title, rule.on_register, wording.Sentence(rule, "zh"), wording.Sentence(rule, "en"))
