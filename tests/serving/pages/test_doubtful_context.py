"""The part of a case page about whom a damaged id means."""

from dataclasses import replace
from datetime import date

import pytest

from serving.pages.contexts.doubtful import DoubtfulIdentity, doubtful
from serving.pages.contexts.outcome import Entered
from serving.pages.contexts.visit import Visit
from serving.pages.languages import LANGUAGES, Language
from serving.queue.views import QueueFilter
from tests.serving.pages.samples import a_case, a_confirmed_identity, a_doubtful, everybody

VISIT = Visit(QueueFilter(), date(2025, 1, 22), True, True, Entered(), sees_identities=True, may_judge=True)


def part(case: object = None, visit: Visit = VISIT, language: Language = "zh") -> DoubtfulIdentity:
    (found,) = doubtful(language, a_case(identities=(case or a_doubtful(),)), everybody(), visit)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_speaks_for_and_what_speaks_against_stand_apart(language: Language) -> None:
    best = part(language=language).residents[0]
    assert len(best.speaks_for) == len(best.speaks_against) == 1
    assert best.speaks_for != best.speaks_against


def test_an_open_candidate_can_be_confirmed_or_rejected_and_a_confirmed_one_only_undone() -> None:
    assert [value for value, _ in part().residents[0].actions] == ["confirm", "reject"]
    taken = part(a_confirmed_identity())
    assert [value for value, _ in taken.residents[0].actions] == ["undo"]
    assert [value for value, _ in taken.further[0].actions] == ["reject"]


def test_who_may_not_judge_sees_no_buttons_and_who_may_not_read_sees_nothing() -> None:
    assert part(visit=replace(VISIT, may_judge=False)).residents[0].actions == ()
    assert doubtful("zh", a_case(identities=(a_doubtful(),)), everybody(), replace(VISIT, sees_identities=False)) == ()


def test_a_decision_says_who_when_and_why_and_that_it_waits_for_the_next_scan() -> None:
    taken = part(a_confirmed_identity())
    (line,) = taken.history
    assert (line.who, line.reason, line.at) == ("王丽", "电话核实", "2025-01-12 10:00")
    assert "下次比对" in taken.effect
    assert part().effect == ""


def test_no_card_is_lost() -> None:
    for found in (part(), part(a_confirmed_identity())):
        assert {card.key for card in (*found.residents, *found.further)} == {"7", "8"}
