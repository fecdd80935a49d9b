"""All batches: where each stands, how much came back, who is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from serving.batches.reminders import Awaited, left
from serving.batches.views import BatchState, BatchView
from serving.pages import addresses, formatting
from serving.pages.contexts.frame import Frame
from serving.pages.languages import Language, words


@dataclass(frozen=True)
class BatchProgress:
    """How much came back, as a bar and in words."""

    value: int
    of: int
    words: str


@dataclass(frozen=True)
class BatchLine:
    """A batch in the list."""

    name: str
    href: str
    kind: str
    state: BatchState
    state_word: str
    dispatched: str
    due: str
    progress: BatchProgress
    confirmed: str


@dataclass(frozen=True)
class AwaitedLine:
    """A township that owes outcomes."""

    township: str
    batch: str
    href: str
    outstanding: int
    state: BatchState
    state_word: str
    reminded: str


@dataclass(frozen=True)
class BatchesPage:
    """The page."""

    frame: Frame
    batches: tuple[BatchLine, ...]
    awaited: tuple[AwaitedLine, ...]
    may_make: bool
    may_return: bool
    may_compare: bool
    error: str | None
    template: str = "batches.html"


def batches_page(
    frame: Frame, views: Sequence[BatchView], awaited: Sequence[Awaited], day: date, rights: tuple[bool, bool, bool],
    error: str | None = None,
) -> BatchesPage:  # fmt: skip
    """Put the page together; `rights`: may make batches, may return workbooks, sees the whole county."""
    lines = tuple(line_of(frame.language, view, day, rights[0]) for view in views)
    late = tuple(_awaited(frame.language, one, day) for one in awaited)
    return BatchesPage(frame, lines, late, *rights, error)


def line_of(language: Language, view: BatchView, day: date, knows: bool) -> BatchLine:
    """A batch in one line; whether it is a re-check is told only to those who may know."""
    _ = words(language).gettext
    return BatchLine(
        name=view.name,
        href=addresses.batch(view.id),
        kind=_("复核抽查") if knows and view.kind == "recheck" else _("核查"),
        state=view.state(day),
        state_word=state_word(language, view, day),
        dispatched=formatting.day(view.dispatched),
        due=formatting.day(view.due),
        progress=progress(language, view.returned, view.cases),
        confirmed=formatting.count(view.confirmed),
    )


def progress(language: Language, returned: int, cases: int) -> BatchProgress:
    """A bar and its words."""
    said = words(language).gettext("%(back)d / %(all)d 件") % {"back": returned, "all": cases}
    return BatchProgress(returned, max(cases, 1), said)


def state_word(language: Language, view: BatchView, day: date) -> str:
    """Where a batch stands, with the days that matter."""
    _, days = words(language).gettext, left(view, day) or 0
    return {
        "cancelled": _("已取消"),
        "done": _("已全部交回"),
        "out": _("核查中"),
        "soon": _("今天到期")
        if not days
        else words(language).ngettext("还剩 %(num)d 天", "还剩 %(num)d 天", days) % {"num": days},
        "late": words(language).ngettext("超期 %(num)d 天", "超期 %(num)d 天", -days) % {"num": -days},
    }[view.state(day)]


def _awaited(language: Language, one: Awaited, day: date) -> AwaitedLine:
    return AwaitedLine(
        township=one.township or words(language).gettext("乡镇不详"),
        batch=one.batch.name,
        href=addresses.batch(one.batch.id),
        outstanding=one.outstanding,
        state=one.batch.state(day),
        state_word=state_word(language, one.batch, day),
        reminded=reminded_word(language, one.reminded, one.reminders),
    )


def reminded_word(language: Language, last: object, times: int) -> str:
    """When last, and how often."""
    _ = words(language).gettext
    if not times:
        return _("未催办")
    at = formatting.moment(last)  # type: ignore[arg-type]
    return _("已催办 %(n)d 次，最近 %(at)s") % {"n": times, "at": at}
