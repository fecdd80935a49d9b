"""Who is signed in, as a value."""

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["inspector", "supervisor", "analyst", "backend", "auditor", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
Level = Literal["county", "township", "village"]
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True)
class Scope:
    """The part of the county whose cases somebody works on: all of it, one township, or one village."""

    level: Level = "county"
    key: int | None = None  # the township's or the village's, as the warehouse numbers them
    name: str = ""  # as people say it; empty for the county

    @property
    def whole(self) -> bool:
        """The whole county."""
        return self.level == "county"


COUNTY = Scope()
COMMAND_LINE = "cli"  # how the name begins of who works at the machine, without an account


@dataclass(frozen=True)
class User:
    """A person with an account, or a program with an API key (id 0, role backend by default)."""

    id: int
    name: str  # the sign-in name
    display_name: str
    role: Role
    scope: Scope = COUNTY
    person_key: int | None = None  # who the user is in the registers; his kin's cases are not for him
    home_village: int | None = None  # nor are those of the village he declared as his own
