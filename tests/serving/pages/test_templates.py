import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from records import clock
from rules import catalogue
from serving.accounts.views import User
from serving.outcomes.views import OutcomeView
from serving.pages import look
from serving.pages.contexts.case import case_page
from serving.pages.contexts.frame import frame
from serving.pages.contexts.outcome import Entered
from serving.pages.contexts.problem import problem_page
from serving.pages.contexts.queue import Reading, queue_context
from serving.pages.contexts.rules import rule_page, rules_page
from serving.pages.contexts.sign_in import SignInPage
from serving.pages.contexts.visit import Visit
from serving.pages.languages import LANGUAGES, Language
from serving.queue.views import QueueFilter
from tests.serving.pages.samples import a_case, a_confirmed_identity, a_doubtful, a_page, everybody

USER = User(1, "li", "李 <b>晓梅</b>", "supervisor")
OUTCOME = OutcomeView(
    "confirmed", "put_right", 100, False, "<script>", date(2025, 1, 21), datetime(2025, 1, 22), "李", 2
)


READING = Reading("li", True, True, True, (("li", "李 <b>晓梅</b>"), ("wang", "王")), "已指派", "说明")


def pages(language: Language) -> Iterator[look.Page]:
    around = frame(language, "/x", "token", USER)
    visit = Visit(
        QueueFilter(), date(2025, 1, 22), True, True, Entered(result="confirmed"), error="说明", refusal="说明"
    )
    yield SignInPage(frame(language, "/sign-in", "token", None), "li", "不对")
    yield queue_context(around, a_page(), QueueFilter(township_key=2), everybody(), "cursor", READING)
    yield queue_context(around, a_page(), QueueFilter(text="王芳"), everybody(), None, READING)
    yield queue_context(around, a_page(0), QueueFilter(), everybody(), None, READING)
    yield case_page(around, a_case(), everybody(), visit)
    yield case_page(
        around,
        a_case(outcome=OUTCOME),
        everybody(),
        Visit(QueueFilter(), clock.today(), True, True, Entered(), saved=True),
    )
    yield case_page(
        around,
        a_case(hits=(), linked=(), payouts=()),
        everybody(),
        Visit(QueueFilter(), clock.today(), False, False, Entered()),
    )
    seen = Visit(QueueFilter(), clock.today(), True, True, Entered(), sees_identities=True, may_judge=True, judged=True)
    yield case_page(around, a_case(identities=(a_doubtful(),)), everybody(), seen)
    yield case_page(around, a_case(identities=(a_confirmed_identity(),)), everybody(), seen)
    yield problem_page(around, 404)
    yield problem_page(around, 403, kind="recused")
    yield problem_page(around, 404, kind="case-not-found")
    yield problem_page(frame(language, "/x", "", None), 500, number="abc")
    rules = catalogue.load()
    yield rules_page(around, rules)
    yield from (rule_page(around, rule) for rule in rules.rules)


@pytest.fixture(scope="module", params=LANGUAGES)
def written(request: pytest.FixtureRequest) -> list[str]:
    return [look.html(page) for page in pages(request.param)]


def test_every_page_is_written_in_both_languages_without_a_missing_name(written: list[str]) -> None:
    assert all("</html>" in html for html in written)


def test_no_page_loads_anything_from_another_host(written: list[str]) -> None:
    outside = [
        link
        for html in written
        for link in re.findall(r"(?:src|href|srcset|action)=\"([^\"]*)\"", html)
        if not re.match(r"[/#]", link)
    ]
    assert outside == []


def test_no_page_needs_a_script_or_an_inline_style_that_the_policy_forbids(written: list[str]) -> None:
    own = re.compile(r'<script src="/static/\w+\.js\?v=[0-9a-f]+" defer></script>')
    without = [own.sub("", html) for html in written]
    assert not [html for html in without if re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", html)]


def test_what_people_entered_is_escaped(written: list[str]) -> None:
    assert not any("<b>晓梅" in html for html in written)
    assert any("&lt;script&gt;" in html for html in written)


def test_every_field_has_a_label(written: list[str]) -> None:
    for html in written:
        labelled = set(re.findall(r"<label[^>]* for=\"([^\"]+)\"", html))
        fields = re.findall(r"<(?:input|select|textarea)\b([^>]*)>", html)
        named = [field for field in fields if 'type="hidden"' not in field and "register_wrong" not in field]
        for field in named:
            found = re.search(r"\bid=\"([^\"]+)\"", field)
            assert found is not None, field
            assert found[1] in labelled, field


def test_every_form_that_changes_something_carries_the_token(written: list[str]) -> None:
    for html in written:
        for form in re.findall(r"<form\b.*?</form>", html, re.S):
            assert 'action="/language"' in form or 'name="csrf"' in form


def test_ids_are_unique_and_headings_start_with_one_h1(written: list[str]) -> None:
    for html in written:
        ids = re.findall(r"\sid=\"([^\"]+)\"", html)
        assert len(ids) == len(set(ids))


def test_a_level_is_a_word_and_a_shape_besides_its_colour(written: list[str]) -> None:
    for html in written:
        for level in re.findall(r"<span class=\"level level-\w+\">(.*?)</span>", html, re.S):
            assert "<svg" in level
            assert re.sub(r"<svg.*?</svg>", "", level, flags=re.S).strip()
