"""The filters at the left of the queue: plain links with counts."""

from dataclasses import dataclass, replace
from typing import get_args

from serving.pages import addresses
from serving.pages.contexts.words import age_word, level_word, programme_word, status_word
from serving.pages.languages import Language, words
from serving.queue.views import AGES, NOBODY, Facet, Level, QueueFilter, QueuePage, Status

SHOWN_AT_ONCE = 8  # the rest unfolds
# These read in their own order; all others by how many cases they have.
ORDER = {name: place for place, name in enumerate((*get_args(Level), *get_args(Status), *AGES))}


@dataclass(frozen=True)
class FilterLink:
    """One value one can filter by; `mark` is the level whose shape stands before it."""

    label: str
    href: str
    count: int
    current: bool
    mark: str = ""


@dataclass(frozen=True)
class FilterGroup:
    """All values of one property, the most frequent first."""

    title: str
    links: tuple[FilterLink, ...]
    folded: tuple[FilterLink, ...]
    more: str
    unfolded: bool


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address without it."""

    label: str
    href: str


def filter_groups(language: Language, page: QueuePage, chosen: QueueFilter, user: str) -> tuple[FilterGroup, ...]:
    """The filters in the order inspectors think: how urgent, where, what, why, in which state."""
    _ = words(language).gettext
    asked = (
        (_("预警等级"), "level"),
        (_("经办人"), "assignee"),
        (_("乡镇"), "township"),
        (_("补贴项目"), "programme"),
        (_("比对规则"), "rule"),
        (_("在列时间"), "age"),
        (_("核查状态"), "status"),
    )
    groups = [_group(language, title, name, page, chosen, user) for title, name in asked]
    if chosen.township_key is not None:
        groups.insert(3, _group(language, _("村"), "village", page, chosen, user))
    return tuple(group for group in groups if group.links)


def chips(language: Language, page: QueuePage, chosen: QueueFilter, user: str) -> tuple[Chip, ...]:
    """The filters that are on."""
    on: list[Chip] = []
    for name in ("level", "assignee", "township", "village", "programme", "rule", "age", "status"):
        value = _value(chosen, name)
        if value is not None and not (name == "status" and value == "open"):
            facet = next((facet for facet in page.facets[name] if facet.value == value), Facet(value, value, 0))
            label = _label(language, name, facet, user)
            on.append(Chip(label, addresses.queue(_with(chosen, name, None))))
    return tuple(on)


def _group(language: Language, title: str, name: str, page: QueuePage, chosen: QueueFilter, user: str) -> FilterGroup:
    value = _value(chosen, name)
    links = tuple(
        FilterLink(
            label=_label(language, name, facet, user),
            href=addresses.queue(_with(chosen, name, None if facet.value == value else facet.value)),
            count=facet.count,
            current=facet.value == value,
            mark=facet.value if name == "level" else "",
        )
        for facet in sorted(page.facets[name], key=lambda facet: _place(facet.value, user))
    )
    at_once = len(links) if len(links) <= SHOWN_AT_ONCE + 1 else SHOWN_AT_ONCE
    folded = links[at_once:]
    more = words(language).gettext("更多 %(n)d 项") % {"n": len(folded)}
    return FilterGroup(title, links[:at_once], folded, more, any(link.current for link in folded))


def _place(value: str, user: str) -> int:
    """Levels, states and ages in their own order; among people first oneself, then nobody."""
    return {user: -2, NOBODY: -1}.get(value, ORDER.get(value, 0))


def _label(language: Language, name: str, facet: Facet, user: str) -> str:
    _ = words(language).gettext
    if name == "assignee":
        return {user: _("我的"), NOBODY: _("无人经办")}.get(facet.value, facet.label)
    if name == "age":
        return age_word(facet.value, language)
    if name == "level":
        return level_word(facet.value, language)
    if name == "status":
        return status_word(facet.value, language)
    if name == "programme":
        return programme_word(facet.label, language)
    return facet.label_en if language == "en" and facet.label_en else facet.label


def _value(chosen: QueueFilter, name: str) -> str | None:
    value = getattr(chosen, f"{name}_key" if name in ("township", "village") else name)
    return None if value is None else str(value)


def _with(chosen: QueueFilter, name: str, value: str | None) -> QueueFilter:
    """The filter with one property changed; leaving a township leaves its village, and no state means open."""
    if name == "township":
        return replace(chosen, township_key=None if value is None else int(value), village_key=None, text=None)
    if name == "village":
        return replace(chosen, village_key=None if value is None else int(value), text=None)
    if name == "status":
        return replace(chosen, status=value or "open", text=None)
    return replace(chosen, **{name: value}, text=None)  # type: ignore[arg-type]
