"""One township's part of a batch, village by village and house by house, as one goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from serving.batches.road import RoadCase
from serving.batches.views import BatchView
from serving.cases import picked
from serving.identities_view import Shown
from serving.pages import addresses
from serving.pages.contexts.frame import Frame
from serving.pages.contexts.words import programme_word
from serving.pages.languages import Language, words


@dataclass(frozen=True)
class CaseLine:
    """A case on the way."""

    number: int
    href: str
    name: str
    programme: str
    headline: str
    amount_fen: int
    why: str
    state: str
    can_take_out: bool
    same_house: bool


@dataclass(frozen=True)
class VillageGroup:
    """A village: one way out."""

    village: str
    said: str
    cases: tuple[CaseLine, ...]


@dataclass(frozen=True)
class BatchCasesPage:
    """The page."""

    frame: Frame
    number: int
    version: int
    batch: str
    batch_href: str
    township: str
    action: str  # where the form to take one out goes
    groups: tuple[VillageGroup, ...]
    can_take_out: bool
    knows: bool
    error: str | None
    template: str = "batch_cases.html"


def cases_page(
    frame: Frame, view: BatchView, road: Sequence[RoadCase], shown: dict[int, Shown], key: int,
    rights: tuple[bool, bool], error: str | None = None,
) -> BatchCasesPage:  # fmt: skip
    """Put the page together; `rights`: may take cases out, may know why one was picked."""
    makes, knows = rights
    can = makes and view.cancelled is None
    villages: dict[tuple[int | None, str], list[RoadCase]] = {}
    for case in road:
        villages.setdefault((case.village_key, case.village), []).append(case)
    groups = tuple(_group(frame.language, name, own, shown, can, knows) for (_key, name), own in villages.items())
    town = road[0].township if road else ""
    href = addresses.batch(view.id)
    action = f"{addresses.batch_township(view.id, key)}/take-out"
    return BatchCasesPage(frame, view.id, view.version, view.name, href, town, action, groups, can, knows, error)


def _group(
    language: Language, village: str, own: Sequence[RoadCase], shown: dict[int, Shown], can: bool, knows: bool
) -> VillageGroup:
    _ = words(language).gettext
    said = _("%(cases)d 件 · %(houses)d 户") % {"cases": len(own), "houses": len({case.house for case in own})}
    before = [None, *(case.house for case in own)]
    lines = (
        _line(language, case, shown[case.person_key].name, can, knows, house == case.house)
        for case, house in zip(own, before, strict=False)
    )
    return VillageGroup(village or _("村不详"), said, tuple(lines))


def _line(language: Language, case: RoadCase, name: str, can: bool, knows: bool, same_house: bool) -> CaseLine:
    _ = words(language).gettext
    return CaseLine(
        number=case.case_id, href=f"/cases/{case.case_id}" if case.in_sight else "", name=name,
        programme=programme_word(case.programme_name, language),
        headline=case.headline_en if language == "en" else case.headline_zh, amount_fen=case.amount_fen,
        why=picked.WHY[case.why][language == "en"] if knows else "",
        state=_("已交回") if case.returned else _("待核查"),
        can_take_out=can and not case.returned, same_house=same_house,
    )  # fmt: skip
