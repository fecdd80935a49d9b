"""The words of the API: what a field means wherever it stands, so that one word is explained once."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("glossary.yaml")
_BY_FORMAT = {"date": "2026-05-11", "date-time": "2026-05-11T08:30:00Z"}
_PLAIN: dict[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "number": (int, float)}


@cache
def words() -> dict[str, tuple[str, Any]]:
    """Field, or Schema.field -> its sentence and an example (None: its type says enough)."""
    read: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {word: (told[0], told[1]) if isinstance(told, list) else (told, None) for word, told in read.items()}


def explain(name: str, schema: dict[str, Any]) -> None:
    """Give the fields of a schema the descriptions and examples that they lack."""
    for field, told in schema.get("properties", {}).items():
        sentence, example = words().get(f"{name}.{field}") or words().get(field) or (None, None)
        if sentence is not None and "description" not in told:
            told["description"] = sentence
        if needs_example(told) and (found := _example(told, example)) is not None:
            told["examples"] = [found]


def needs_example(told: dict[str, Any]) -> bool:
    """Whether a field is a bare text or number, of which the type says too little."""
    bare = [choice for choice in _choices(told) if choice.get("type") in _PLAIN and not {"enum", "const"} & set(choice)]
    return bool(bare) and not {"examples", "example", "enum", "const", "default"} & set(told)


def _example(told: dict[str, Any], example: Any) -> Any:
    for choice in _choices(told):
        if choice.get("format") in _BY_FORMAT:
            return _BY_FORMAT[choice["format"]]
        if isinstance(example, _PLAIN.get(choice.get("type", ""), ())):
            return example
    return None


def _choices(told: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told.get("anyOf", [told])
    return found
