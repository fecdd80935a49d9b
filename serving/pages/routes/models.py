"""The model in use and its charts."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from records.home import Home
from serving.accounts.views import Scope
from serving.models import cards
from serving.pages.asking import InFrame, ModelReader
from serving.pages.charts.batches import batch_svg
from serving.pages.charts.payouts import Shape
from serving.pages.charts.yardsticks import yardstick_svg
from serving.pages.contexts.model import model_page
from serving.pages.contexts.model_card import card_page
from serving.pages.contexts.models import Serving, models_page
from serving.pages.contexts.yardsticks import batches_of, yardsticks_of
from serving.pages.languages import Language
from serving.pages.look import answer, picture
from serving.scan import store
from serving.security.dependencies import InHome, InSession
from serving.security.policy import may

if TYPE_CHECKING:
    from training.folder.card import Card
    from training.home.registry import ModelEntry

CardPicture = Literal["precision", "calibration", "drivers", "groups", "batches"]
router = APIRouter(include_in_schema=False)


@router.get("/model")
def model(home: InHome, frame: InFrame, user: ModelReader) -> Response:
    """The champion, or what the ranking rests on without one."""
    entries = _entries(home)
    version = next((entry.version for entry in entries if entry.champion and not entry.damaged), None)
    return answer(model_page(frame, version, None if version is None else _card(home, version), entries))


@router.get("/model/{version}/{name}-{shape}.svg")
def chart(
    version: str, name: Literal["yardsticks", "batches"], shape: Shape, home: InHome, frame: InFrame, user: ModelReader
) -> Response:
    """One of the charts under the yardstick table."""
    if version not in {entry.version for entry in _entries(home)}:
        raise HTTPException(404)
    card = _card(home, version)
    if name == "yardsticks":
        return picture(yardstick_svg(yardsticks_of(card, frame.language), shape))
    return picture(batch_svg(*batches_of(card, frame.language), shape))


@router.get("/models")
def models(home: InHome, session: InSession, frame: InFrame, user: ModelReader) -> Response:
    """All models, and who put which into use."""
    from training.home import history, registry

    champion, before = registry.serving_and_before(home)
    now = Serving(champion, before, store.newest_model(session), may(user, "models.promote"))
    return answer(models_page(frame, _entries(home), history.read(home), now))


@router.get("/models/{version}")
def model_card(version: str, home: InHome, frame: InFrame, user: ModelReader) -> Response:
    """The card of one model. Raises UnknownModel, DamagedBundle."""
    return answer(card_page(frame, version, cards.seen(cards.read(home, version), user.scope)))


@router.get("/models/{version}/{name}-{shape}.svg")
def card_picture(
    version: str, name: CardPicture, shape: Shape, home: InHome, frame: InFrame, user: ModelReader
) -> Response:
    """A picture of a model's card."""
    drawn = _drawn(home.path.resolve(), user.scope, version, name, frame.language, shape)
    if not drawn:
        raise HTTPException(404)
    return picture(drawn)


@lru_cache(maxsize=64)  # a model never changes once it is there
def _drawn(home_path: Path, scope: Scope, version: str, name: CardPicture, language: Language, shape: Shape) -> str:
    from training.model_card import pictures

    return pictures.drawn(cards.seen(cards.read(Home(home_path), version), scope), name, language, shape)


def _entries(home: Home) -> "tuple[ModelEntry, ...]":
    from training.home import registry

    return registry.list_models(home)


def _card(home: Home, version: str) -> "Card":
    from training.folder import card

    return card.read(home.models / version)
