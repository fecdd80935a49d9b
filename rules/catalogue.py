"""The catalogue: every rule and standard, read from YAML, checked, and named by a digest of its contents."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from records import warehouse
from records.contracts import TABLES
from records.errors import MingchaError, NoSnapshot
from records.files.vocabulary import own_registers
from records.home import Home
from records.programmes import programmes
from records.registers import Register, joined
from rules import standards
from rules.omissions import Omission
from rules.rule import Rule, Text
from rules.standards import Standard

FOLDER = Path(__file__).parent / "catalog"
CODES = Path(__file__).parent / "codes.yaml"
# libyaml reads the catalogue eight times faster than the pure Python loader.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Model = TypeVar("Model", bound=BaseModel)


class FaultyRule(MingchaError):
    """A rule's or standard's file cannot be used."""


class UnknownRule(MingchaError):
    """No rule has this id."""


@dataclass(frozen=True)
class Catalogue:
    """All rules in the order of their numbers, the standards they use, and the words for codes."""

    rules: tuple[Rule, ...]
    standards: tuple[Standard, ...]
    codes: Mapping[str, Mapping[str, Text]]
    version: str
    registers: Mapping[str, Register] = field(default_factory=dict)  # those that only this county has
    omissions: tuple[Omission, ...] = ()  # rules about what was not paid; they make no hits

    def rule(self, identifier: str) -> Rule:
        """The rule with this id; raises UnknownRule."""
        for rule in self.everything():
            if rule.id == identifier:
                return rule
        raise UnknownRule(f"There is no rule {identifier}; `mingcha rules list` shows those there are.")

    def everything(self) -> tuple[Rule, ...]:
        """Rules of both kinds, in the order of their numbers."""
        return tuple(sorted((*self.rules, *self.omissions), key=lambda rule: (rule.number, rule.id)))

    def running(self) -> tuple[Rule, ...]:
        """The rules that a comparison runs: live ones and those on trial."""
        return tuple(rule for rule in self.rules if rule.status != "retired")


def load(extra: Path | None = None, registers: Mapping[str, Register] | None = None) -> Catalogue:
    """Read the built-in catalogue and, from `extra`, a county's own rules (*.yaml) and standards (standards/*.yaml).

    `registers` are those that only this county has; its rules may need them.
    An own rule or standard takes the place of a built-in one of the same id or name. Raises FaultyRule, which names
    the file, for an unknown field, a wrong value or an id used twice in one folder.
    """
    rules = _by_id(_read_all(FOLDER, Rule))
    dated = _by_name(_read_all(standards.FOLDER, Standard))
    if extra is not None:
        rules |= _by_id(_read_all(extra, Rule))
        dated |= _by_name(_read_all(extra / "standards", Standard))
    whole = tuple(sorted(rules.values(), key=lambda rule: (rule.number, rule.id)))
    ordered = tuple(rule for rule in whole if not isinstance(rule, Omission))
    omissions = tuple(rule for rule in whole if isinstance(rule, Omission))
    chosen = tuple(dated[name] for name in sorted(dated))
    codes = code_sets()
    for rule in whole:
        _check(rule, dated, codes, registers or {})
    return Catalogue(ordered, chosen, codes, _digest(whole, chosen), registers or {}, omissions)


def in_force(home: Home) -> Catalogue:
    """The catalogue that a county compares with: the built-in one and the county's own (`Home.rules`)."""
    return load(home.rules, _registers(home))


def _registers(home: Home) -> Mapping[str, Register]:
    """Those described in the home's YAML, and those imported once though their YAML is gone."""
    try:
        earlier = warehouse.current(home).registers
    except NoSnapshot:
        earlier = {}
    return joined(earlier, own_registers(home))


def read_rule(file: Path, known: Catalogue) -> Rule:
    """A rule from a file outside of the catalogue, checked against the catalogue's standards. Raises FaultyRule."""
    if not file.is_file():
        raise FaultyRule(f"There is no file {file}; name the YAML file of a rule.")
    rule = _read(file, Rule)
    _check(rule, {standard.name: standard for standard in known.standards}, known.codes, known.registers)
    return rule


def _read_all(folder: Path, model: type[Model]) -> list[Model]:
    return [_read(file, model) for file in sorted(folder.glob("*.yaml"))]


def _read(file: Path, model: type[Model]) -> Model:
    try:
        entry = yaml.load(file.read_text(encoding="utf-8"), LOADER)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = str(error).replace("\n", " ")
        raise FaultyRule(f"{file} is not readable YAML ({where}); correct the file.") from error
    if not isinstance(entry, dict) or "origin" in entry:
        raise FaultyRule(f"{file} must hold the fields of one {model.__name__.lower()}; correct the file.")
    if model is Rule:
        entry["origin"] = str(file)
    kind = Omission if model is Rule and entry.get("kind") == "omission" else model
    try:
        return kind.model_validate(entry)  # type: ignore[return-value]  # an omission is a rule
    except ValidationError as error:
        raise FaultyRule(f"{file}: {_first(error)}; correct the file.") from error


def _first(error: ValidationError) -> str:
    problem = error.errors()[0]
    where = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"the field {where} is unknown"
    said = problem["msg"].removeprefix("Value error, ")
    return f"{where}: {said}" if where else said


def _by_id(rules: list[Rule]) -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in found:
            raise FaultyRule(f"{rule.origin} and {found[rule.id].origin} both hold the rule {rule.id}; rename one.")
        found[rule.id] = rule
    return found


def _by_name(dated: list[Standard]) -> dict[str, Standard]:
    return {standard.name: standard for standard in dated}


def code_sets() -> dict[str, dict[str, Text]]:
    """The words for codes that many rules share, by set and code."""
    entries: dict[str, dict[str, Any]] = yaml.load(CODES.read_text(encoding="utf-8"), LOADER)  # noqa: S506 - a safe loader
    codes = {name: {code: Text.model_validate(text) for code, text in set_.items()} for name, set_ in entries.items()}
    english = codes.pop("programme", {})
    codes["programme"] = {
        code: Text(zh=programme.name, en=english[code].en if code in english else code)
        for code, programme in programmes().items()
    }
    return codes


def _check(
    rule: Rule,
    dated: Mapping[str, Standard],
    codes: Mapping[str, Mapping[str, Text]],
    registers: Mapping[str, Register],
) -> None:
    """What needs more than the rule's own file: tables, standards and code sets must exist.

    A programme need not: a county has programmes of its own, and without its payouts the rule has nothing to look at.
    """
    unknown = [f"table {need}" for need in rule.needs if not _is_column(need, registers)]
    unknown += [f"standard {name}" for name in rule.standards if name not in dated]
    sets = (field.codes for field in rule.evidence if isinstance(field.codes, str))
    unknown += [f"code set {name}" for name in sets if name not in codes]
    if unknown:
        raise FaultyRule(f"{rule.origin} names the {unknown[0]}, which does not exist; correct the file.")


def _is_column(need: str, registers: Mapping[str, Register]) -> bool:
    table, _, column = need.partition(".")
    schema = registers[table].schema if table in registers else TABLES.get(table)
    return schema is not None and (not column or column in schema.names)


def _digest(rules: tuple[Rule, ...], dated: tuple[Standard, ...]) -> str:
    contents = [part.model_dump(mode="json") for part in (*rules, *dated)]
    return hashlib.sha256(json.dumps(contents, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]
