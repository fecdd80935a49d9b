"""The card as one file that needs no other: for MLflow, for a mail, for paper."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from training.card import Card
from training.model_card import content, pictures
from training.model_card.shown import SHAPES, Language

FOLDER = Path(__file__).parent
TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}


def html(card: Card, version: str, language: Language) -> str:
    """The page, its pictures in it."""
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
    said = content.of(card, version, language)
    drawn = {
        one.name: {shape: pictures.drawn(card, one.name, language, shape) for shape in SHAPES}
        for part in said.sections
        for one in part.pictures
    }
    return environment.get_template("page.html").render(
        card=said, pictures=drawn, tag=TAGS[language], font=pictures.FONT
    )
