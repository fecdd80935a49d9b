"""The card as one file that needs no other: for MLflow, for a mail, for paper."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from training.folder.card import Card
from training.model_card import content, pictures
from training.model_card.shown import NAMES, Language, Name, has

FOLDER = Path(__file__).parent
TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}


def drawings(card: Card, language: Language) -> dict[Name, str]:
    """All pictures that the card has, as SVG."""
    return {name: pictures.drawn(card, name, language) for name in NAMES if has(card, name)}


def html(card: Card, version: str, language: Language, drawn: dict[Name, str] | None = None) -> str:
    """The page, its pictures in it (`drawn`, where they are drawn already)."""
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("page.html").render(
        card=content.of(card, version, language),
        pictures=drawings(card, language) if drawn is None else drawn,
        tag=TAGS[language],
        font=pictures.FONT,
    )
