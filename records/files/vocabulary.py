"""What is known about bureau files, read from records/bureaus and from the county's own YAML, which wins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from records.errors import BadMapping
from records.files.kinds import Kind, Marks, plain
from records.files.own_kinds import Layers, expanded, told
from records.home import Home
from records.programmes import Programme, programmes
from records.registers import Register

BUREAUS = Path(__file__).parents[1] / "bureaus"
SHARED = ("columns", "marks", "units")


@dataclass(frozen=True)
class Vocabulary:
    """Kinds of file, words of no meaning, units, programmes, and registers that only this county has."""

    kinds: dict[str, Kind]
    ignored: frozenset[str]
    marks: Marks
    units: dict[str, dict[str, str]]
    programmes: dict[str, Programme]
    registers: dict[str, Register] = field(default_factory=dict)

    @cached_property
    def headers(self) -> frozenset[str]:
        """Every header that any kind knows."""
        return frozenset(header for kind in self.kinds.values() for header in kind.headers)

    def remembering(self, earlier: Iterable[dict[str, str]]) -> "Vocabulary":
        """With the programmes of earlier imports (rows of their table), which have payouts whatever YAML is gone."""
        gone = [row for row in earlier if row["programme"] not in self.programmes]
        kept = {
            row["programme"]: Programme(row["programme"], row["name"], (), row["rhythm"], row["paid_to"])
            for row in gone
        }
        return replace(self, programmes=self.programmes | kept) if kept else self


def vocabulary(own: Sequence[Path] = ()) -> Vocabulary:
    """The built-in vocabulary with the county's own files laid over it, later ones winning; raises BadMapping."""
    shared, kinds = _built_in()
    raw = {name: expanded(kind, shared["columns"]) for name, kind in kinds.items()}
    layers = Layers(raw, shared["columns"], dict(programmes()))
    for file in own:
        layers.add(_read(file), file)
    return Vocabulary(
        kinds={name: _kind(name, kind, own) for name, kind in layers.kinds.items()},
        ignored=frozenset(plain(header) for header in shared["columns"]["ignored"]["headers"]),
        marks=Marks.model_validate(shared["marks"]),
        units=shared["units"],
        programmes=layers.programmes,
        registers=layers.registers,
    )


def own_files(home: Home) -> list[Path]:
    """The county's own YAML files, in the order in which they are laid over the built-in ones."""
    return sorted(home.bureaus.glob("*.y*ml"))


def own_registers(home: Home) -> dict[str, Register]:
    """The registers that this county has beside the built-in ones, as its YAML describes them."""
    files = own_files(home)
    return vocabulary(files).registers if files else {}


def _kind(name: str, raw: dict[str, Any], own: Sequence[Path]) -> Kind:
    try:
        return Kind.model_validate(raw)
    except ValidationError as error:
        files = ", ".join(map(str, own))
        raise BadMapping(f"The header names in {files} cannot be used ({name}: {told(error)}).") from error


@cache
def _built_in() -> tuple[dict[str, Any], dict[str, Any]]:
    shared = {name: _read(BUREAUS / f"{name}.yaml") for name in SHARED}
    kinds = (_read(file) for file in sorted(BUREAUS.glob("*.yaml")) if file.stem not in SHARED)
    return shared, {raw["kind"]: raw for raw in kinds}


def _read(file: Path) -> dict[str, Any]:
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        content = yaml.load(file.read_text(encoding="utf-8-sig"), Loader=loader)  # noqa: S506 - the safe loader, in C
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadMapping(f"The header names in {file} cannot be read: {_where(error)}.") from error
    if not isinstance(content, dict):
        raise BadMapping(f"{file} should hold `kind:` and `columns:`, as the files in records/bureaus do.")
    return content


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"line {mark.line + 1}: {said}" if mark else said
