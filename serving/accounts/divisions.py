"""Townships and villages by the name or code that people enter, as scopes of accounts and keys."""

from collections.abc import Iterable, Mapping
from typing import Any

from records import warehouse
from records.home import Home
from records.values import places
from serving.accounts.views import COUNTY, Scope
from serving.refusals import UnknownDivision

TOWNSHIP_DIGITS = 9  # of a village's 12


def scope_named(home: Home, township: str | None = None, village: str | None = None) -> Scope:
    """The scope with this name or division code; the whole county where neither is given.

    Of villages with the same name the township says which. Raises UnknownDivision, NoSnapshot.
    """
    if not township and not village:
        return COUNTY
    rows = warehouse.current(home).read("division").to_pylist()
    found = [row for row in rows if not township or _is_township(row, township)]
    if not village:
        keys = {row["township_key"]: row["township"] for row in found if row["township"]}
        return _only("township", keys, township or "")
    return _only("village", {row["village_key"]: _said(row) for row in found if _is_village(row, village)}, village)


def scopes(home: Home) -> tuple[Scope, ...]:
    """Every township, each followed by its villages, by name. Raises NoSnapshot."""
    towns: dict[tuple[str, int], list[Scope]] = {}
    for row in warehouse.current(home).read("division").to_pylist():
        if row["township"]:
            villages = towns.setdefault((row["township"], row["township_key"]), [])
            villages += [Scope("village", row["village_key"], _said(row))] if row["village"] else []
    return tuple(
        scope
        for (name, key), villages in sorted(towns.items())
        for scope in (Scope("township", key, name), *sorted(villages, key=lambda one: one.name))
    )


def _is_township(row: Mapping[str, Any], asked: str) -> bool:
    return bool(row["township"] == places.township(asked) or (row["code"] or "")[:TOWNSHIP_DIGITS] == asked.strip())


def _is_village(row: Mapping[str, Any], asked: str) -> bool:
    if not row["village"]:
        return False
    names = {row["village"], (row["township"] or "") + row["village"], row["code"]}
    return bool({places.village(asked), asked.strip()} & names)


def _said(row: Mapping[str, Any]) -> str:
    return f"{row['township'] or ''}{row['village']}"


def _only(level: Any, found: Mapping[int, str], asked: str) -> Scope:
    if len(found) == 1:
        ((key, name),) = found.items()
        return Scope(level, key, name)
    raise UnknownDivision(f"{_count(found.values(), asked)} in the records; give its name as the registers have it.")


def _count(names: Iterable[str], asked: str) -> str:
    told = "、".join(sorted(names)[:5])
    return f"{asked} is more than one place ({told})" if told else f"There is no {asked}"
