"""The board, its pictures, and its figures as a workbook."""

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from records.clock import today
from serving.accounts.views import User
from serving.board import service, workbook
from serving.board.views import Board
from serving.database import Database
from serving.downloads import XLSX, download
from serving.pages import addresses
from serving.pages.asking import BoardReader, InFrame
from serving.pages.charts.payouts import Shape
from serving.pages.contexts.board import board_page
from serving.pages.contexts.board_pictures import Name, drawn
from serving.pages.contexts.frame import Link
from serving.pages.contexts.problem import ProblemPage
from serving.pages.languages import words
from serving.pages.look import answer, picture
from serving.refusals import NoScan
from serving.security.dependencies import InDatabase

router = APIRouter(include_in_schema=False)


@router.get("/board")
def board(request: Request, database: InDatabase, frame: InFrame, user: BoardReader) -> Response:
    """All figures, of the period and township in the address."""
    try:
        return answer(board_page(frame, _board(request, database, user)))
    except NoScan:
        _ = words(frame.language).gettext
        text = _("导入数据并运行 mingcha scan 之后，这里会显示查出了什么、哪些到期、队列积压多久。")
        return answer(ProblemPage(frame, _("看板还没有内容"), text, Link(_("回到首页"), "/"), ""))


@router.get("/board/{name}-{shape}.svg")
def board_picture(
    request: Request, name: Name, shape: Shape, database: InDatabase, frame: InFrame, user: BoardReader
) -> Response:
    """One of its pictures."""
    found = drawn(_board(request, database, user), name, shape, frame.language)
    if not found:
        raise HTTPException(404)
    return picture(found)


@router.get("/board/figures.xlsx")
def board_workbook(request: Request, database: InDatabase, frame: InFrame, user: BoardReader) -> Response:
    """All tables as an Excel workbook; sums only, so that nobody stands in it."""
    made = workbook.workbook(_board(request, database, user))
    return download(made, "mingcha-board.xlsx", XLSX)


def _board(request: Request, database: Database, user: User) -> Board:
    return service.board(database, addresses.board_of(request.query_params), today(), user)
