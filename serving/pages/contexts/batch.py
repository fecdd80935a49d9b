"""One batch: how far each township is, what to send, who was reminded, what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from serving.batches.reminders import Reminder
from serving.batches.views import BatchView, TownshipProgress
from serving.pages import addresses, formatting
from serving.pages.contexts.batch_findings import EstimateLine
from serving.pages.contexts.batches import BatchLine, BatchProgress, line_of, progress, reminded_word
from serving.pages.contexts.frame import Frame
from serving.pages.languages import Language, words


@dataclass(frozen=True)
class TownLine:
    """A township's part."""

    key: int
    township: str
    href: str
    progress: BatchProgress
    outstanding: int
    confirmed: int
    reminded: str


@dataclass(frozen=True)
class ReminderLine:
    """A reminder in history."""

    at: str
    who: str
    said: str


@dataclass(frozen=True)
class BatchRights:
    """What the visitor may do with a batch."""

    make: bool
    hand_out: bool
    reveal: bool
    give_back: bool
    knows: bool  # which batches are re-checks, and why a case was picked


@dataclass(frozen=True)
class BatchKnown:
    """What is known of a batch."""

    view: BatchView
    townships: Sequence[TownshipProgress]
    reminders: Sequence[Reminder]
    estimates: tuple[EstimateLine, ...]
    estimates_said: str


@dataclass(frozen=True)
class BatchPage:
    """The page."""

    frame: Frame
    number: int
    version: int
    line: BatchLine
    facts: tuple[tuple[str, str], ...]
    cancelled: str
    towns: tuple[TownLine, ...]
    owing: bool
    reminders: tuple[ReminderLine, ...]
    estimates: tuple[EstimateLine, ...]
    estimates_said: str
    can: BatchRights
    can_cancel: bool
    done: str
    error: str | None
    template: str = "batch.html"


def batch_page(
    frame: Frame, known: BatchKnown, day: date, can: BatchRights, done: str = "", error: str | None = None
) -> BatchPage:
    """Put the page together."""
    view, language = known.view, frame.language
    alive = view.cancelled is None
    return BatchPage(
        frame=frame, number=view.id, version=view.version, line=line_of(language, view, day, can.knows),
        facts=_facts(language, view, can.knows), cancelled=_cancelled(language, view),
        towns=tuple(_town(language, view, town, known.reminders) for town in known.townships),
        owing=alive and view.outstanding > 0,
        reminders=tuple(_reminder(language, one) for one in known.reminders),
        estimates=known.estimates, estimates_said=known.estimates_said, can=can,
        can_cancel=can.make and alive and not view.returned, done=done, error=error,
    )  # fmt: skip


def _facts(language: Language, view: BatchView, knows: bool) -> tuple[tuple[str, str], ...]:
    _ = words(language).gettext
    found = [
        (_("交办日期"), formatting.day(view.dispatched)),
        (_("核查期限"), formatting.day(view.due)),
        (_("属实"), _("%(n)s 件") % {"n": formatting.count(view.confirmed)}),
    ]
    if knows:
        found += [(_("随机抽取"), _("%(n)s 件") % {"n": formatting.count(view.random)})]
    if view.taken_out:
        found += [(_("已取出"), _("%(n)s 件") % {"n": formatting.count(view.taken_out)})]
    return (*found, (_("交办人"), view.who))


def _cancelled(language: Language, view: BatchView) -> str:
    if view.cancelled is None:
        return ""
    said = words(language).gettext("%(at)s 由 %(who)s 取消：%(why)s。线索可重新交办。")
    return said % {"at": formatting.moment(view.cancelled), "who": view.cancelled_by, "why": view.cancelled_why}


def _town(language: Language, view: BatchView, town: TownshipProgress, told: Sequence[Reminder]) -> TownLine:
    own = [one for one in told if one.township_key == town.township_key]
    last: datetime | None = own[0].at if own else None
    key = -1 if town.township_key is None else town.township_key
    return TownLine(
        key=key, township=town.township or words(language).gettext("乡镇不详"),
        href=addresses.batch_township(view.id, key), progress=progress(language, town.returned, town.cases),
        outstanding=town.outstanding if view.cancelled is None else 0, confirmed=town.confirmed,
        reminded=reminded_word(language, last, len(own)) if own else "",
    )  # fmt: skip


def _reminder(language: Language, one: Reminder) -> ReminderLine:
    _ = words(language).gettext
    town = one.township or _("乡镇不详")
    said = _("催办%(town)s，当时还差 %(n)d 件") % {"town": town, "n": one.outstanding}
    return ReminderLine(formatting.moment(one.at), one.who, said + (f"：{one.note}" if one.note else ""))
