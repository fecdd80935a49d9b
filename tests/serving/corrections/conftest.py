"""A wrong fact that hits of several awards rest on."""

from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy import select

from records.home import Home
from serving.cases.papers import papers_of
from serving.cases.tables import Case
from serving.corrections.resting import facts_of, siblings
from serving.corrections.views import CorrectionForm
from serving.database import Database
from serving.outcomes.views import OutcomeForm
from serving.scan.current import scan_in_use

VISIT = date(2026, 1, 6)
WHOLE = ("vehicle", "property", "enterprise", "official", "death")  # without such a fact nothing is left of the hit


@dataclass(frozen=True)
class Wrong:
    """A case, one of its facts, and all hits that rest on it: (award, rule)."""

    case: Case
    fact: str
    resting: frozenset[tuple[int, str]]
    awards: frozenset[int]

    def form(self, **changes: object) -> OutcomeForm:
        correction = CorrectionForm(self.fact, "absent")
        return replace(OutcomeForm("cleared", VISIT, note="实地查看，无此车。", correction=correction), **changes)  # type: ignore[arg-type]


@pytest.fixture
def wrong(scanned: Home, database: Database) -> Wrong:
    """The fact of an open case that most hits of the county rest on."""
    with database.reading() as session:
        found = scan_in_use(session)
        papers = papers_of(scanned, found)
        best: Wrong | None = None
        for case in session.scalars(select(Case).where(Case.status == "open").order_by(Case.id)):
            for name, (fact, _) in facts_of(found, papers, case.award_key).items():
                if fact.registry not in WHOLE:
                    continue
                hits = siblings(found, papers, fact)
                if any(len(found.facts_of(hit)) > 1 for hit in hits):
                    continue  # such a hit stands on its other facts
                resting = frozenset((hit.award_key, hit.rule) for hit in hits)
                if best is None or len(resting) > len(best.resting):
                    best = Wrong(case, name, resting, frozenset(hit.award_key for hit in hits))
    assert best is not None
    assert len(best.awards) > 1, "the county has no fact that two awards rest on"
    return best
