"""Who is signed in, as a value."""

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["inspector", "supervisor", "analyst", "backend", "auditor", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True)
class User:
    """A person with an account, or a program with an API key (id 0, role backend by default)."""

    id: int
    name: str  # the sign-in name
    display_name: str
    role: Role
