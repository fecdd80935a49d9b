"""Two models side by side: what they rest on, how they did on the same cases, and what would move in the queue."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from serving.jobs.views import JobView
from serving.models.comparing import Moved, Orders
from serving.pages import addresses, formatting
from serving.pages.contexts.frame import Frame, Link
from serving.pages.contexts.words import programme_word
from serving.pages.languages import Language, words
from training.evaluation.differences import PRECISION, Difference

if TYPE_CHECKING:
    from training.evaluation.side_by_side import SideBySide
    from training.folder.card import Card
    from training.home.registry import ModelEntry


@dataclass(frozen=True)
class Choice:
    """One model that can be chosen."""

    version: str
    label: str
    first: bool
    second: bool


@dataclass(frozen=True)
class FactRow:
    """What one model and the other say."""

    name: str
    first: str
    second: str
    difference: str = ""


@dataclass(frozen=True)
class MovedRow:
    """A case that moved across the line of the first visits."""

    href: str
    number: str
    text: str
    before: str
    now: str


@dataclass(frozen=True)
class ComparePage:
    """The page; `problem` and `unmoved` say why a half of it cannot be shown."""

    frame: Frame
    choices: tuple[Choice, ...]
    first: str
    second: str
    facts: tuple[FactRow, ...]
    said: str
    measures: tuple[FactRow, ...]
    difference: str  # heading of what one has over the other
    curves: str  # address without shape and language; empty: nothing could be compared
    curves_said: str
    moves_said: str
    moves: str
    entered: tuple[MovedRow, ...]
    left: tuple[MovedRow, ...]
    done: str  # what was just done, on top; empty: nothing was
    job: Link | None  # to what brings the queue in line, or to the queue once it is
    lags: bool  # the queue could not be brought in line
    template: str = "model_compare.html"


@dataclass(frozen=True)
class Compared:
    """All that was found out about two models; an order that could not be made is None, with the reason in words."""

    first: "tuple[str, Card]"
    second: "tuple[str, Card]"
    cases: "SideBySide"
    orders: Orders | None
    unmoved: str


def compare_page(
    frame: Frame, entries: "Sequence[ModelEntry]", found: Compared | None, first: str, second: str, job: JobView | None
) -> ComparePage:
    """Put the page together; without two models there is only the choice."""
    choices = choices_of(frame.language, entries, first, second)
    serves = any(one.champion and one.version == second for one in entries)
    following = job if serves and job is not None and job.kind == "rescore" else None
    done, link = _done(frame.language, second, following)
    lags = following is not None and following.over and following.state != "done"
    if found is None:
        said = words(frame.language).gettext("请选择两个不同的模型。")
        return ComparePage(frame, choices, first, second, (), said, (), "", "", "", "", "", (), (), done, link, lags)
    language, address = frame.language, f"/models/compare/{first}/{second}"
    return ComparePage(
        frame=frame,
        choices=choices,
        first=first,
        second=second,
        facts=_facts(language, found),
        said=_same_cases(language, found.cases),
        measures=tuple(_measure(language, one) for one in found.cases.differences),
        difference=words(language).gettext("相差（90% 区间）"),
        curves="" if found.cases.problem else f"{address}/curves",
        curves_said=_curves_said(language, second, found.cases),
        moves_said=found.unmoved if found.orders is None else _moves_said(language, found.orders),
        moves="" if found.orders is None or not found.orders.places else f"{address}/moves",
        entered=_rows(language, () if found.orders is None else found.orders.entered),
        left=_rows(language, () if found.orders is None else found.orders.left),
        done=done,
        job=link,
        lags=lags,
    )


def _done(language: Language, version: str, job: JobView | None) -> tuple[str, Link | None]:
    _ = words(language).gettext
    if job is None:
        return "", None
    said = _("模型 %(version)s 已投入使用，待核查线索正在重新打分。下面是队列顺序的变化。")
    link = Link(_("看进度"), addresses.job(job.id))
    if job.state == "done":
        said = _("模型 %(version)s 已投入使用，待核查线索已按它重新打分。下面是队列顺序的变化。")
        link = Link(_("去核查队列"), "/queue")
    elif job.over:
        said = _("模型 %(version)s 已投入使用，但待核查线索没有重新打完分，队列还是原来的分数。")
    return said % {"version": version}, link


def choices_of(language: Language, entries: "Sequence[ModelEntry]", first: str, second: str) -> tuple[Choice, ...]:
    """Every whole model, with what it is used for."""
    _ = words(language).gettext
    roles = {True: _("在用"), False: _("候选")}
    return tuple(
        Choice(
            one.version,
            f"{one.version} · {roles[one.champion]}" if one.champion or one.challenger else one.version,
            one.version == first,
            one.version == second,
        )
        for one in entries
        if not one.damaged
    )


def _facts(language: Language, found: Compared) -> tuple[FactRow, ...]:
    _ = words(language).gettext

    def of(card: "Card") -> tuple[str, ...]:
        learnt = _("%(n)s 件，属实 %(k)s 件") % {
            "n": formatting.count(card.labels), "k": formatting.count(card.confirmed),
        }  # fmt: skip
        gate = _("通过") if card.verdict.passed else _("未通过")
        return formatting.day(card.as_of), learnt, str(len(card.columns)), card.catalogue_version, gate

    names = (_("数据截至"), _("学习的核查结果"), _("特征"), _("规则目录"), _("上线检查"))
    rows = zip(names, of(found.first[1]), of(found.second[1]), strict=True)
    return tuple(FactRow(name, one, other) for name, one, other in rows)


def _same_cases(language: Language, found: "SideBySide") -> str:
    _ = words(language).gettext
    if found.problem is not None:
        return _("无法比较：%(why)s。") % {"why": found.problem.of(language)}
    said = _("两个模型都向前检验过的 %(cases)s 件（属实 %(confirmed)s 件），每件都由没见过它结果的模型打分。") % {
        "cases": formatting.count(found.cases), "confirmed": formatting.count(found.confirmed),
    }  # fmt: skip
    if found.left_out:
        said += " " * (language == "en") + _("另有 %(n)s 件只有一个模型检验过，没有计入。") % {
            "n": formatting.count(found.left_out)
        }
    return said


def _curves_said(language: Language, second: str, found: "SideBySide") -> str:
    _ = words(language).gettext
    if found.first == found.second:
        return _("先查的越少，属实的比例应当越高；两个模型的线重合。")
    return _("先查的越少，属实的比例应当越高；深色线是 %(version)s。") % {"version": second}


def _measure(language: Language, one: Difference) -> FactRow:
    """One measure of both; a difference that chance alone would give says so."""
    _ = words(language).gettext
    precise = one.measure == PRECISION
    name = _("平均精度") if precise else _("核查能力内查出金额（元）")
    form, signed = (".3f", "+.3f") if precise else (",.0f", "+,.0f")
    span = "" if math.isnan(one.low) else f"{one.low:{signed}} … {one.high:{signed}}"
    judged = _("高出偶然") if one.better else _("低出偶然") if one.worse else _("在偶然范围内")
    return FactRow(
        name, f"{one.theirs:{form}}", f"{one.ours:{form}}", f"{one.by:{signed}}（{span}）{judged}"
        if language == "zh" else f"{one.by:{signed}} ({span}), {judged}",
    )  # fmt: skip


def _moves_said(language: Language, orders: Orders) -> str:
    _ = words(language).gettext
    found = orders.found
    said = _("待核查 %(cases)s 件里，前 %(top)s 件换了 %(new)s 件。") % {
        "cases": formatting.count(found.cases), "top": formatting.count(found.top),
        "new": formatting.count(found.new_in_top),
    }  # fmt: skip
    if found.correlation is not None:
        said += " " * (language == "en") + _("两种排序的等级相关系数是 %(r)s（1 为完全相同）。") % {
            "r": f"{found.correlation:.3f}"
        }
    return said


def _rows(language: Language, moved: Sequence[Moved]) -> tuple[MovedRow, ...]:
    _ = words(language).gettext
    return tuple(
        MovedRow(
            href=f"/cases/{one.case_id}",
            number=_("线索 %(n)d") % {"n": one.case_id},
            text=f"{programme_word(one.programme_name, language)} · "
            + (one.headline_en if language == "en" else one.headline_zh),
            before=formatting.count(one.before),
            now=formatting.count(one.now),
        )
        for one in moved
    )
