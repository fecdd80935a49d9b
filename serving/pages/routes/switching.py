"""Put a model into use, and go back: each on a page of its own that says what the gate says."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from records.home import Home
from serving.accounts.views import User
from serving.database import Database
from serving.jobs import service as jobs
from serving.models import cards, promotion
from serving.pages import addresses
from serving.pages.asking import InFrame, ModelPromoter
from serving.pages.contexts.frame import Frame
from serving.pages.contexts.switching import SwitchPage, promotion_page, rollback_page
from serving.pages.languages import words
from serving.pages.look import answer
from serving.security.dependencies import InDatabase, InHome, checked_form
from training.errors import GateClosed, UnknownModel

router = APIRouter(include_in_schema=False)
FROM_OUR_PAGE = [Depends(checked_form)]
Reason = Annotated[str, Form(max_length=500)]


@router.get("/models/rollback")
def before_rollback(home: InHome, frame: InFrame, user: ModelPromoter) -> Response:
    """Which model would serve again. Raises UnknownModel where none served before."""
    return answer(_rollback(frame, home, "", ""))


@router.post("/models/rollback", dependencies=FROM_OUR_PAGE)
def rollback(
    database: InDatabase, frame: InFrame, user: ModelPromoter, expected: Annotated[str, Form()], why: Reason = ""
) -> Response:
    """Go back, once: sent again, when another model serves already, it changes nothing."""
    from training.home import registry

    _ = words(frame.language).gettext
    serving, before = registry.serving_and_before(database.home)
    if expected != f"{serving} {before}":
        return RedirectResponse("/models", 303)
    if not why.strip():
        return answer(_rollback(frame, database.home, why, _("请写明退回的理由。")), 422)
    return _followed(database, user, promotion.rollback(database, user.name, why.strip()))


@router.get("/models/{version}/promotion")
def before_promotion(version: str, home: InHome, frame: InFrame, user: ModelPromoter) -> Response:
    """What the gate says now. Raises UnknownModel, DamagedBundle."""
    return answer(_promotion(frame, home, version, "", ""))


@router.post("/models/{version}/promotion", dependencies=FROM_OUR_PAGE)
def promote(
    version: str, database: InDatabase, frame: InFrame, user: ModelPromoter, why: Reason = "", override: Reason = ""
) -> Response:
    """Put it into use and rescore the open cases; sent again, when it serves already, it changes nothing."""
    from training.home import registry

    _ = words(frame.language).gettext
    serving, _before = registry.serving_and_before(database.home)
    if serving == version:
        return RedirectResponse("/models", 303)
    try:
        done = promotion.promote(database, version, user.name, why.strip(), override.strip())
    except GateClosed:
        said = _("上线检查不同意。要让它投入使用，请写明理由。")
        return answer(_promotion(frame, database.home, version, override, said), 422)
    return _followed(database, user, done)


def _followed(database: Database, user: User, done: promotion.Switch) -> Response:
    """The model serves; a job brings the open cases in line, and the page shows what moves meanwhile."""
    with database.writing() as session:
        job = jobs.ask(session, user, "rescore")
    if done.previous is None:
        return RedirectResponse(addresses.job(job.id), 303)
    return RedirectResponse(addresses.compared(done.previous, done.version, job.id), 303)


def _promotion(frame: Frame, home: Home, version: str, written: str, error: str) -> SwitchPage:
    from training.home import registry

    card = cards.read(home, version)
    serving, _before = registry.serving_and_before(home)
    return promotion_page(frame, version, card, registry.objections(home, version, card), serving, written, error)


def _rollback(frame: Frame, home: Home, written: str, error: str) -> SwitchPage:
    from training.home import registry

    serving, before = registry.serving_and_before(home)
    if serving is None or before is None:
        raise UnknownModel("There is no earlier champion to go back to.")
    return rollback_page(frame, serving, before, written, error)
