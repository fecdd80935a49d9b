"""All models, and who put which into use, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from serving.pages import addresses, formatting
from serving.pages.contexts.frame import Frame, Link
from serving.pages.languages import Language, words

if TYPE_CHECKING:
    from training.home.history import Entry
    from training.home.registry import ModelEntry


@dataclass(frozen=True)
class ModelLine:
    """A line of the list of models; a damaged one has no card to lead to."""

    version: str
    href: str
    day: str
    labels: str
    precision: str
    gate: str
    role: str
    ways: tuple[Link, ...]  # compare it, put it into use


@dataclass(frozen=True)
class ActLine:
    """Something that was done to which model serves."""

    at: str
    what: str
    version: str
    who: str
    why: str
    overridden: tuple[str, ...]


@dataclass(frozen=True)
class ModelsPage:
    """The page."""

    frame: Frame
    models: tuple[ModelLine, ...]
    acts: tuple[ActLine, ...]
    lagging: str  # the open cases still have the scores of another model; empty: they do not
    rollback: Link | None
    template: str = "models.html"


@dataclass(frozen=True)
class Serving:
    """What serves, what would serve again after a step back, what scored the open cases, and whether one may switch."""

    champion: str | None
    before: str | None
    scored_by: str | None  # None: nothing was scanned yet
    may_promote: bool


def models_page(frame: Frame, entries: "Sequence[ModelEntry]", acts: "Sequence[Entry]", now: Serving) -> ModelsPage:
    """All models, the newest data first, and all acts, the newest first."""
    language = frame.language
    _ = words(language).gettext
    lines = tuple(_act(language, act) for act in reversed(acts) if act.act != "trained")
    lagging = ""
    if now.champion is not None and now.scored_by not in (None, now.champion):
        lagging = _("待核查线索的分数还是 %(version)s 给的：重新评分没有完成。请到“数据与任务”里重新打分。") % {
            "version": now.scored_by
        }
    back = Link(_("退回 %(version)s") % {"version": now.before}, "/models/rollback") if now.before else None
    return ModelsPage(
        frame, model_lines(language, entries, now.may_promote), lines, lagging, back if now.may_promote else None
    )


def model_lines(
    language: Language, entries: "Sequence[ModelEntry]", may_promote: bool = False
) -> tuple[ModelLine, ...]:
    """The lines of the list of models."""
    champion = next((entry.version for entry in entries if entry.champion), None)
    return tuple(_line(language, entry, champion, may_promote) for entry in entries)


def _line(language: Language, entry: "ModelEntry", champion: str | None, may_promote: bool) -> ModelLine:
    _ = words(language).gettext
    role = _("在用") if entry.champion else _("候选") if entry.challenger else ""
    ways = []
    if champion is not None and not entry.champion and not entry.damaged:
        ways.append(Link(_("与在用的比较"), addresses.compared(champion, entry.version)))
    if may_promote and not entry.champion and not entry.damaged:
        ways.append(Link(_("投入使用…"), f"/models/{entry.version}/promotion"))
    return ModelLine(
        version=entry.version,
        href="" if entry.damaged else addresses.model(entry.version),
        day=formatting.day(entry.as_of),
        labels=formatting.count(entry.labels),
        precision=formatting.decimal(entry.average_precision),
        gate=_("文件已损坏") if entry.damaged else _("通过") if entry.gate == "passed" else _("未通过"),
        role=role,
        ways=tuple(ways),
    )


def _act(language: Language, act: "Entry") -> ActLine:
    _ = words(language).gettext
    return ActLine(
        at=formatting.moment(datetime.fromisoformat(act.at)),
        what=_("投入使用") if act.act == "promoted" else _("退回"),
        version=act.version,
        who=act.who or formatting.MISSING,
        why=act.why or (formatting.MISSING if act.act == "rolled back" else _("上线检查通过")),
        overridden=tuple(said.of(language) for said in act.overridden),
    )
