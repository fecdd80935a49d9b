"""Build a batch: what each township can visit; then what would go out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from serving.batches.plan import BatchPlan, Route, Stock, TownshipPlan, VillagePlan
from serving.pages import formatting
from serving.pages.contexts.frame import Frame
from serving.pages.languages import Language, words

USUAL_DAYS = 30


@dataclass(frozen=True)
class PlanEntered:
    """What stands in the fields of the form, as typed."""

    each: str = "20"  # visits of a township of which nothing else is said
    own: dict[int, str] = field(default_factory=dict)  # by township key
    due: str = ""
    share: str = "5"  # per cent
    tips: str = ""
    hand_picked: str = ""


@dataclass(frozen=True)
class StockLine:
    """A township in the form."""

    field: str
    township: str
    cases: str
    expected: str
    visits: str


@dataclass(frozen=True)
class NewBatchPage:
    """The form."""

    frame: Frame
    lines: tuple[StockLine, ...]
    entered: PlanEntered
    error: str | None
    template: str = "batch_new.html"


@dataclass(frozen=True)
class VillageLine:
    """A village of the preview."""

    village: str
    said: str


@dataclass(frozen=True)
class TownshipLine:
    """A township of the preview."""

    township: str
    cases: int
    random: int
    expected: str
    amount_fen: int
    ways: str
    villages: tuple[VillageLine, ...]


@dataclass(frozen=True)
class PreviewPage:
    """What would go out."""

    frame: Frame
    figures: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    lines: tuple[TownshipLine, ...]
    due: str
    digest: str
    query: str  # of the form, to send it again or to change it
    error: str | None
    template: str = "batch_preview.html"


def new_page(
    frame: Frame, stocks: Sequence[Stock], entered: PlanEntered, day: date, error: str | None = None
) -> NewBatchPage:
    """The form, with what waits in each township."""
    lines = tuple(
        StockLine(f"t{one.township_key}", one.township, formatting.count(one.cases), f"{one.expected:.1f}",
                  entered.own.get(one.township_key, ""))
        for one in stocks
    )  # fmt: skip
    due = entered.due or (day + timedelta(days=USUAL_DAYS)).isoformat()
    shown = PlanEntered(entered.each, entered.own, due, entered.share, entered.tips, entered.hand_picked)
    return NewBatchPage(frame, lines, shown, error)


def preview_page(frame: Frame, plan: BatchPlan, due: date | None, query: str, error: str | None = None) -> PreviewPage:
    """The batch before it goes out."""
    _ = words(frame.language).gettext
    figures = (
        (_("核查"), _("%(n)s 件") % {"n": formatting.count(plan.cases)}),
        (_("预计属实"), _("%(n)s 件") % {"n": f"{plan.route.expected:.1f}"}),
        (_("涉及金额"), formatting.yuan(plan.amount_fen, frame.language)),
        (_("要去"), _ways(frame.language, plan.route)),
        (_("核查期限"), formatting.day(due)),
    )
    lines = tuple(_line(frame.language, town) for town in plan.townships)
    said = _said(frame.language, plan)
    return PreviewPage(frame, figures, said, lines, formatting.day(due), plan.digest, query, error)


def _said(language: Language, plan: BatchPlan) -> tuple[str, ...]:
    _ = words(language).gettext
    found = [
        _("其中 %(n)d 件随机抽取，每件抽中的概率都已算准并保存；再看一遍、改一改，抽签结果不变，不能挑到满意为止。")
        % {"n": plan.random}
    ]
    straight = plan.by_score
    if (straight.villages, straight.houses) != (plan.route.villages, plan.route.houses):
        found.append(
            _("分数相近时优先同户、同村的，只按分数取要去 %(ways)s、预计属实 %(n)s 件。")
            % {"ways": _ways(language, straight), "n": f"{straight.expected:.1f}"}
        )
    return tuple(found)


def _line(language: Language, town: TownshipPlan) -> TownshipLine:
    route = Route(town.expected, len(town.villages), town.houses)
    return TownshipLine(
        township=town.township or words(language).gettext("乡镇不详"), cases=town.cases, random=town.random,
        expected=f"{town.expected:.1f}", amount_fen=town.amount_fen, ways=_ways(language, route),
        villages=tuple(_village(language, village) for village in town.villages),
    )  # fmt: skip


def _village(language: Language, village: VillagePlan) -> VillageLine:
    _ = words(language).gettext
    said = _("%(cases)d 件 · %(houses)d 户") % {"cases": village.cases, "houses": village.houses}
    return VillageLine(village.village or _("村不详"), said)


def _ways(language: Language, route: Route) -> str:
    said = words(language).gettext("%(villages)d 个村 %(houses)d 户")
    return said % {"villages": route.villages, "houses": route.houses}
