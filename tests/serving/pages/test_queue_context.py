from serving.pages.contexts.frame import frame
from serving.pages.contexts.queue import QueueContext, Reading, queue_context
from serving.queue.views import Facet, QueueFilter, QueuePage
from tests.serving.pages.samples import a_page, a_row, everybody

ALL_OPEN = QueueFilter()
BARE = frame("zh", "/queue", "token", None)


def queue(
    page: QueuePage, chosen: QueueFilter = ALL_OPEN, cursor: str | None = None, can_record: bool = True
) -> QueueContext:
    return queue_context(BARE, page, chosen, everybody(), cursor, Reading("wangli", can_record))


def test_there_are_at_most_three_numbers_on_top() -> None:
    assert 0 < len(queue(a_page()).figures) <= 3


def test_a_row_shows_the_masked_name_and_leads_to_its_case_with_the_filter() -> None:
    row = queue(a_page(), QueueFilter(level="red")).rows[0]
    assert "*" in row.name
    assert row.href == "/cases/1001?level=red"


def test_further_rules_are_counted_and_a_single_one_is_not() -> None:
    one, two = (queue(a_page(of=(a_row(1, rules=("a", "b")[:rules]),))).rows[0] for rules in (1, 2))
    assert one.more == ""
    assert "1" in two.more


def test_a_filter_that_is_on_can_be_taken_off_and_the_others_stay() -> None:
    chosen = QueueFilter(level="red", programme="dibao")
    context = queue(a_page(), chosen)
    level = next(group for group in context.groups if any(link.mark for link in group.links))
    on = next(link for link in level.links if link.current)
    assert on.href == "/queue?programme=dibao"
    assert {chip.href for chip in context.chips} == {"/queue?programme=dibao", "/queue?level=red"}


def test_leaving_a_township_leaves_its_village() -> None:
    context = queue(a_page(), QueueFilter(township_key=2, village_key=31))
    links = [link for group in context.groups for link in group.links if link.label == "青石镇"]
    assert links[0].href == "/queue?township=0"


def test_villages_are_offered_only_within_a_township() -> None:
    titles = {group.title for group in queue(a_page()).groups}
    assert "村" not in titles
    assert "村" in {group.title for group in queue(a_page(), QueueFilter(township_key=2)).groups}


def test_a_long_list_of_values_is_folded_but_loses_none() -> None:
    facets = {**a_page().facets, "township": [Facet(str(n), f"镇{n}", 1) for n in range(30)]}
    group = next(g for g in queue(a_page(facets=facets)).groups if g.title == "乡镇")
    assert len(group.links) < 30 == len(group.links) + len(group.folded)
    assert not group.unfolded
    chosen = next(g for g in queue(a_page(facets=facets), QueueFilter(township_key=29)).groups if g.title == "乡镇")
    assert chosen.unfolded


def test_who_may_not_record_is_offered_no_next_case() -> None:
    assert queue(a_page()).can_take
    assert not queue(a_page(), can_record=False).can_take
    assert not queue(a_page(0)).can_take


def test_every_empty_queue_says_why_and_what_fills_it() -> None:
    nothing = queue(a_page(0, open_total=0))
    filtered = queue(a_page(0), QueueFilter(level="red"))
    searched = queue(a_page(0), QueueFilter(text="王芳"))
    texts = {context.empty_text for context in (nothing, filtered, searched)}
    assert len(texts) == 3
    assert "mingcha scan" in nothing.empty_text


def test_pages_of_a_search_are_forms_and_those_of_a_filter_links() -> None:
    filtered, searched = queue(a_page(), cursor="x"), queue(a_page(), QueueFilter(text="王芳"))
    assert filtered.next_href is not None
    assert filtered.first_href == "/queue"
    assert searched.next_href is None
    assert searched.next_cursor == "abc"


def test_a_row_does_not_repeat_the_programme_and_the_yuan_that_stand_beside_it() -> None:
    said = {
        "耕地地力保护补贴按 42.12 亩发放，确权 13.2 亩，涉及 12,001.26 元": "按 42.12 亩发放，确权 13.2 亩",
        "2024-03-02 死亡，其后领取 7 次，共 3,150 元": "2024-03-02 死亡，其后领取 7 次",
        "本人登记有公司（存续，注册资本 500,000 元）": "本人登记有公司（存续，注册资本 500,000 元）",
        "耕地地力保护补贴": "耕地地力保护补贴",
    }
    for whole, short in said.items():
        row = a_row(1, headline_zh=whole, headline_en=whole, programme_name="耕地地力保护补贴")
        assert queue(a_page(of=(row,))).rows[0].headline == short
    english = a_row(1, headline_en="Died on 2024-03-02; 7 payouts afterwards, 3,150 yuan")
    around = frame("en", "/queue", "token", None)
    shown = (
        queue_context(around, a_page(of=(english,)), ALL_OPEN, everybody(), None, Reading("x", True)).rows[0].headline
    )
    assert shown == "Died on 2024-03-02; 7 payouts afterwards"


def test_who_is_at_work_on_a_case_and_whose_it_is_stands_in_its_row() -> None:
    rows = (a_row(1, holder="李某", held_by="li", assignee="李某"), a_row(2, held_by="wangli", holder="王丽"), a_row(3))
    busy, own, free = queue(a_page(of=rows)).rows
    assert busy.holder == "李某 处理中"
    assert own.holder == "我在处理"
    assert (free.holder, free.assignee) == ("", "")


def test_among_people_one_stands_first_oneself_then_nobody_then_the_others() -> None:
    people = next(group for group in queue(a_page()).groups if group.title == "经办人")
    assert [link.label for link in people.links] == ["我的", "无人经办", "刘某"]
    assert people.links[1].href == "/queue?assignee=%40nobody"


def test_who_may_give_cases_to_nobody_finds_no_ticks_and_who_may_not_export_no_export() -> None:
    around = frame("zh", "/queue", "token", None)
    bare = queue_context(around, a_page(), ALL_OPEN, everybody(), None, Reading("x", False))
    full = queue_context(around, a_page(), ALL_OPEN, everybody(), None, Reading("x", True, True, people=(("x", "X"),)))
    assert (bare.many.people, bare.many.export_action) == ((), None)
    assert [label for _, label in full.many.people] == ["我自己", "取消指派"]
    assert full.many.export_action == "/queue/export"


def test_it_says_which_model_the_probabilities_are_by_and_when_they_are_no_models() -> None:
    said = {
        version: queue_context(BARE, a_page(), ALL_OPEN, everybody(), None, Reading("x", True, scored_by=version)).basis
        for version in ("20260101-abc", "prior-abc", None)
    }
    assert "20260101-abc" in said["20260101-abc"]
    assert "事先估计" in said["prior-abc"]
    assert said[None] == ""
