"""The model in use: what it learnt from, how it did against simpler orders forward in time, which others exist."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from serving.pages import addresses, formatting
from serving.pages.contexts.frame import Frame
from serving.pages.contexts.models import ModelLine, model_lines
from serving.pages.contexts.why import prior_note
from serving.pages.contexts.words import level_word
from serving.pages.contexts.yardsticks import (
    MeasureRow,
    batches_of,
    headings,
    measure_row,
    scorer_word,
    simple_orders,
)
from serving.pages.languages import Language, words
from training.folder.card import MODEL

if TYPE_CHECKING:
    from training.folder.card import Card
    from training.home.registry import ModelEntry


@dataclass(frozen=True)
class LevelLine:
    """A warning level and from which probability it holds."""

    level: str
    word: str
    threshold: str


@dataclass(frozen=True)
class ModelPage:
    """The page; without a champion it says what the ranking rests on instead."""

    frame: Frame
    version: str
    title: str
    text: str
    facts: tuple[tuple[str, str], ...]
    headings: tuple[str, ...]
    measures: tuple[MeasureRow, ...]
    charts: tuple[tuple[str, str], ...]  # name, words under it
    levels: tuple[LevelLine, ...]
    others: tuple[ModelLine, ...]
    card_href: str
    template: str = "model.html"


def model_page(frame: Frame, version: str | None, card: "Card | None", entries: "tuple[ModelEntry, ...]") -> ModelPage:
    """Put the page together from the champion's card and the list of models."""
    language = frame.language
    _ = words(language).gettext
    others = model_lines(language, entries)
    if card is None or version is None:
        text = prior_note(language) + _("有了足够的核查结果后，运行 mingcha train 训练模型。")
        return ModelPage(frame, "", _("还没有训练好的模型"), text, (), (), (), (), (), others, "")
    ours, best = card.of(MODEL), simple_orders(card)[0]
    text = _(
        "按模型排序核查前一成线索，%(ours)s 属实；按最好的简单办法（%(name)s）是 %(theirs)s，随机是 %(random)s。"
    ) % {
        "ours": formatting.percent(ours.precision_tenth),
        "name": scorer_word(language, best.scorer),
        "theirs": formatting.percent(best.precision_tenth),
        "random": formatting.percent(ours.confirmed / ours.cases if ours.cases else None),
    }
    return ModelPage(
        frame=frame,
        version=version,
        title=_("在用模型 %(version)s") % {"version": version},
        text=text,
        facts=_facts(language, card),
        headings=headings(language),
        measures=tuple(measure_row(language, row) for row in (ours, *simple_orders(card))),
        charts=_charts(language, card),
        levels=_levels(language, card),
        others=others,
        card_href=addresses.model(version),
    )


def _facts(language: Language, card: "Card") -> tuple[tuple[str, str], ...]:
    _ = words(language).gettext
    return (
        (_("数据截至"), formatting.day(card.as_of)),
        (
            _("学习的核查结果"),
            _("%(n)s 件，属实 %(k)s 件") % {"n": formatting.count(card.labels), "k": formatting.count(card.confirmed)},
        ),
        (_("特征"), _("%(n)d 项") % {"n": len(card.columns)}),
        (_("规则目录"), card.catalogue_version),
        (_("平均校准误差"), formatting.decimal(card.of(MODEL).calibration_error)),
        (_("上线检查"), _("通过") if card.verdict.passed else _("未通过")),
    )


def _charts(language: Language, card: "Card") -> tuple[tuple[str, str], ...]:
    _ = words(language).gettext
    ours, best = card.of(MODEL), simple_orders(card)[0]
    said = _("平均精度：模型 %(ours).3f，%(name)s %(theirs).3f。细线是九成把握的区间。") % {
        "ours": ours.average_precision,
        "name": scorer_word(language, best.scorer),
        "theirs": best.average_precision,
    }
    batches = batches_of(card, language)[0]
    walked = _("逐批的平均精度：每一批只用它下发之前已知的情况来训练，共 %(n)d 批。横轴是批次。") % {"n": len(batches)}
    return (("yardsticks", said), ("batches", walked))


def _levels(language: Language, card: "Card") -> tuple[LevelLine, ...]:
    return tuple(
        LevelLine(level.name, level_word(level.name, language), f"≥ {level.threshold:.0%}")
        for level in card.levels.levels
        if level.threshold > 0
    )
