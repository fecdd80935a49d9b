"""The rules to show: those the current scan was made with, before the first scan those in force."""

from functools import lru_cache

from sqlalchemy.orm import Session

from records.home import Home
from rules import catalogue
from rules.catalogue import Catalogue
from serving.refusals import NoScan
from serving.scan.current import scan_in_use


def rules_in_use(session: Session) -> Catalogue:
    """The catalogue. Raises FaultyRule for a county's own rule that cannot be read."""
    try:
        return scan_in_use(session).rules
    except NoScan:
        return _in_force(session.info["home"])


@lru_cache(maxsize=1)
def _in_force(home: Home) -> Catalogue:
    return catalogue.in_force(home)
