"""What a card can show: light, so that a page that draws nothing loads nothing that draws."""

from typing import Literal, get_args

from training.folder.card import Card

Name = Literal["precision", "calibration", "drivers", "groups", "batches"]
NAMES: tuple[Name, ...] = get_args(Name)
Shape = Literal["wide", "narrow"]
SHAPES: tuple[Shape, ...] = get_args(Shape)
Language = Literal["zh", "en"]


def has(card: Card, name: Name) -> bool:
    """Whether the card has what the picture shows; cards of earlier releases lack it."""
    if name == "groups":
        return bool(card.groups)
    return bool(card.drift and card.drift.batches) if name == "batches" else card.pictured is not None
