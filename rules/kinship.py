"""Kinship 亲属关系: who is near a cadre or official, in one step or two, and by which path.

The table `kinship(person_key, other_key, steps, relation1, via_key, relation2, path, same_household, closeness)` has
one row per relative and holder of a post. The path is told in words of the code set `relation`, joined by a dot and
read outward from the holder: "wife.elder_brother" is 妻子的哥哥 (see `rules.wording`). Sex and age come from the
resident id and the register; where they are unknown so is the finer word, and brothers stay brothers.
"""

from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import yaml

HERE = Path(__file__).parent
SQL = (HERE / "kinship.sql").read_text(encoding="utf-8")
TEMPORARY = ("kin_said", "kin_seed", "kin_near", "kin_centre", "kin_step")


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `kinship` and `kin_holder` on a connection that has `home`."""
    tables = relations()
    for name, table in tables.items():
        connection.register(name, table)
    connection.execute(SQL)
    for name in tables:
        connection.unregister(name)
    for name in TEMPORARY:
        connection.execute(f"DROP TABLE {name}")


@cache
def relations() -> dict[str, pa.Table]:
    """What kinship.yaml says, as the tables that the SQL joins."""
    said: dict[str, Any] = yaml.safe_load((HERE / "kinship.yaml").read_text(encoding="utf-8"))
    kinds = [
        {"relation": relation, "kind": one["kind"], "sex": one.get("sex"), "inverse": said["inverse"].get(one["kind"])}
        for relation, one in said["kinds"].items()
    ]
    composed = [
        {"other_to_head": other, "person_to_head": person, "kind": kind}
        for other, members in said["composed"].items()
        for person, kind in members.items()
    ]
    words = [
        {"kind": kind, "sex": sex, "age": age, "word": said["by_age"].get(word, {}).get(age, word)}
        | {"closeness": said["closeness"][kind]}
        for kind, by_sex in said["words"].items()
        for sex, word in by_sex.items()
        for age in ("elder", "younger", "unknown")
    ]
    rows = {"kin_kind": kinds, "kin_composed": composed, "kin_word": words}
    return {name: pa.Table.from_pylist(listed) for name, listed in rows.items()}
