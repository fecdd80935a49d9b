"""Corrections as they are entered and as they are shown."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from rules.rule import Text

Wrong = Literal["absent", "other_person", "other_date"]
WRONGS: tuple[Wrong, ...] = get_args(Wrong)
State = Literal["standing", "corrected", "withdrawn"]


@dataclass(frozen=True)
class CorrectionForm:
    """What is wrong with one fact that hits of the case rest on."""

    fact: str  # as `FactChoice.fact` names it
    wrong: Wrong
    date_column: str | None = None  # only with other_date
    should_be: date | None = None  # only with other_date


@dataclass(frozen=True)
class FactChoice:
    """A register's fact that hits of a case rest on, and where it stands."""

    fact: str  # names it towards the service: the register and a digest of what it says
    registry: str
    registry_name: Text
    file: str
    sheet: str
    row: int
    rules: tuple[Text, ...]  # titles of the rules that rest on it
    dates: tuple[str, ...]  # its date columns


@dataclass(frozen=True)
class CorrectedHitView:
    """A hit of a case that rested on a fact since corrected."""

    correction: int
    headline_zh: str
    headline_en: str
    registry_name: Text
    wrong: Text
    note: str
    who: str
    at: datetime  # UTC
    pending: bool  # the scan in use was made before: the next one leaves the hit out


@dataclass(frozen=True)
class CorrectionView:
    """One correction for the list of the bureau that owns the register; names only where somebody entitled asked."""

    number: int
    registry: str
    registry_name: Text
    file: str  # where the fact stands now; empty once the register holds it no longer
    sheet: str
    row: int | None
    wrong: Wrong
    date_column: str | None
    should_be: date | None
    said: Text  # the same in words
    note: str
    since: date
    who: str
    case_id: int
    state: State
    person_key: int | None
    name: str = ""
    resident_id: str = ""
