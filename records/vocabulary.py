"""What is known about bureau files, read from records/bureaus and from the county's own YAML, which wins."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from records.errors import BadMapping
from records.kinds import Kind, Marks, plain
from records.programmes import Programme, programmes

BUREAUS = Path(__file__).parent / "bureaus"
SHARED = ("columns", "marks", "units")


@dataclass(frozen=True)
class Vocabulary:
    """Kinds of file, words of no meaning, units and programmes."""

    kinds: dict[str, Kind]
    ignored: frozenset[str]
    marks: Marks
    units: dict[str, dict[str, str]]
    programmes: dict[str, Programme]

    @cached_property
    def headers(self) -> frozenset[str]:
        """Every header that any kind knows."""
        return frozenset(header for kind in self.kinds.values() for header in kind.headers)


def vocabulary(own: Sequence[Path] = ()) -> Vocabulary:
    """The built-in vocabulary with the county's own files laid over it, later ones winning; raises BadMapping."""
    shared, kinds = _built_in()
    known = dict(programmes())
    kinds = {name: _expanded(raw, shared["columns"]) for name, raw in kinds.items()}
    for file in own:
        layer = _read(file)
        known |= _own_programmes(layer.pop("programmes", {}), known, file)
        if layer:
            kinds = kinds | _overlay(kinds, layer, file)
    try:
        validated = {name: Kind.model_validate(raw) for name, raw in kinds.items()}
    except ValidationError as error:
        first = error.errors()[0]
        where = f"{'/'.join(map(str, first['loc']))}: {first['msg']}"
        raise BadMapping(f"The header names in {', '.join(map(str, own))} cannot be used ({where}).") from error
    return Vocabulary(
        kinds=validated,
        ignored=frozenset(plain(header) for header in shared["columns"]["ignored"]["headers"]),
        marks=Marks.model_validate(shared["marks"]),
        units=shared["units"],
        programmes=known,
    )


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
        raise BadMapping(f"The header names in {file} cannot be read: {str(error).splitlines()[0]}.") from error
    if not isinstance(content, dict):
        raise BadMapping(f"{file} should hold `kind:` and `columns:`, as the files in records/bureaus do.")
    return content


def _expanded(raw: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """The kind with every `like: NAME` replaced by the shared column; its own headers come first."""
    columns: dict[str, Any] = {}
    for name, column in raw["columns"].items():
        base = shared[column["like"]] if "like" in column else {}
        merged = base | {key: value for key, value in column.items() if key != "like"}
        columns[name] = merged | {"headers": [*column.get("headers", []), *base.get("headers", [])]}
    return raw | {"columns": columns}


def _overlay(kinds: dict[str, Any], layer: dict[str, Any], file: Path) -> dict[str, Any]:
    """The one kind that an own file speaks about, with its names first and taken from where they stood before."""
    name = layer.get("kind")
    if name not in kinds:
        raise BadMapping(f"{file} has `kind: {name}`, which is none of {', '.join(sorted(kinds))}.")
    below = kinds[name]
    columns = dict(below["columns"])
    for column, added in (layer.get("columns") or {}).items():
        if column not in columns:
            raise BadMapping(f"{file} names the column `{column}`; {name} has {', '.join(columns)}.")
        if not isinstance(added, dict):
            raise BadMapping(f"{file} should say `{column}: {{headers: [...]}}`.")
        taken = {plain(header) for header in added.get("headers", [])}
        columns = {key: _without(value, taken) for key, value in columns.items()}
        columns[column] = columns[column] | added | _joined(columns[column], added)
    return {name: below | {key: value for key, value in layer.items() if key != "columns"} | {"columns": columns}}


def _without(column: dict[str, Any], taken: set[str]) -> dict[str, Any]:
    return column | {"headers": [header for header in column.get("headers", []) if plain(header) not in taken]}


def _joined(below: dict[str, Any], added: dict[str, Any]) -> dict[str, Any]:
    values = {code: list(words) for code, words in (below.get("values") or {}).items()}
    for code, words in (added.get("values") or {}).items():
        values = {key: [word for word in old if word not in words] for key, old in values.items()}
        values[str(code)] = [*map(str, words), *values.get(str(code), [])]
    joined = {"headers": [*added.get("headers", []), *below.get("headers", [])]}
    return joined | ({"values": values} if values else {})


def _own_programmes(layer: dict[str, Any], known: dict[str, Programme], file: Path) -> dict[str, Programme]:
    """New programmes, and further names of known ones."""
    own: dict[str, Programme] = {}
    for code, entry in layer.items():
        names = tuple(entry.get("names", ())) if isinstance(entry, dict) else tuple(entry)
        if code in known:
            own[code] = replace(known[code], names=(*names, *known[code].names))
            continue
        try:
            own[code] = Programme(code, entry["name"], (entry["name"], *names), entry["rhythm"], entry["paid_to"])
        except (KeyError, TypeError) as error:
            raise BadMapping(f"{file}: the new programme {code} needs name, rhythm and paid_to.") from error
    return own
