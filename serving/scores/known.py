"""Scores of awards that the current scan knows."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from pydantic_core import from_json

from records.home import Home
from records.keys import Keyring
from records.values import ids
from records.values.ids import ResidentId
from rules.hits import Hit
from rules.rule import Rule
from serving.cases.veil import Veil
from serving.models.in_use import interval
from serving.refusals import InvalidPayout, UnknownAward
from serving.scan.current import CurrentScan
from serving.scores.schemas import AwardByKey, Item, ReasonAnswer, ScoreAnswer
from serving.security.sight import Sight


def award_key(home: Home, item: Item) -> tuple[int, ...]:
    """The keys the award may have, best guess first: a 15-digit id does not say its century."""
    if isinstance(item, AwardByKey):
        return (int(item.award),)
    keyring = _keyring(home.secret())
    return tuple(keyring.award(keyring.person(form.text), item.programme) for form in id_forms(item.resident_id))


def id_forms(written: str) -> tuple[ResidentId, ...]:
    """The resident ids that this may stand for; raises InvalidPayout when it cannot be one."""
    found = ids.normalised(written)
    if found is None or found.status in ("damaged", "malformed"):
        raise InvalidPayout("The resident id cannot be read; send all 18 characters as text, not as a number.")
    return (found,) if found.later_century is None else (found, replace(found, text=found.later_century))


def score(scan: CurrentScan, keys: tuple[int, ...], sight: Sight, veil: Veil) -> ScoreAnswer:
    """What the scan says of an award in sight; of one under the veil as before it was cleared. Raises UnknownAward."""
    for key in keys:
        scored = scan.find(key)
        if scored is not None and sight.sees(scored.person_key, scored.township_key, scored.village_key):
            before, version = veil.awards.get(key), scan.model_of(scored)
            hits, says = (scan.hits(key), scored) if before is None else (scan.all_hits(key), before)
            return ScoreAnswer(
                award=str(key),
                probability=says.probability,
                interval=interval(scan.home, version, says.probability) if hits else None,
                level=says.level,
                percentile=says.percentile,
                rank=says.rank,
                reasons=[reason(scan, hit) for hit in hits],
                model_version=version,
                catalogue_version=scan.manifest.catalogue_version,
                as_of=scan.manifest.day,
            )
    raise UnknownAward("The current scan has no such award; send amount_yuan to score it as a planned payout.")


def reason(scan: CurrentScan, hit: Hit, concerns_payout: bool | None = None) -> ReasonAnswer:
    """A hit as a reason; persons are left out of its evidence."""
    zh, en = scan.headlines(hit.rule, hit.evidence)
    return ReasonAnswer(
        rule=hit.rule,
        band=hit.band,
        zh=zh,
        en=en,
        amount_fen=hit.amount_fen,
        recover_fen=hit.recover_fen,
        evidence=_without_persons(scan.rule.get(hit.rule), hit.evidence),
        concerns_payout=concerns_payout,
    )


def _without_persons(rule: Rule | None, evidence: str) -> dict[str, Any]:
    persons = {field.column for field in rule.evidence if field.kind == "person"} if rule is not None else set()
    return {column: value for column, value in from_json(evidence).items() if column not in persons}


@lru_cache(maxsize=8)
def _keyring(secret: bytes) -> Keyring:
    return Keyring(secret)
