"""Two models beside each other, and the pictures of that."""

from typing import Literal

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from serving.accounts.views import User
from serving.database import Database
from serving.jobs import service as jobs
from serving.models import cards, comparing
from serving.pages.asking import InFrame, ModelReader
from serving.pages.charts.moves import Place, moves_svg
from serving.pages.charts.payouts import Shape
from serving.pages.charts.two_orders import Curve, curves_svg
from serving.pages.contexts.comparing import Compared, compare_page
from serving.pages.languages import Language, words
from serving.pages.look import answer, picture
from serving.security.dependencies import InDatabase, InSession
from serving.security.policy import may

router = APIRouter(include_in_schema=False)


@router.get("/models/compare")
def compare(
    database: InDatabase,
    session: InSession,
    frame: InFrame,
    user: ModelReader,
    first: str = "",
    second: str = "",
    job: int | None = None,
) -> Response:
    """Side by side; without a choice the model in use and the one that waits, or the newest other.

    `job` brings the open cases in line after a switch. Raises JobNotFound, UnknownModel, DamagedBundle.
    """
    from training.home import registry

    entries = registry.list_models(database.home)
    whole = [one for one in entries if not one.damaged]
    first = first or next((one.version for one in whole if one.champion), whole[-1].version if whole else "")
    others = [one for one in whole if one.version != first]
    waiting = next((one.version for one in others if one.challenger), others[0].version if others else "")
    second = second or waiting
    found = (
        None if not first or not second or first == second else _compared(database, first, second, user, frame.language)
    )
    following = jobs.seen(session, user, job) if job is not None and may(user, "jobs.read") else None
    return answer(compare_page(frame, entries, found, first, second, following))


@router.get("/models/compare/{first}/{second}/{name}-{shape}.svg")
def compared_picture(
    first: str,
    second: str,
    name: Literal["curves", "moves"],
    shape: Shape,
    database: InDatabase,
    frame: InFrame,
    user: ModelReader,
) -> Response:
    """How both did on the same cases, or where the open cases stand by both."""
    _ = words(frame.language).gettext
    if name == "curves":
        same = comparing.same_cases(database.home, first, second)
        if same.problem is not None:
            raise HTTPException(404)
        curves = (Curve(first, same.first, False), Curve(second, same.second, True))
        return picture(curves_svg(same.shares, curves, _("核查比例"), _("其中属实"), shape))
    orders = comparing.orders(database, first, second, user)
    places = tuple(Place(one.before, one.now) for one in orders.places)
    titles = (_("按 %(version)s 的名次") % {"version": version} for version in (first, second))
    return picture(moves_svg(places, orders.found.top, *titles, shape))


def _compared(database: Database, first: str, second: str, user: User, language: Language) -> Compared:
    home, found = database.home, comparing.orders_or_why(database, first, second, user)
    orders, unmoved = (found, "") if isinstance(found, comparing.Orders) else (None, getattr(found, language))
    both = ((first, cards.read(home, first)), (second, cards.read(home, second)))
    return Compared(*both, comparing.same_cases(home, first, second), orders, unmoved)
