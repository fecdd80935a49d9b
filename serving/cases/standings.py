"""Where a case stands after a scan: decided, open, or open again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.decisions.outcomes import WAITING
from serving.cases import decisions
from serving.cases.decisions import Decision
from serving.cases.found import Queued
from serving.cases.tables import Case


@dataclass(frozen=True)
class Known:
    """What the database already holds of a case."""

    id: int
    status: str
    level: str
    version: int
    decision: Decision | None

    @property
    def untouched(self) -> bool:
        """Nobody decided it, and nobody has a decision on it before him."""
        return self.decision is None and self.status != WAITING

    @property
    def after_leaving(self) -> str:
        """Its status once no scan sees a reason for it: what had been decided before stands."""
        return self.decision.result if self.decision is not None else "withdrawn"


@dataclass(frozen=True)
class Standing:
    """The decision in force, the status, and what speaks anew since the decision (Chinese, English)."""

    decision: Decision | None
    status: str
    news: tuple[str, str] | None


UNDECIDED = Standing(None, "open", None)


def columns(standing: Sequence[Standing]) -> dict[str, list[Any]]:
    """As columns of cases."""
    kept = [one.decision for one in standing]
    return {
        "status": [one.status for one in standing],
        "decision": [one and one.result for one in kept],
        "decided": [one and one.day for one in kept],
        "decided_bands": [one and decisions.written(one.bands) for one in kept],
    }


def known(session: Session) -> dict[int, Known]:
    """Every case by its award."""
    asked = (Case.award_key, Case.id, Case.status, Case.level, Case.version)
    rows = session.execute(select(*asked, Case.decision, Case.decided, Case.decided_bands))
    return {
        award: Known(case_id, status, level, version, decisions.kept(result, day, bands))
        for award, case_id, status, level, version, result, day, bands in rows
    }


def after(before: Known | None, row: Queued, decided_here: bool) -> Standing:
    """Where the case of an award on the queue stands."""
    decision = _in_force(before.decision if before is not None else None, row, decided_here)
    if before is not None and before.status == WAITING:
        return Standing(decision, WAITING, None)  # somebody has it before him
    news = None if decision is None else decisions.new_evidence(decision, row.hits)
    return Standing(decision, "open" if decision is None or news is not None else decision.result, news)


def _in_force(stored: Decision | None, row: Queued, decided_here: bool) -> Decision | None:
    """The decision that counts. What was recorded here yields only to an imported result that was verified later."""
    if row.verdict is None or row.verdict_day is None:
        return stored
    if stored is not None:
        same = (stored.result, stored.day) == (row.verdict, row.verdict_day)
        if same or (decided_here and row.verdict_day <= stored.day):
            return stored
    # What an imported result rested on nobody wrote down: what hits when it arrives counts as judged.
    return Decision(row.verdict, row.verdict_day, decisions.bands_of(row.hits))
