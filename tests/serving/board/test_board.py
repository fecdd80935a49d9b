"""The board: its sums, what narrows them, what is late, and its page, pictures and workbook."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from fastapi.testclient import TestClient
from markupsafe import escape

from records.home import Home
from serving.accounts.views import Scope
from serving.app import create_app
from serving.board import service, waiting, workbook
from serving.board.repository import HandedOut, OpenedOn
from serving.board.views import Board, BoardFilter, Found, Month
from serving.database import Database
from serving.outcomes import service as outcomes
from serving.outcomes.views import OutcomeForm
from serving.pages.contexts.board import board_page
from serving.pages.contexts.board_months import filled
from serving.pages.contexts.board_pictures import NAMES, drawn, has
from serving.pages.contexts.frame import frame
from serving.pages.languages import LANGUAGES, Language
from serving.pages.look import html
from serving.rules import service as rules
from tests.serving.conftest import TODAY, WHOLE, first_open, key_for, person

DAY = date(2025, 6, 30)


def board(database: Database, **chosen: object) -> Board:
    return service.board(database, BoardFilter(**chosen), TODAY, WHOLE)  # type: ignore[arg-type]


def test_a_township_is_told_of_no_other_township(client: TestClient, database: Database) -> None:
    names = board(database).townships
    key, name = next(iter(names.items()))
    client.headers["X-API-Key"] = key_for(database, "supervisor", Scope("township", key, name))
    with database.writing() as session:
        own = service.board(database, BoardFilter(), TODAY, person(session, scope=Scope("township", key, name)))
    assert own.townships == {key: name}
    answer = client.get("/v1/board")
    assert answer.status_code == 200
    assert not any(other in answer.text for other in names.values() if other != name)


def test_programmes_and_townships_each_add_up_to_all_that_was_visited(database: Database) -> None:
    found = board(database)
    assert found.found.visits > 20
    for by in ("programme", "township"):
        assert sum(line.found.visits for line in found.rates[by]) == found.found.visits  # type: ignore[index]
        assert sum(line.found.confirmed for line in found.rates[by]) == found.found.confirmed  # type: ignore[index]
    assert sum(month.found.visits for month in found.months) >= found.found.visits
    assert sum(age.cases for age in found.ages) == found.open_cases > 0


def test_without_a_filter_rules_have_the_rates_of_rule_health(database: Database) -> None:
    health = {one.rule.id: one.whole for one in rules.health(database, WHOLE).rules}
    lines = board(database).rates["rule"]
    assert lines
    for line in lines:
        assert (line.rate, line.found.visits) == (health[line.key].rate, health[line.key].tally.verified)


def test_every_rate_lies_within_its_interval_and_the_most_often_confirmed_comes_first(database: Database) -> None:
    for lines in board(database).rates.values():
        known = [line.rate for line in lines if line.rate is not None]
        assert all(0 <= rate.low < rate.mean < rate.high <= 1 for rate in known)
        assert known == sorted(known, key=lambda rate: -rate.mean)


def test_a_period_counts_both_its_ends_and_halves_add_up(database: Database) -> None:
    whole = board(database)
    assert whole.first is not None
    assert whole.last is not None
    assert board(database, since=whole.first, until=whole.last).found == whole.found
    middle = whole.months[len(whole.months) // 2].first
    before = board(database, until=middle - timedelta(days=1))
    after = board(database, since=middle)
    assert {m.first for m in before.months} | {m.first for m in after.months} == {m.first for m in whole.months}
    assert max(m.first for m in before.months) < middle
    assert (before.first, before.last) == (whole.first, whole.last)


def test_a_township_shows_its_own_and_no_estimate_of_the_county(database: Database) -> None:
    whole = board(database)
    for line in whole.rates["township"]:
        if line.key:
            own = board(database, township_key=int(line.key))
            assert own.found == line.found
            assert [one.key for one in own.rates["township"]] == [line.key]
            assert own.estimates is None
            assert own.open_cases < whole.open_cases
    assert whole.estimates is not None


def test_an_outcome_is_on_the_board_as_soon_as_it_is_recorded(database: Database) -> None:
    before, case = board(database), first_open(database)
    with database.writing() as session:
        form = OutcomeForm("confirmed", TODAY, disposal="put_right", recovered_yuan=None)
        outcomes.record(session, case.case_id, form, person(session), 1)
    after = board(database)
    assert after.found.confirmed == before.found.confirmed + 1
    assert after.months[-1].first == TODAY.replace(day=1)
    assert after.open_cases == before.open_cases - 1


def test_a_case_is_late_from_the_day_after_it_was_due() -> None:
    due = [HandedOut("a", DAY, DAY, "青石镇", 10, 4), HandedOut("b", DAY, None, "青石镇", 5, 5)]
    assert waiting.by_batch(due, DAY)[0].overdue == 0
    late = waiting.by_batch(due, DAY + timedelta(days=1))
    assert [(one.name, one.returned, one.out, one.overdue) for one in late] == [("a", 6, 4, 4), ("b", 0, 5, 0)]
    assert waiting.by_township(due, DAY + timedelta(days=1))[0].overdue == 4


def test_a_batch_that_is_all_back_waits_for_nothing() -> None:
    assert waiting.by_batch([HandedOut("a", DAY, DAY, "青石镇", 10, 0)], DAY + timedelta(days=9)) == ()


@pytest.mark.parametrize(("days", "place"), [(0, 0), (30, 0), (31, 1), (90, 2), (91, 3), (180, 3), (181, 4), (999, 4)])
def test_an_age_begins_where_the_one_before_ends(days: int, place: int) -> None:
    found = waiting.ages([OpenedOn(DAY - timedelta(days=days), "red", 3, 1.0)], DAY)
    assert [age.cases for age in found] == [3 if number == place else 0 for number in range(5)]
    assert all(one.under == other.days for one, other in itertools.pairwise(found))


def test_a_month_without_a_visit_is_shown_as_one() -> None:
    found = Found(1, 0, 0, None)
    shown = filled((Month(date(2024, 11, 1), found), Month(date(2025, 2, 1), found)))
    assert [f"{month.first:%Y-%m} {month.found.visits}" for month in shown] == [
        "2024-11 1", "2024-12 0", "2025-01 0", "2025-02 1"
    ]  # fmt: skip
    assert filled(()) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_that_a_page_names_can_be_drawn_in_both_sizes(database: Database, language: Language) -> None:
    found = board(database)
    page = board_page(frame(language, "/board", "token", None), found)
    named = {name for name in NAMES if has(found, name)}
    assert {"months", "rules", "programmes", "townships", "ages"} <= named
    assert {part.picture.wide.split("/")[2].split("-")[0] for part in page.sections if part.picture} == named
    for name in named:
        assert drawn(found, name, "wide", language).startswith("<svg")
        assert drawn(found, name, "narrow", language) != drawn(found, name, "wide", language)
    text = html(page)
    assert all(escape(part.said) in text for part in page.sections)
    assert "看数字" in text if language == "zh" else "The figures" in text


def test_a_period_without_a_visit_says_so_instead_of_drawing_nothing(database: Database) -> None:
    found = board(database, since=TODAY + timedelta(days=400))
    page = board_page(frame("zh", "/board", "token", None), found)
    assert found.found == Found(0, 0, 0, None)
    assert "没有核查结果" in page.sections[0].said
    assert page.sections[0].picture is None
    assert "—" in {figure.value for figure in page.figures}  # what was recovered is unknown, not nothing


def test_the_workbook_holds_the_same_sums_as_numbers(database: Database) -> None:
    found = board(database)
    book = openpyxl.load_workbook(BytesIO(workbook.workbook(found)), read_only=True)
    months = list(book["按月"].iter_rows(values_only=True))
    assert months[0][0] == "月份"
    assert sum(int(str(row[1])) for row in months[1:]) == sum(month.found.visits for month in found.months)
    rates = list(book["按规则"].iter_rows(values_only=True))
    assert len(rates) == len(found.rates["rule"]) + 1
    assert book.sheetnames[0] == "概况"


def test_programs_read_the_board_and_an_administrator_does_not(client: TestClient, database: Database) -> None:
    told = client.get("/v1/board", headers={"X-API-Key": key_for(database, "backend")}).json()
    assert told["found"]["visits"] == board(database).found.visits
    assert {"rules", "programmes", "townships", "months", "ages", "estimates"} <= set(told)
    township = int(told["townships"][0]["key"])
    analyst = {"X-API-Key": key_for(database, "analyst")}
    own = client.get("/v1/board", params={"township": township}, headers=analyst).json()
    assert own["found"] == told["townships"][0]["found"]
    assert own["estimates"] is None
    assert client.get("/v1/board", params={"since": "yesterday"}, headers=analyst).status_code == 422
    assert client.get("/v1/board", headers={"X-API-Key": key_for(database, "administrator")}).status_code == 403
    assert client.get("/v1/board").status_code == 401


def test_a_home_without_a_scan_has_no_board_and_its_page_says_what_fills_it(empty: Database) -> None:
    with TestClient(create_app(Home(empty.home.path)), follow_redirects=False) as without:
        answer = without.get("/v1/board", headers={"X-API-Key": key_for(empty, "backend")})
        assert answer.json()["type"] == "urn:mingcha:problem:no-scan"
        assert without.get("/board").status_code == 303


def test_the_address_of_a_picture_changes_with_what_it_shows(database: Database) -> None:
    found = board(database)
    other = replace(found, found=replace(found.found, confirmed=found.found.confirmed + 1))
    shown = [board_page(frame("zh", "/board", "token", None), one).sections[0].picture for one in (found, other)]
    assert shown[0] != shown[1]
