"""Who is linked to the case, as a small picture: the person left, the others right, each line named by what links."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from serving.cases.views import LinkedCase
from serving.identities_view import Shown
from serving.pages import formatting
from serving.pages.contexts.words import level_word, programme_word
from serving.pages.languages import Language, words

MOST = 7  # people; the table below the picture has all
ROW, TOP, WIDE, FROM, TO = 44, 24, 400, 44, 168  # px in the picture's own measure
LONGEST = 30  # letters of a line, a Chinese one counted twice


@dataclass(frozen=True)
class LinkedPerson:
    """One person of the picture, and the line to him."""

    name: str
    said: str
    link: str
    level: str
    y: int
    link_x: int
    link_y: int


@dataclass(frozen=True)
class LinksPicture:
    """The picture with its measures; `told` is the same in words."""

    wide: int
    high: int
    middle: int
    people: tuple[LinkedPerson, ...]
    more: str
    told: str


def links_picture(language: Language, linked: Sequence[LinkedCase], shown: dict[int, Shown]) -> LinksPicture | None:
    """The picture of the linked cases, nearest link first; None where there is none."""
    _ = words(language).gettext
    by_person = [(key, list(cases)) for key, cases in groupby(linked, key=lambda case: case.person_key)]
    if not by_person:
        return None
    drawn = by_person[:MOST]
    middle = TOP + ROW * (len(drawn) - 1) // 2
    people = tuple(_person(language, cases, shown[key], place, middle) for place, (key, cases) in enumerate(drawn))
    rest = len(by_person) - len(drawn)
    return LinksPicture(
        wide=WIDE,
        high=TOP * 2 + ROW * (len(drawn) - 1) + (20 if rest else 0),
        middle=middle,
        people=people,
        more=_("另有 %(n)d 人，见下表") % {"n": rest} if rest else "",
        told=_("；").join(f"{one.link} {one.name}: {one.said}" for one in people),
    )


def _person(language: Language, cases: Sequence[LinkedCase], who: Shown, place: int, middle: int) -> LinkedPerson:
    best, y = max(cases, key=lambda case: case.probability), TOP + ROW * place
    said = f"{level_word(best.level, language)} {formatting.percent(best.probability)} · "
    said += programme_word(best.programme_name, language)
    more = f" +{len(cases) - 1}" if len(cases) > 1 else ""
    return LinkedPerson(
        name=who.name,
        said=_short(said) + more,
        link=best.link_en if language == "en" else best.link_zh,
        level=best.level,
        y=y,
        link_x=(FROM + TO) // 2 + 12,
        link_y=(middle + 3 * y) // 4,
    )


def _short(text: str) -> str:
    """As much of a line as there is room for."""
    room, kept = LONGEST, ""
    for letter in text:
        room -= 2 if ord(letter) > 0x2E7F else 1
        if room < 0:
            return kept + "…"
        kept += letter
    return kept
