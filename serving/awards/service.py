"""Every rule's answer on one award, as the current scan has it."""

from dataclasses import dataclass
from datetime import date

from records.home import Home
from records.keys import Keyring
from rules.answers import Answer, answers
from serving.cases.veil import NOTHING, Veil
from serving.refusals import UnknownAward
from serving.scan.current import CurrentScan, Scored
from serving.scores.known import id_forms
from serving.security.sight import Sight


@dataclass(frozen=True)
class AwardAnswers:
    """One award and what every rule said of it."""

    scored: Scored
    programme_name: str
    answers: tuple[Answer, ...]
    catalogue_version: str
    as_of: date


def award_answers(scan: CurrentScan, award_key: int, sight: Sight, veil: Veil = NOTHING) -> AwardAnswers:
    """Every rule's answer on an award in sight; raises UnknownAward.

    Of an award under the veil what a clearance silenced is a hit again.
    """
    scored = scan.find(award_key)
    if scored is None or not sight.sees(scored.person_key, scored.township_key, scored.village_key):
        raise UnknownAward("The current scan has no such award; take its key from the queue or from POST /v1/scores.")
    name = scan.programme_names.get(scored.programme, scored.programme)
    blind = award_key in veil.awards
    hits = scan.all_hits(award_key) if blind else scan.hits(award_key)
    silenced = {} if blind else {known.hit.rule: known.cleared for known in scan.silenced(award_key)}
    found = answers(scan.rules, scan.compared, scored.programme, name, hits, silenced)
    return AwardAnswers(scored, name, found, scan.manifest.catalogue_version, scan.manifest.day)


def awards_of(home: Home, scan: CurrentScan, resident_id: str, programme: str | None) -> tuple[int, ...]:
    """The keys of a person's awards in the scan, by programme. Raises InvalidPayout, UnknownAward."""
    keyring, found = Keyring(home.secret()), dict[str, int]()
    for form in id_forms(resident_id):
        person = keyring.person(form.text)
        for code in (programme,) if programme else sorted(scan.programme_names):
            key = keyring.award(person, code)
            if scan.find(key) is not None:
                found.setdefault(code, key)
    if not found:
        where = f"in the programme {programme}" if programme else "in any programme"
        raise UnknownAward(f"The current scan has no award of this person {where}.")
    return tuple(found.values())
