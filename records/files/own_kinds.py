"""What a county's own YAML adds: header names for a known kind, a payout list of its own, or a whole register."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from records.errors import BadMapping
from records.files.kinds import plain
from records.programmes import Programme
from records.registers import Register, RegisterFile

Raw = dict[str, Any]
NEW = "a new register needs `title` and columns with a `type`, a payout list of your own `like: payout`"


@dataclass
class Layers:
    """The kinds of file, as raw YAML by name, while own files are laid over them one after the other."""

    kinds: dict[str, Raw]
    shared: Mapping[str, Raw]  # columns that a kind takes with `like`
    programmes: dict[str, Programme]
    registers: dict[str, Register] = field(default_factory=dict)

    def add(self, layer: Raw, file: Path) -> None:
        """Lay one own file over what is there; raises BadMapping, which names file and field."""
        for code, programme in _programmes(layer.pop("programmes", None) or {}, self.programmes, file).items():
            self.programmes[code] = programme
        if not layer:
            return
        kind = layer.get("kind")
        if "title" in layer and "like" not in layer:
            self._register(layer, file)
        elif layer.get("like") == "payout":
            self.kinds[str(kind)] = self._variant(layer, file)
        elif isinstance(kind, str) and kind in self.kinds:
            self.kinds = self.kinds | _overlay(self.kinds, layer, file)
        else:
            raise BadMapping(f"{file} has `kind: {kind}`, which is none of {', '.join(sorted(self.kinds))}; {NEW}.")

    def _register(self, layer: Raw, file: Path) -> None:
        """A register of the county's own; a later file with the same name takes the place of an earlier one."""
        try:
            described = RegisterFile.model_validate(layer)
        except ValidationError as error:
            raise BadMapping(f"{file}: {told(error)}; correct the file.") from error
        self.kinds[described.kind] = expanded(described.kind_of_file(), self.shared)
        self.registers[described.kind] = described.table()

    def _variant(self, layer: Raw, file: Path) -> Raw:
        """A payout list with headers of its own, by which it is told from the others."""
        name, base = layer.get("kind"), self.kinds["payout"]
        if not isinstance(name, str) or (name in self.kinds and "marks" not in self.kinds[name]):
            raise BadMapping(f"{file}: kind: the name {name} is taken; choose another.")
        programme = layer.get("programme")
        if programme is not None and programme not in self.programmes:
            raise BadMapping(f"{file}: programme: {programme} is not known; add it under `programmes:`.")
        own = {key: value for key, value in layer.items() if key not in ("like", "title")} | {"kind": "payout"}
        made: Raw = _overlay({"payout": base}, own, file)["payout"]
        known = {plain(header) for column in base["columns"].values() for header in column["headers"]}
        written = [plain(header) for column in (layer.get("columns") or {}).values() for header in column["headers"]]
        marks = [header for header in written if header not in known]
        if not marks:
            raise BadMapping(
                f"{file}: columns: name a header that no other payout list has, or nothing tells it apart."
            )
        return made | {"marks": marks, "name": layer.get("title") or base["name"]}


def expanded(raw: Raw, shared: Mapping[str, Raw]) -> Raw:
    """The kind with every `like: NAME` replaced by the shared column; its own headers come first."""
    columns: Raw = {}
    for name, column in raw["columns"].items():
        base = shared[column["like"]] if "like" in column else {}
        merged = base | {key: value for key, value in column.items() if key != "like"}
        columns[name] = merged | {"headers": [*column.get("headers", []), *base.get("headers", [])]}
    return raw | {"columns": columns}


def told(error: ValidationError) -> str:
    """The first problem of a file: the field and what is wrong with it."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part != "[key]")
    if first["type"] == "extra_forbidden":
        return f"the field {where} is unknown"
    return f"{where}: {first['msg'].removeprefix('Value error, ')}".removeprefix(": ")


def _overlay(kinds: Raw, layer: Raw, file: Path) -> Raw:
    """The one kind that an own file speaks about, with its names first and taken from where they stood before."""
    name = layer["kind"]
    below = kinds[name]
    columns = dict(below["columns"])
    listed = layer.get("columns") or {}
    if not isinstance(listed, dict):
        raise BadMapping(f"{file}: columns: should be `COLUMN: {{headers: [...]}}`.")
    for column, added in listed.items():
        if column not in columns:
            raise BadMapping(f"{file} names the column `{column}`; {name} has {', '.join(columns)}.")
        if not isinstance(added, dict):
            raise BadMapping(f"{file} should say `{column}: {{headers: [...]}}`.")
        added = {**added, "headers": _words(added.get("headers"), f"columns.{column}.headers", file)}
        taken = {plain(header) for header in added["headers"]}
        columns = {key: _without(value, taken) for key, value in columns.items()}
        columns[column] = columns[column] | added | _joined(columns[column], added, f"columns.{column}.values", file)
    return {name: below | {key: value for key, value in layer.items() if key != "columns"} | {"columns": columns}}


def _words(given: object, where: str, file: Path) -> list[str]:
    """A list of words as a YAML holds it; a single one may stand for itself."""
    words = [given] if isinstance(given, str) else ([] if given is None else given)
    if not isinstance(words, list) or not all(isinstance(word, str | int | float) for word in words):
        raise BadMapping(f"{file}: {where} should be a list of words, as in `[甲, 乙]`.")
    return [str(word) for word in words]


def _without(column: Raw, taken: set[str]) -> Raw:
    return column | {"headers": [header for header in column.get("headers", []) if plain(header) not in taken]}


def _joined(below: Raw, added: Raw, where: str, file: Path) -> Raw:
    values = {code: list(words) for code, words in (below.get("values") or {}).items()}
    given = added.get("values") or {}
    if not isinstance(given, dict):
        raise BadMapping(f"{file}: {where} should be `CODE: [WORD, ...]`.")
    for code, listed in given.items():
        words = _words(listed, f"{where}.{code}", file)
        values = {key: [word for word in old if word not in words] for key, old in values.items()}
        values[str(code)] = [*words, *values.get(str(code), [])]
    joined = {"headers": [*added["headers"], *below.get("headers", [])]}
    return joined | ({"values": values} if values else {})


def _programmes(layer: object, known: Mapping[str, Programme], file: Path) -> dict[str, Programme]:
    """New programmes, and further names of known ones."""
    own: dict[str, Programme] = {}
    if not isinstance(layer, dict):
        raise BadMapping(f"{file}: programmes: should be `CODE: [NAME]` or `CODE: {{name: …, rhythm: …, paid_to: …}}`.")
    for code, entry in layer.items():
        named = entry.get("names") if isinstance(entry, dict) else entry
        names = tuple(_words(named, f"programmes.{code}", file))
        if code in known:
            own[code] = replace(known[code], names=(*names, *known[code].names))
            continue
        try:
            own[code] = Programme(code, entry["name"], (entry["name"], *names), entry["rhythm"], entry["paid_to"])
        except (KeyError, TypeError) as error:
            raise BadMapping(f"{file}: the new programme {code} needs name, rhythm and paid_to.") from error
    return own
