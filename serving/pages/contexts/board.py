"""The board: figures on top, then a section for each picture, with its words and its table."""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b

from serving.board.views import Board, BoardFilter
from serving.pages import addresses, formatting
from serving.pages.contexts import board_estimates as estimates
from serving.pages.contexts import board_figures as figures
from serving.pages.contexts.board_figures import Figures
from serving.pages.contexts.board_pictures import DIVIDED, Name, has
from serving.pages.contexts.frame import Frame, Link
from serving.pages.contexts.queue import Figure
from serving.pages.languages import Language, words

MOST_YEARS = 6


@dataclass(frozen=True)
class Picture:
    """A picture in both sizes."""

    wide: str
    narrow: str


@dataclass(frozen=True)
class Section:
    """One part of the board; two that are `half` and follow each other stand side by side."""

    title: str
    said: str
    picture: Picture | None = None
    tables: tuple[Figures, ...] = ()
    link: Link | None = None
    half: bool = False
    tall: bool = False  # the two after it stand beside it, one above the other


@dataclass(frozen=True)
class BoardPage:
    """The page."""

    frame: Frame
    summary: str
    periods: tuple[Link, ...]
    townships: tuple[Link, ...]
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    note: str
    export_href: str
    template: str = "board.html"


def board_page(frame: Frame, board: Board) -> BoardPage:
    """Put the page together."""
    language = frame.language
    _ = words(language).gettext
    place = _("全县") if board.chosen.township_key is None else board.townships.get(board.chosen.township_key, "")
    return BoardPage(
        frame=frame,
        summary=_("%(place)s · %(period)s · 核查结果截至 %(day)s")
        % {"place": place, "period": _period(language, board.chosen), "day": formatting.day(board.as_of)},
        periods=_periods(language, board),
        townships=_townships(language, board),
        figures=_figures(language, board),
        sections=_sections(language, board),
        note=_(
            "核查件数按享受记录计：一条记录查过几次，只要有一次属实就算属实。属实率说的是去查过的那些，先查的往往可能性较大，"
            "不能推到没有查的；件数少时向同类靠拢。"
        ),
        export_href=addresses.board(board.chosen, "/board/figures.xlsx"),
    )


def _period(language: Language, chosen: BoardFilter) -> str:
    _ = words(language).gettext
    if chosen.since is None and chosen.until is None:
        return _("全部时段")
    if chosen.until is None:
        return _("%(day)s 以来") % {"day": formatting.day(chosen.since)}
    if chosen.since is None:
        return _("截至 %(day)s") % {"day": formatting.day(chosen.until)}
    return _("%(first)s 至 %(last)s") % {"first": formatting.day(chosen.since), "last": formatting.day(chosen.until)}


def _periods(language: Language, board: Board) -> tuple[Link, ...]:
    """All, the last twelve months, and each year something was visited in."""
    _ = words(language).gettext
    year_ago = date(board.today.year - 1, board.today.month, 1)
    offered: list[tuple[str, date | None, date | None]] = [(_("全部"), None, None), (_("近 12 个月"), year_ago, None)]
    if board.first is not None and board.last is not None:
        years = range(board.last.year, board.first.year - 1, -1)
        offered += [(_("%(year)d 年") % {"year": y}, date(y, 1, 1), date(y, 12, 31)) for y in years[:MOST_YEARS]]
    chosen = board.chosen
    return tuple(
        Link(
            label,
            addresses.board(replace(chosen, since=since, until=until)),
            (chosen.since, chosen.until) == (since, until),
        )
        for label, since, until in offered
    )


def _townships(language: Language, board: Board) -> tuple[Link, ...]:
    chosen = board.chosen
    named = [(None, words(language).gettext("全县")), *board.townships.items()]
    return tuple(
        Link(name, addresses.board(replace(chosen, township_key=key)), chosen.township_key == key)
        for key, name in named
    )


def _figures(language: Language, board: Board) -> tuple[Figure, ...]:
    _ = words(language).gettext
    found, late = board.found, sum(one.overdue for one in board.batches)
    unit = _("件")
    return (
        Figure(_("已核查"), formatting.count(found.visits), unit),
        Figure(_("属实"), formatting.count(found.confirmed), unit),
        Figure(_("已追缴"), figures.money(language, found.recovered_fen), ""),
        Figure(_("待核查"), formatting.count(board.open_cases), unit),
        Figure(_("逾期未交回"), formatting.count(late), unit),
    )


def _sections(language: Language, board: Board) -> tuple[Section, ...]:
    _ = words(language).gettext
    table, late = figures.waiting_table, board.late
    batches = (table(language, board.batches, _("批次")), table(language, late, _("乡镇"))) if board.batches else ()
    guessed = estimates.estimates_table(language, board)
    card = None if board.precision is None else Link(_("看模型说明"), addresses.model(board.precision.version))
    return (
        Section(
            _("查出与追缴"), figures.months_said(language, board), _picture(language, board, "months"),
            (figures.months_table(language, board),) if board.months else (),
        ),
        _rates(language, board, "rules", _("各条规则的属实率"), _("规则"), tall=True),
        _rates(language, board, "programmes", _("各补贴项目的属实率"), _("补贴项目")),
        _rates(language, board, "townships", _("各乡镇的属实率"), _("乡镇")),
        Section(
            _("交办期限"), figures.waiting_said(language, board), _picture(language, board, "waiting"), batches,
            half=True,
        ),
        Section(
            _("队列积压"), figures.ages_said(language, board), _picture(language, board, "ages"),
            (figures.ages_table(language, board),), half=True,
        ),
        Section(
            _("在用模型先查得准不准"), estimates.precision_said(language, board),
            _picture(language, board, "precision"), link=card, half=True,
        ),
        Section(
            _("队列漏掉了什么"), estimates.estimates_said(language, board), _picture(language, board, "estimates"),
            () if guessed is None else (guessed,), half=True,
        ),
    )  # fmt: skip


def _rates(language: Language, board: Board, name: Name, title: str, first: str, tall: bool = False) -> Section:
    by = DIVIDED[name]
    tables = (figures.rates_table(language, board, by, first),) if board.rates[by] else ()
    return Section(
        title, figures.rates_said(language, board, by), _picture(language, board, name), tables, half=True, tall=tall
    )


def _picture(language: Language, board: Board, name: Name) -> Picture | None:
    """Its address changes with what it shows, so that a browser may keep it."""
    if not has(board, name):
        return None
    shown = blake2b(repr((board, language)).encode(), digest_size=6).hexdigest()
    wide, narrow = (addresses.board(board.chosen, f"/board/{name}-{shape}.svg") for shape in ("wide", "narrow"))
    mark = f"{'&' if '?' in wide else '?'}v={shown}"
    return Picture(wide + mark, narrow + mark)
