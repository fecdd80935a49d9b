"""The health of rules: what became of their hits, rule by rule and part by part, and what that recommends.

Counted are awards, from a scan's files and the outcomes known; nothing is compared again. Which rule an outcome speaks
of is said in attribution.sql. One that was recorded here suspicion by suspicion speaks of each of these rules, with the
result found under it. One that holds a single result (a line of a bureau's sheet, or a form that judged all hits at
once) speaks of the rule that its kind of suspicion names (by id or by `suspicion_names`, among rules on the award's
programme); where it names none, of every rule whose hit on the award was there when somebody went. Under one rule an
award is confirmed when any such outcome is, else cleared when any is, else inconclusive; inconclusive ones are no part
of a rate. Money recovered counts for every rule the outcome confirms, so rules do not add up.

Only what was dispatched is verified, and inspectors follow the queue: a rate says how visits to the likelier cases
ended, not how a visit to any hit would end.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import duckdb

from rules import attribution, health_choices
from rules.advice import Advice, Judge
from rules.attribution import Batch, Names
from rules.catalogue import Catalogue
from rules.health_choices import Choices
from rules.parts import Part, PartKey, divided, rules_of
from rules.rule import Rule

By = Literal["rule", "programme", "township", "band"]
_DIVIDED: dict[By, tuple[PartKey, ...]] = {
    "programme": ("programme",),
    "township": ("programme", "township"),
    "band": ("band",),
}
_JUDGED: tuple[tuple[PartKey], ...] = (("band",), ("programme",), ("township",))  # what a rule may be narrowed by


@dataclass(frozen=True)
class RuleHealth:
    """One rule: all of it, what is recommended, and its parts."""

    rule: Rule
    whole: Part
    share_of_labels: float | None  # of all awards confirmed or cleared, those that this rule had a part in
    missing: str | None  # not run: what is missing
    advice: Advice
    parts: tuple[Part, ...]  # those that were asked for
    split: Mapping[PartKey, tuple[Part, ...]]  # by one key alone, as judged


@dataclass(frozen=True)
class Health:
    """The health of every rule, in the order of their numbers."""

    as_of: date  # the day up to which outcomes are known
    scan_day: date
    labelled: int  # awards confirmed or cleared, whatever rule
    confirmed: int
    unattributed: int  # awards verified for something that names no rule and that no rule hit
    level: float  # of the intervals
    names: Names
    rules: tuple[RuleHealth, ...]
    omitted: Mapping[str, int]  # by rule about what was not paid: how many people it names; nothing is verified there

    def age_days(self, part: Part) -> int | None:
        """How old the newest outcome is."""
        return None if part.tally.newest is None else (self.as_of - part.tally.newest).days


@dataclass(frozen=True)
class Scan:
    """The scan whose hits are counted: its folder, its day, and the rules it could not run."""

    folder: Path
    day: date
    not_run: Mapping[str, str]


def health(
    outcomes: duckdb.DuckDBPyConnection,
    scan: Scan,
    catalogue: Catalogue,
    by: By = "rule",
    choices: Choices | None = None,
    townships: Collection[int] | None = None,
) -> Health:
    """Judge every rule by the hits of a scan and by the outcomes in a connection of `records.asof.outcomes`.

    `townships`: those that may be told apart, None for all. Other ones are no parts, and no recommendation names them;
    rates are drawn towards the same wholes all the same.
    """
    chosen = choices or health_choices.default()
    attribution.attribute(outcomes, scan.folder, catalogue)
    as_of, labelled, confirmed, unattributed = attribution.totals(outcomes)
    names = attribution.names(outcomes, catalogue)
    wholes = rules_of(outcomes, [rule.id for rule in catalogue.rules], chosen)
    splits = [_seen(divided(outcomes, wholes, keys, chosen), townships) for keys in _JUDGED]
    asked = {} if by == "rule" else _seen(divided(outcomes, wholes, _DIVIDED[by], chosen), townships)
    judge, found = Judge(chosen, names, as_of), []
    for rule in catalogue.rules:
        whole, missing = wholes.parts[rule.id], scan.not_run.get(rule.id)
        split = {keys[0]: found_by.get(rule.id, ()) for keys, found_by in zip(_JUDGED, splits, strict=True)}
        share = whole.tally.labelled / labelled if labelled else None
        advice = judge.advise(rule, whole, [part for parts in split.values() for part in parts], missing)
        found.append(RuleHealth(rule, whole, share, missing, advice, asked.get(rule.id, ()), split))
    return Health(
        as_of, scan.day, labelled, confirmed, unattributed, chosen.level, names, tuple(found), _omitted(scan, catalogue)
    )


def _seen(parts: Mapping[str, tuple[Part, ...]], townships: Collection[int] | None) -> Mapping[str, tuple[Part, ...]]:
    if townships is None:
        return parts
    return {
        rule: tuple(one for one in own if "township" not in one.divided_by or one.township_key in townships)
        for rule, own in parts.items()
    }


def _omitted(scan: Scan, catalogue: Catalogue) -> dict[str, int]:
    file = scan.folder / "omissions.parquet"
    ran = [rule.id for rule in catalogue.omissions if rule.status != "retired" and rule.id not in scan.not_run]
    if not file.exists():
        return {}
    counted = "SELECT rule, count(DISTINCT person_key) FROM read_parquet(?) GROUP BY rule"
    with duckdb.connect() as connection:
        people = dict(connection.execute(counted, [str(file)]).fetchall())
    return {rule: people.get(rule, 0) for rule in ran}


def history(outcomes: duckdb.DuckDBPyConnection, rule: str) -> tuple[Batch, ...]:
    """What each batch found under one rule, oldest first, on a connection that `health` has read."""
    return attribution.batches(outcomes, rule)
