"""What the model is worth at capacity, and what the random share says that the queue misses."""

import math
from typing import TYPE_CHECKING

from serving.board.views import Board
from serving.pages import formatting
from serving.pages.charts.estimates import EstimateDot
from serving.pages.contexts.board_figures import Figures, span
from serving.pages.contexts.rule_health import HealthRow
from serving.pages.languages import Language, words

if TYPE_CHECKING:
    from training.visits.weighted import Estimate, Estimates


def precision_said(language: Language, board: Board) -> str:
    """The model at capacity, in two sentences."""
    _ = words(language).gettext
    found = board.precision
    if found is None:
        return _("还没有训练好的模型在用，无从检验。")
    return _(
        "在用模型 %(version)s 向前检验：先查 %(share)s（%(visits)s 件），%(precision)s 属实%(span)s，"
        "查出全部属实的 %(recall)s；随机去查，%(rate)s 属实。这是训练那天检验的全县数字，不随上面的时段和乡镇变化。"
    ) % {
        "version": found.version,
        "share": formatting.percent(found.capacity),
        "visits": formatting.count(found.visits),
        "precision": formatting.percent(found.precision),
        "span": span(language, found.low, found.high),
        "recall": formatting.percent(found.recall),
        "rate": formatting.percent(found.rate),
    }


def precision_dots(language: Language, board: Board) -> tuple[EstimateDot, ...]:
    """The model at capacity beside visits at random."""
    _ = words(language).gettext
    found = board.precision
    if found is None:
        return ()
    label = _("先查 %(share)s 中属实的") % {"share": formatting.percent(found.capacity)}
    said = formatting.percent(found.precision) + span(language, found.low, found.high)
    random = _("随机去查 %(share)s") % {"share": formatting.percent(found.rate)}
    return (EstimateDot(label, found.precision, found.low, found.high, found.rate, said, random),)


def estimates_said(language: Language, board: Board) -> str:
    """What the queue misses, with its interval, and what counting the visited would make one believe."""
    _ = words(language).gettext
    found = _of_all(board)
    if board.estimates is None:
        return _("只看一个乡镇时无法估计：随机抽查是在全县范围内抽的。")
    if found is None:
        return _("还没有随机抽查的批次交回。交办批次里随机抽的一小部分交回后，这里会估计队列漏掉了多少。")
    about = _("依据 %(batches)d 批的 %(visited)s 件结果，其中随机抽查 %(randoms)s 件、属实 %(confirmed)s 件。") % {
        "batches": len(board.estimates.counted),
        "visited": formatting.count(found.visited),
        "randoms": formatting.count(found.randoms),
        "confirmed": formatting.count(found.randoms_confirmed),
    }
    if math.isnan(found.recall.value):
        return about + _("随机抽查的结果太少，还说不出没有去查的那些。")
    missed = _(
        "按分数排在前面的，约查到全部属实的 %(found)s%(span)s，漏掉约 %(missed)s。"
        "只数去查过的，会以为查到了 %(naive)s。"
    )
    gap = " " * (language == "en")
    return (
        missed
        % {
            "found": formatting.percent(found.recall.value),
            "span": span(language, found.recall.low, found.recall.high),
            "missed": formatting.percent(1 - found.recall.value),
            "naive": formatting.percent(found.recall.naive),
        }
        + gap
        + about
    )


def estimate_dots(language: Language, board: Board) -> tuple[EstimateDot, ...]:
    """The figures of all awards that something can be said of."""
    found = _of_all(board)
    if found is None:
        return ()
    _ = words(language).gettext
    named = (
        (_("全部享受记录中属实的"), found.rate),
        (_("按分数先查的当中属实的"), found.precision),
        (_("全部属实中先查到的"), found.recall),
    )
    return tuple(_dot(language, label, one) for label, one in named if not math.isnan(one.value + one.naive))


def estimates_table(language: Language, board: Board) -> Figures | None:
    """Flagged awards, and all."""
    if board.estimates is None or not board.estimates.estimates:
        return None
    _ = words(language).gettext
    scopes = {"flagged": _("规则命中的"), "all": _("全部享受记录")}
    rows = []
    for one in board.estimates.estimates:
        named = ((_("属实率"), one.rate), (_("先查的属实率"), one.precision), (_("查到占全部属实"), one.recall))
        for label, estimate in named:
            cells = (_or_dash(estimate.value), _span_or_dash(estimate), _or_dash(estimate.naive))
            rows.append(HealthRow(f"{scopes[one.scope]} · {label}", "", cells))
    return Figures(_("估计"), (_("按抽中概率加权"), _("90% 区间"), _("直接数")), tuple(rows))


def _dot(language: Language, label: str, one: "Estimate") -> EstimateDot:
    _ = words(language).gettext
    said = formatting.percent(one.value) + span(language, one.low, one.high)
    naive = _("直接数 %(share)s") % {"share": formatting.percent(one.naive)}
    return EstimateDot(label, one.value, one.low, one.high, one.naive, said, naive)


def _of_all(board: Board) -> "Estimates | None":
    known = () if board.estimates is None else board.estimates.estimates
    return next((one for one in known if one.scope == "all"), None)


def _or_dash(share: float) -> str:
    return formatting.MISSING if math.isnan(share) else formatting.percent(share)


def _span_or_dash(one: "Estimate") -> str:
    return (
        formatting.MISSING if math.isnan(one.low) else f"{formatting.percent(one.low)}–{formatting.percent(one.high)}"
    )
