"""Names and resident ids, as much of them as the reader may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from records.home import Home
from records.identity.identities import Identities
from records.values import names
from serving.accounts.views import User
from serving.audit import log
from serving.refusals import ReasonMissing
from serving.security.policy import require

UNKNOWN = "（不详）"


@dataclass(frozen=True)
class Shown:
    """A person as shown: masked (王**, 6299**********1234) or revealed."""

    name: str
    resident_id: str


def masked(home: Home, person_keys: Collection[int]) -> dict[int, Shown]:
    """Masked names and ids; a person the store does not know shows as （不详）."""
    return {key: Shown(mask_name(who.name), mask_id(who.resident_id)) for key, who in full(home, person_keys).items()}


def revealed(
    home: Home, session: Session, user: User, person_key: int, reason: str, case_id: int | None = None
) -> Shown:
    """The full name and id; the look is in the audit log of the same transaction. Raises NotAllowed, ReasonMissing."""
    require(user, "case.reveal")
    if not reason.strip():
        raise ReasonMissing("Say why you need the name and the id; the reason is kept in the audit log.")
    log.write(session, user.name, "case.reveal", f"person:{person_key}", case=case_id, reason=reason.strip()[:500])
    return full(home, [person_key])[person_key]


def full(home: Home, person_keys: Collection[int]) -> dict[int, Shown]:
    """Full names and ids, for callers that log the look themselves."""
    store, keys = Identities(home), list(person_keys)
    shown, resident_ids = store.names(keys), store.resident_ids(keys)
    return {key: Shown(shown.get(key) or UNKNOWN, resident_ids.get(key) or UNKNOWN) for key in keys}


def found(home: Home, text: str) -> Sequence[int]:
    """Persons with this resident id or exactly this name, at most 500."""
    store = Identities(home)
    by_id = store.person_key(text)
    return [*store.by_name(names.normalised(text), 500), *([by_id] if by_id is not None else [])]


def mask_name(name: str) -> str:
    """The family name and stars: 王**."""
    return name if name == UNKNOWN or not name else name[0] + "*" * max(len(name) - 1, 1)


def mask_id(resident_id: str) -> str:
    """The first four and the last four characters; a short one is hidden whole."""
    if resident_id == UNKNOWN:
        return resident_id
    if len(resident_id) < 12:
        return "*" * len(resident_id)
    return resident_id[:4] + "*" * (len(resident_id) - 8) + resident_id[-4:]
