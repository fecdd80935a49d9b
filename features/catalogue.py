"""The families: one YAML each, with the behaviour it sees, its columns and its SQL. A new family is a new file."""

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from records.contracts import TABLES
from records.errors import MingchaError

if TYPE_CHECKING:
    from rules.catalogue import Catalogue

FOLDER = Path(__file__).parent / "families"
ROOT = Path(__file__).parents[1]
# The code whose change makes another table of the same families, rules and data.
CODE = (
    "features/*.py",
    "rules/engine.py",
    "rules/running.py",
    "rules/statements.py",
    "rules/kinship.*",
    "rules/concentration.*",
    "rules/preparation.py",
    "rules/standards.py",
    "records/asof.py",
)


class BadFamily(MingchaError):
    """A family's YAML doesn't say what it must."""


class Words(BaseModel):
    """One text in Chinese and English."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str
    en: str


class Column(BaseModel):
    """One column of the feature table, as the dictionary prints it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    unit: str
    zh: str
    en: str
    sentence: str  # plain Chinese, for the page that explains a score
    # +1: more of it can only speak for the suspicion, -1: only against; 0 where the domain isn't sure.
    monotone: Literal[-1, 0, 1] = 0
    kind: Literal["hits", "pattern"] = "pattern"
    family: str = ""


class Telling(BaseModel):
    """Columns that say the same to an inspector, as one sentence; {column} stands for the award's value with its unit.

    A column in no telling counts in the score but is never given as a reason: age, for one, accuses nobody.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    columns: tuple[str, ...]
    zh: str
    en: str


class Family(BaseModel):
    """A family of columns that see one behaviour."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    order: int
    kind: Literal["hits", "pattern"]
    title: Words
    behaviour: Words
    needs: tuple[str, ...]  # with none of these rows the family's columns are null
    columns: tuple[Column, ...]
    tellings: tuple[Telling, ...] = ()
    # Whose payouts decide on an award: those of its neighbours (see `rules.neighbourhood`), or of everybody.
    reach: Literal["neighbours", "everybody"] = "everybody"
    sql: str  # one row per award: award_key and the columns


def _read(file: Path) -> Family:
    try:
        # The C loader: the Python one takes twenty times as long.
        written = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        family = Family.model_validate(written)
    except (ValidationError, yaml.YAMLError) as error:
        raise BadFamily(f"The feature family {file.name} is not well formed: {error}") from error
    unknown = set(family.needs) - TABLES.keys()
    if unknown:
        raise BadFamily(f"The feature family {file.name} needs unknown tables: {', '.join(sorted(unknown))}.")
    known = {column.name for column in family.columns}
    if strange := {name for telling in family.tellings for name in telling.columns} - known:
        raise BadFamily(f"The feature family {file.name} tells of unknown columns: {', '.join(sorted(strange))}.")
    named = tuple(column.model_copy(update={"family": family.id, "kind": family.kind}) for column in family.columns)
    return family.model_copy(update={"columns": named})


@cache
def families() -> tuple[Family, ...]:
    """All families, in the order in which they are computed and printed."""
    return tuple(sorted((_read(file) for file in FOLDER.glob("*.yaml")), key=lambda family: family.order))


def columns(catalogue: "Catalogue | None" = None) -> tuple[Column, ...]:
    """The whole dictionary, with two columns for each rule of `catalogue` (None: the built-in one)."""
    from features.by_rule import rule_columns

    return (*(column for family in families() for column in family.columns), *rule_columns(catalogue))


@cache
def version() -> str:
    """A short digest of every family and of the code that computes them.

    A table built by another version is another table; the rules have a version of their own (`Catalogue.version`).
    """
    digest = hashlib.sha256()
    for family in families():
        digest.update(family.model_dump_json(exclude={"reach"}).encode())
    for pattern in CODE:
        for file in sorted(ROOT.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
