"""The queue: what the list, the filters and the numbers on top say."""

import re
from dataclasses import dataclass, replace

from serving.identities_view import Shown
from serving.pages import addresses, formatting
from serving.pages.contexts.filters import Chip, FilterGroup, chips, filter_groups
from serving.pages.contexts.frame import Frame, Link
from serving.pages.contexts.why import prior_note
from serving.pages.contexts.words import level_word, programme_word, status_word
from serving.pages.languages import Language, words
from serving.queue.views import NOBODY, QueueFilter, QueuePage, QueueRow, Sort

LAST_YUAN = re.compile(r"(，[^，；\d]*[\d,.]+ 元|[,;] [\d,.]+ yuan(?: in all| here)?)$")


@dataclass(frozen=True)
class Figure:
    """A number on top of the queue."""

    label: str
    value: str
    unit: str


@dataclass(frozen=True)
class Row:
    """A line of the queue; reads like a sentence."""

    href: str
    rank: int
    level: str
    level_word: str
    probability: float
    name: str
    programme: str
    headline: str
    more: str  # how many rules hit besides the strongest
    state: str  # empty while the case is open
    amount_fen: int
    township: str
    village: str
    days_open: int
    number: int
    holder: str  # 李某 处理中; empty while nobody is at work on it
    assignee: str  # 指派给 李某


@dataclass(frozen=True)
class Reading:
    """Who reads the queue and what he may do with it; `people` are those he may give cases to: name, name shown."""

    user: str
    may_record: bool
    may_export: bool = False
    may_reveal: bool = False
    people: tuple[tuple[str, str], ...] = ()
    scored_by: str | None = None  # the model; None before the first scan
    notice: str = ""
    refusal: str = ""


@dataclass(frozen=True)
class Many:
    """What can be done with many cases at once; None of it stands on the page for those who may not."""

    assign_action: str
    people: tuple[tuple[str, str], ...]
    all_of_them: str  # the words beside the tick that stands for every page
    export_action: str | None
    may_reveal: bool


@dataclass(frozen=True)
class QueueContext:
    """The queue page."""

    frame: Frame
    figures: tuple[Figure, ...]
    groups: tuple[FilterGroup, ...]
    chips: tuple[Chip, ...]
    sorts: tuple[Link, ...]
    rows: tuple[Row, ...]
    total: int
    recused: str  # how many open cases recusal keeps from the reader; empty: none
    basis: str  # which model the probabilities are by
    next_action: str  # where the button 下一件 sends its form
    can_take: bool
    first_href: str | None
    next_href: str | None
    next_cursor: str | None  # of a search: its pages are forms, its text is not for addresses
    search: str
    search_action: str
    empty_title: str
    empty_text: str
    many: Many
    notice: str
    refusal: str
    template: str = "queue.html"


def queue_context(
    frame: Frame, page: QueuePage, chosen: QueueFilter, shown: dict[int, Shown], cursor: str | None, reading: Reading
) -> QueueContext:
    """Put the page together; `shown` holds the (masked) name of every person on it."""
    title, text = _empty(frame.language, page, chosen)
    return QueueContext(
        frame=frame,
        figures=_figures(frame.language, page),
        groups=filter_groups(frame.language, page, chosen, reading.user),
        chips=chips(frame.language, page, chosen, reading.user),
        sorts=_sorts(frame.language, chosen),
        rows=tuple(_row(frame.language, row, chosen, shown[row.person_key], reading.user) for row in page.rows),
        total=page.total,
        recused=_recused(frame.language, page.recused),
        basis=_basis(frame.language, reading.scored_by),
        next_action=f"/queue/next{addresses.query_of(chosen)}",
        can_take=reading.may_record and page.total > 0 and chosen.status == "open",
        first_href=addresses.queue(chosen) if cursor and not chosen.text else None,
        next_href=addresses.queue(chosen, page.next_cursor) if page.next_cursor and not chosen.text else None,
        next_cursor=page.next_cursor if chosen.text else None,
        search=chosen.text or "",
        search_action=addresses.queue(chosen),
        empty_title=title,
        empty_text=text,
        many=_many(frame.language, page, chosen, reading),
        notice=reading.notice,
        refusal=reading.refusal,
    )


def _many(language: Language, page: QueuePage, chosen: QueueFilter, reading: Reading) -> Many:
    _ = words(language).gettext
    query = addresses.query_of(chosen)
    people = tuple((name, _("我自己") if name == reading.user else shown) for name, shown in reading.people)
    return Many(
        assign_action=f"/queue/assign{query}",
        people=(*people, (NOBODY, _("取消指派"))) if people else (),
        all_of_them=_("全部 %(n)s 件（含其他页）") % {"n": formatting.count(page.total)},
        export_action=f"/queue/export{query}" if reading.may_export else None,
        may_reveal=reading.may_reveal,
    )


def _basis(language: Language, scored_by: str | None) -> str:
    if scored_by is None:
        return ""
    if scored_by.startswith("prior-"):
        return prior_note(language)
    return words(language).gettext("可能性由模型 %(version)s 给出。") % {"version": scored_by}


def _figures(language: Language, page: QueuePage) -> tuple[Figure, ...]:
    _ = words(language).gettext
    whole = {"county": _("全县待核查"), "township": _("本乡镇待核查"), "village": _("本村待核查")}[page.scope.level]
    return (
        Figure(whole, formatting.count(page.open_total), _("件")),
        Figure(_("当前列出"), formatting.count(page.total), _("件")),
        Figure(_("其中预计属实"), formatting.count(page.expected_finds), _("件")),
    )


def _recused(language: Language, count: int) -> str:
    if not count:
        return ""
    say = words(language)
    return say.ngettext("另有 %(num)d 件按回避规定不显示", "另有 %(num)d 件按回避规定不显示", count) % {"num": count}


def _sorts(language: Language, chosen: QueueFilter) -> tuple[Link, ...]:
    _ = words(language).gettext
    ways: tuple[tuple[Sort, str], ...] = (
        ("probability", _("可能性")),
        ("amount", _("涉及金额")),
        ("expected", _("预计金额")),
    )
    return tuple(Link(label, addresses.queue(replace(chosen, sort=s)), chosen.sort == s) for s, label in ways)


def _row(language: Language, row: QueueRow, chosen: QueueFilter, person: Shown, user: str) -> Row:
    _ = words(language).gettext
    others = len(row.rules) - 1
    return Row(
        href=addresses.case(row.case_id, chosen),
        rank=row.rank,
        level=row.level,
        level_word=level_word(row.level, language),
        probability=row.probability,
        name=person.name,
        programme=programme_word(row.programme_name, language),
        headline=_short(row.headline_en if language == "en" else row.headline_zh, row.programme_name),
        more=_("另有 %(n)d 条") % {"n": others} if others > 0 else "",
        state="" if row.status == "open" else status_word(row.status, language),
        amount_fen=row.amount_fen,
        township=row.township,
        village=row.village,
        days_open=row.days_open,
        number=row.case_id,
        holder=holder_word(language, row, user),
        assignee=_("指派给 %(who)s") % {"who": row.assignee} if row.assignee else "",
    )


def holder_word(language: Language, row: QueueRow, user: str) -> str:
    """Who is at work on a case just now."""
    _ = words(language).gettext
    if not row.held_by:
        return ""
    return _("我在处理") if row.held_by == user else _("%(who)s 处理中") % {"who": row.holder}


def _short(headline: str, programme: str) -> str:
    """The headline without what stands in columns of its own beside it: the programme and the yuan at stake."""
    return LAST_YUAN.sub("", headline).removeprefix(programme) or headline


def _empty(language: Language, page: QueuePage, chosen: QueueFilter) -> tuple[str, str]:
    _ = words(language).gettext
    if chosen.text:
        return _("没有找到"), _("请用完整的姓名、18 位证件号或线索编号查找；只查当前筛选条件内的线索。")
    if page.open_total == 0 and chosen == QueueFilter():
        return _("队列是空的"), _(
            "还没有比对结果，或全部线索已核查完毕。导入数据并运行 mingcha scan 后，新的疑点会出现在这里。"
        )
    return _("没有符合条件的线索"), _("当前筛选条件下没有线索。去掉一个条件，或回到全部待核查线索。")
