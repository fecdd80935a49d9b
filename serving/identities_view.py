"""Names and resident ids, as much of them as the reader may see."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from records.home import Home
from serving.accounts.views import User


@dataclass(frozen=True)
class Shown:
    """A person as shown: masked (王**, 6299**********1234) or revealed."""

    name: str
    resident_id: str


def masked(home: Home, person_keys: Collection[int]) -> dict[int, Shown]:
    """Masked names and ids; a person the store does not know shows as （不详）."""
    raise NotImplementedError


def revealed(home: Home, session: Session, user: User, person_key: int, reason: str) -> Shown:
    """The full name and id; the look is in the audit log of the same transaction. Raises NotAllowed, ReasonMissing."""
    raise NotImplementedError
