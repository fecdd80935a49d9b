"""Tie a user to a person of the registers and to a home village: his kin's cases are from then on for others."""

import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import warehouse
from records.home import Home
from records.keys import Keyring
from serving.accounts.tables import Account
from serving.accounts.views import Scope
from serving.audit import log
from serving.refusals import NoResident, UserNotFound
from serving.scores.known import id_forms


def person_of(home: Home, resident_id: str) -> int:
    """The key of the person with this id, which is neither stored nor logged. Raises InvalidPayout, NoResident."""
    file, keyring = warehouse.current(home).parquet("person"), Keyring(home.secret())
    for form in id_forms(resident_id):
        key = keyring.person(form.text)
        if pq.read_table(file, columns=["person_key"], filters=pc.field("person_key") == key).num_rows:
            return key
    raise NoResident("Nobody in the records has this id; check it, or name the home village only.")


def tie(session: Session, name: str, person_key: int | None, village: Scope | None, by: str) -> None:
    """Say who a user is and where he comes from; None: not said. Raises UserNotFound."""
    account = session.scalar(select(Account).where(Account.name == name))
    if account is None:
        raise UserNotFound(f"There is no user {name}; `mingcha user list` shows who there is.")
    account.person_key = person_key
    account.home_village = None if village is None else village.key
    account.home_village_name = "" if village is None else village.name
    told = {"person": "no" if person_key is None else "yes", "village": account.home_village_name or None}
    log.write(session, by, "user.tie", f"user:{account.id}", **told)
