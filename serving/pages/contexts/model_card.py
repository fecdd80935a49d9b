"""The card of one model: what it is worth, for whom, and what it must not be used for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from serving.pages.contexts.frame import Frame

if TYPE_CHECKING:
    from training.folder.card import Card
    from training.model_card.content import Content


@dataclass(frozen=True)
class CardPage:
    """The page."""

    frame: Frame
    version: str
    card: "Content"
    template: str = "model_card.html"


def card_page(frame: Frame, version: str, card: "Card") -> CardPage:
    """The page of a model in the visitor's language."""
    from training.model_card import content

    return CardPage(frame, version, content.of(card, version, frame.language))
