from dataclasses import replace
from datetime import date, datetime

import pytest

from serving.cases.upkeep import SCAN
from serving.cases.views import CaseDetail
from serving.identities_view import Shown
from serving.outcomes.views import OutcomeView
from serving.pages.contexts.case import CasePage, case_page
from serving.pages.contexts.frame import frame
from serving.pages.contexts.links_picture import links_picture
from serving.pages.contexts.outcome import Entered
from serving.pages.contexts.visit import Visit
from serving.pages.languages import LANGUAGES, Language
from serving.queue.views import QueueFilter
from tests.serving.pages.samples import a_case, a_corrected, a_fact, a_hit, a_row, a_silenced, everybody, the_payouts

VISIT = Visit(QueueFilter(level="red"), date(2025, 1, 22), may_record=True, may_reveal=True, entered=Entered())
OUTCOME = OutcomeView("confirmed", "put_right", 315000, False, "", date(2025, 1, 21), datetime(2025, 1, 22), "李", 2)


def page(detail: CaseDetail | None = None, visit: Visit = VISIT, language: Language = "zh") -> CasePage:
    return case_page(frame(language, "/cases/1001", "token", None), detail or a_case(), everybody(), visit)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_always_a_sentence_against_the_suspicion(language: Language) -> None:
    assert len(page(a_case(reasons_against=()), language=language).why.against) == 1


def test_three_reasons_stand_in_front_and_none_is_lost() -> None:
    detail = a_case()
    why = page(replace(detail, reasons_for=detail.reasons_for * 2)).why
    assert len(why.supporting) == 3
    assert len(why.further) == 3


def test_a_case_without_any_hit_still_has_a_page() -> None:
    found = page(a_case(hits=(), reasons_for=()))
    assert found.main is None
    assert len(found.why.supporting) == 1


def test_the_strongest_hit_comes_first_and_the_others_follow() -> None:
    found = page(a_case(hits=(a_hit(), a_hit(rule="other"))))
    assert found.main is not None
    assert [hit.rule_href for hit in (found.main, *found.further)] == ["/rules/paid-after-death", "/rules/other"]


def test_both_sides_name_file_and_row_and_the_register_the_day_it_was_known() -> None:
    main = page().main
    assert main is not None
    assert main.payout is not None
    assert main.register is not None
    assert "第 227 行" in main.payout.source
    assert all(part in main.register.source for part in ("民政局死亡人员信息2024.xlsx", "第 1187 行", "2024-04-11"))


def test_the_arithmetic_of_what_to_recover_adds_up_or_is_not_claimed() -> None:
    assert page().payouts.recovery.arithmetic == "450 元 × 7 = 3,150 元"
    assert page(a_case(recover_fen=1)).payouts.recovery.arithmetic == ""


def test_what_to_recover_names_its_months_and_what_is_left_out() -> None:
    assert page().payouts.recovery.notes == ("不应发放的所属期：2024-04 至 2024-10，共 7 个月。",)
    assert "300 元" in page(a_case(amount_fen=345000)).payouts.recovery.notes[-1]
    assert page(a_case(recover_fen=None)).payouts.recovery.amount == "待核定"


def test_a_payout_without_a_period_says_that_its_day_decided() -> None:
    undated = tuple(replace(payout, covered_by="pay_date") if payout.at_stake else payout for payout in the_payouts())
    assert "7 笔未写明所属期" in page(a_case(payouts=undated)).payouts.recovery.notes[1]


def test_every_payout_stands_in_one_of_the_two_tables() -> None:
    payouts = page().payouts
    assert len(payouts.at_stake) + len(payouts.others) == len(the_payouts())


def test_the_words_under_the_chart_give_its_numbers() -> None:
    summary = page().payouts.summary
    assert all(part in summary for part in ("34 笔", "14,940 元", "7 笔", "3,150 元"))


def test_a_recorded_outcome_takes_the_place_of_the_form() -> None:
    found = page(a_case(outcome=OUTCOME, row=a_row(status="cleared")))
    assert found.form is None
    assert found.recorded is not None


def test_a_case_that_is_open_again_has_the_form_and_the_outcome_of_before() -> None:
    found = page(a_case(outcome=OUTCOME, row=a_row(status="open")))
    assert found.form is not None
    assert found.recorded is not None


def test_saving_says_what_happened_only_after_it_happened() -> None:
    saved = replace(VISIT, saved=True)
    assert page(a_case(outcome=OUTCOME), saved).saved is not None
    assert page(a_case(), saved).saved is None
    assert page(a_case(outcome=OUTCOME)).saved is None


def test_who_may_only_read_is_shown_neither_form_nor_reveal() -> None:
    found = page(visit=replace(VISIT, may_record=False, may_reveal=False))
    assert found.form is None
    assert found.who.reveal_action is None


def test_the_form_carries_the_version_that_was_read_and_what_was_entered() -> None:
    form = page(visit=replace(VISIT, entered=Entered(result="cleared", note="查无此事"))).form
    assert form is not None
    assert form.version == 1
    assert [option.value for option in form.results if option.chosen] == ["cleared"]
    assert form.entered.note == "查无此事"


def test_without_a_trained_model_no_frequency_is_claimed() -> None:
    assert "62" in page().who.similar
    prior = page(a_case(model_note="prior"))
    assert "62" not in prior.who.similar
    assert prior.why.basis != page().why.basis


def test_an_interval_is_shown_where_it_is_wide() -> None:
    assert "51 至 74" in page(a_case(similar_between=(51, 74))).who.similar
    assert "至" not in page(a_case(similar_between=(58, 66))).who.similar


def test_a_revealed_name_is_shown_once_and_not_offered_again() -> None:
    shown = {**everybody(), 1: Shown("王小明", "629901193801011234")}
    visit = replace(VISIT, revealed=True)
    found = case_page(frame("zh", "/cases/1001", "token", None), a_case(), shown, visit)
    assert found.who.name == "王小明"
    assert found.who.reveal_action is None


def test_back_and_next_keep_the_filter_the_case_was_opened_from() -> None:
    found = page()
    assert found.back_href == "/queue?level=red"
    assert found.next_action == "/queue/next?level=red"


def test_the_pictures_address_changes_when_the_case_does() -> None:
    assert page().chart_wide != page(a_case(version=2)).chart_wide


def test_a_hit_found_in_the_payout_lists_alone_shows_no_empty_register() -> None:
    alone = page(a_case(hits=(a_hit(registry_side=(), registry_source=None),))).main
    assert alone is not None
    assert alone.register is None
    assert alone.payout is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_cleared_before_says_when_and_until_when_it_is_silent(language: Language) -> None:
    (line,) = page(a_case(silenced=(a_silenced(),)), language=language).silenced
    assert all(day in line.why for day in ("2024-05-06", "2026-05-06"))
    (endless,) = page(a_case(silenced=(a_silenced(until=None),)), language=language).silenced
    assert "2026" not in endless.why


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_corrected_register_says_what_was_wrong_by_whom_and_whether_the_hit_is_still_to_go(
    language: Language,
) -> None:
    done, waiting = page(a_case(corrected=(a_corrected(), a_corrected(pending=True))), language=language).corrected
    assert "王丽" in done.why
    assert done.note == "实地查看，无此车。"
    assert waiting.why.startswith(done.why)
    assert waiting.why != done.why


def test_the_form_offers_the_facts_behind_the_hits_and_only_the_dates_their_registers_have() -> None:
    form = page(a_case(facts=(a_fact(),)), replace(VISIT, entered=Entered(fact="vehicle:1a"))).form
    assert form is not None
    assert [(option.value, option.chosen) for option in form.facts] == [("vehicle:1a", True)]
    assert "第 12 行" in form.facts[0].label
    assert [option.value for option in form.wrongs] == ["absent", "other_person", "date:registered"]
    bare = page().form
    assert bare is not None
    assert bare.facts == ()


def test_the_facts_and_who_acted_are_told_in_the_readers_language() -> None:
    by_the_scan = replace(a_case().history[0], who=SCAN)
    chinese, english = (page(a_case(history=(by_the_scan,)), language=language) for language in LANGUAGES)
    for found, value, who in ((chinese, "7 次", "系统比对"), (english, "7", "The scan")):
        assert found.main is not None
        assert found.main.payout is not None
        assert found.main.payout.facts[1].value == value
        assert found.history[0].who == who


def test_linked_people_stand_in_the_picture_once_each_and_in_its_words() -> None:
    linked = a_case().linked
    picture = links_picture("zh", linked, everybody())
    assert picture is not None
    assert len(picture.people) == min(7, len({other.person_key for other in linked}))
    assert all(one.link in picture.told and one.name in picture.told for one in picture.people)
    assert len({one.y for one in picture.people}) == len(picture.people)
    assert max(one.y for one in picture.people) < picture.high
    assert links_picture("zh", (), everybody()) is None


def test_many_linked_people_are_counted_beyond_those_drawn() -> None:
    one = a_case().linked[0]
    many = tuple(replace(one, case_id=number, person_key=number) for number in range(1, 12))
    picture = links_picture("en", many, everybody())
    assert picture is not None
    assert (len(picture.people), picture.more) == (7, "4 more in the table")
