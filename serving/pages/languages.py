"""Chinese first, English second. The Chinese text is the message id; `locale/en/pages.po` holds the English.

The catalogue is read and compiled when first asked for: no tool, no compiled file to forget.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}
COOKIE = "language"
CATALOGUE = Path(__file__).parent / "locale" / "en" / "pages.po"


@cache
def words(language: Language) -> NullTranslations:
    """The messages of a language, with `gettext` and `ngettext`."""
    if language == "zh":
        return NullTranslations()
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def language_of(cookie: str | None) -> Language:
    """The language a visitor chose; Chinese until he chose."""
    return "en" if cookie == "en" else "zh"
