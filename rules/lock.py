"""The lock: which content each built-in rule has at its version, so that no rule changes under the same number.

Outcomes, silenced hits and rates of confirmation are kept by rule and version; they mean nothing once a rule says
something else under the same version.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from records.errors import MingchaError
from rules.rule import Rule

FILE = Path(__file__).parent / "catalog.lock"


class Unversioned(MingchaError):
    """A rule changed without a new version."""


class Locked(NamedTuple):
    """A rule's version, and the digest of its content at that version."""

    version: int
    digest: str


def digest(rule: Rule) -> str:
    """Of everything a rule's file says but its version, what tests it and how far it has to look: no answer changes."""
    # What a file leaves out is not in it: a new optional field changes no rule.
    content = rule.model_dump(
        mode="json", exclude={"version", "examples", "central", "reach", "usage"}, exclude_defaults=True
    )
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def read(file: Path = FILE) -> dict[str, Locked]:
    """What the lock holds, by rule; empty where there is no file yet."""
    if not file.exists():
        return {}
    lines = (line.split() for line in file.read_text(encoding="utf-8").splitlines() if line and line[0] != "#")
    return {identifier: Locked(int(version), found) for identifier, version, found in lines}


def faults(rules: Iterable[Rule], locked: Mapping[str, Locked]) -> tuple[str, ...]:
    """One sentence for every rule whose file and lock disagree."""
    given = {rule.id: rule for rule in rules}
    said = [_fault(rule, locked.get(rule.id)) for rule in given.values()]
    gone = [
        f"The lock holds the rule {identifier}, which is gone; run `mingcha rules lock`."
        for identifier in locked
        if identifier not in given
    ]
    return (*(sentence for sentence in said if sentence), *gone)


def write(rules: Iterable[Rule], file: Path = FILE) -> int:
    """Lock every rule as it reads now and return their number; raises Unversioned before anything is written."""
    given, locked = tuple(rules), read(file)
    for rule in given:
        if _changed(rule, locked.get(rule.id)):
            raise Unversioned(_fault(rule, locked.get(rule.id)))
    lines = [f"{rule.id} {rule.version} {digest(rule)}" for rule in given]
    file.write_text("# rule, version, digest; written by `mingcha rules lock`\n" + "\n".join(lines) + "\n", "utf-8")
    return len(given)


def _changed(rule: Rule, held: Locked | None) -> bool:
    return held is not None and rule.version <= held.version and digest(rule) != held.digest


def _fault(rule: Rule, held: Locked | None) -> str:
    if _changed(rule, held):
        return (
            f"The rule {rule.id} changed but is still version {rule.version}; raise its version and run "
            "`mingcha rules lock`."
        )
    if held != Locked(rule.version, digest(rule)):
        return f"The rule {rule.id} is not locked at version {rule.version}; run `mingcha rules lock`."
    return ""
