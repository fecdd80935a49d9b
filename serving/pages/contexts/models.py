"""All models, and who put which into use, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from serving.pages import addresses, formatting
from serving.pages.contexts.frame import Frame
from serving.pages.languages import Language, words

if TYPE_CHECKING:
    from training.history import Entry
    from training.registry import ModelEntry


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
    template: str = "models.html"


def models_page(frame: Frame, entries: "Sequence[ModelEntry]", acts: "Sequence[Entry]") -> ModelsPage:
    """All models, the newest data first, and all acts, the newest first."""
    lines = tuple(_act(frame.language, act) for act in reversed(acts) if act.act != "trained")
    return ModelsPage(frame, model_lines(frame.language, entries), lines)


def model_lines(language: Language, entries: "Sequence[ModelEntry]") -> tuple[ModelLine, ...]:
    """The lines of the list of models."""
    return tuple(_line(language, entry) for entry in entries)


def _line(language: Language, entry: "ModelEntry") -> ModelLine:
    _ = words(language).gettext
    role = _("在用") if entry.champion else _("候选") if entry.challenger else ""
    return ModelLine(
        version=entry.version,
        href="" if entry.damaged else addresses.model(entry.version),
        day=formatting.day(entry.as_of),
        labels=formatting.count(entry.labels),
        precision=formatting.decimal(entry.average_precision),
        gate=_("文件已损坏") if entry.damaged else _("通过") if entry.gate == "passed" else _("未通过"),
        role=role,
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
