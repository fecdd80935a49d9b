"""The pictures of a model card as SVG: text stays text, so any reader's Chinese font shows it."""

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from training.evaluation import yardsticks
from training.fairness.groups_compared import ATTRIBUTES, Group
from training.folder.card import MODEL, Card
from training.model_card.palette import ACCENT, AXIS, INK, SOFT, VIEW
from training.model_card.shown import Language, Name, Shape, has

WIDTHS: dict[Shape, int] = {"wide": 400, "narrow": 250}
GREY, RED = "#9aa5b1", "#b3211c"
COLOURS = [ACCENT, GREY, "#c07c12", "#7a8f3a", "#2f8f8f", "#8a5fb0"]  # the model, then the yardsticks
FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, SimHei, sans-serif"
CONFIG: dict[str, Any] = {
    "font": FONT,
    **VIEW,
    "axis": AXIS,
    "legend": {"labelColor": INK, "labelFontSize": 12, "title": None, "symbolStrokeWidth": 3},
    "title": {"color": INK, "fontSize": 13, "anchor": "start", "fontWeight": 600},
}  # fmt: skip


def drawn(card: Card, name: Name, language: Language, shape: Shape = "wide") -> str:
    """One picture; empty where the card has nothing for it (`has`)."""
    if not has(card, name):
        return ""
    draw: dict[Name, Callable[[Card, Language, Shape], Any]] = {
        "precision": _precision, "calibration": _calibration, "drivers": _drivers, "groups": _groups,
        "batches": _batches,
    }  # fmt: skip
    # Without its check of every part against the schema Altair takes a third of the time.
    spec = draw[name](card, language, shape).to_dict(validate=False)
    return str(vl_convert.vegalite_to_svg({**spec, "config": CONFIG}))


def _rows(values: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(values)  # Altair copies values written into a chart with every step, but no table


def _precision(card: Card, language: Language, shape: Shape) -> Any:
    zh = language == "zh"
    words = {MODEL: ("模型", "model"), **{str(k): v for k, v in yardsticks.NAMES.items()}}
    named = {scorer: _short(text[0] if zh else text[1]) for scorer, text in words.items()}
    assert card.pictured is not None  # noqa: S101 - `has` was asked
    values = [
        {"share": share, "precision": precision, "by": named[curve.scorer], "ours": curve.scorer == MODEL}
        for curve in card.pictured.curves[::-1]
        for share, precision in zip(card.pictured.shares, curve.precision, strict=True)
    ]
    legend = alt.Legend(orient="bottom", columns=2, labelLimit=WIDTHS[shape] // 2, symbolType="stroke")
    lines = (
        alt.Chart(_rows(values))
        .mark_line()
        .encode(
            x=alt.X("share:Q", title="核查比例" if zh else "share of cases visited", axis=alt.Axis(format="%")),
            y=alt.Y("precision:Q", title="其中属实" if zh else "confirmed among them", axis=alt.Axis(format="%")),
            color=alt.Color("by:N", scale=alt.Scale(domain=list(named.values()), range=COLOURS), legend=legend),
            strokeWidth=alt.condition("datum.ours", alt.value(3.5), alt.value(1.5)),
            detail="by:N",
        )
    )
    usual = alt.Chart(_rows([{"share": card.capacity}])).mark_rule(strokeDash=[4, 4], color=SOFT).encode(x="share:Q")
    return alt.layer(lines, usual).properties(width=WIDTHS[shape], height=240)


def _short(words: str) -> str:
    return {
        "规则×项目×乡镇平滑属实率": "规则属实率",
        "smoothed rate of rule x programme x township": "rules' rate",
    }.get(words, words)


def _calibration(card: Card, language: Language, shape: Shape) -> Any:
    zh = language == "zh"
    assert card.pictured is not None  # noqa: S101
    values = [one.model_dump() for one in card.pictured.calibration]
    top = max(max(one["predicted"], one["high"]) for one in values) * 1.05
    scale, axis = alt.Scale(domain=[0, top], nice=False), alt.Axis(format="%", tickCount=6)
    x = alt.X("predicted:Q", title="预测概率" if zh else "probability said", axis=axis, scale=scale)
    y = alt.Y("found:Q", title="实际属实" if zh else "share confirmed", axis=axis, scale=scale)
    ends = _rows([{"predicted": 0, "found": 0}, {"predicted": top, "found": top}])
    diagonal = alt.Chart(ends).mark_line(strokeDash=[4, 4], color=GREY).encode(x=x, y=y)
    base = alt.Chart(_rows(values))
    spans = base.mark_rule(color=GREY, strokeWidth=3, strokeCap="round").encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
    dots = base.mark_point(filled=True, size=70, color=ACCENT, opacity=1).encode(x=x, y=y)
    return alt.layer(diagonal, spans, dots).properties(width=WIDTHS[shape], height=240)


def _drivers(card: Card, language: Language, shape: Shape) -> Any:
    assert card.pictured is not None  # noqa: S101
    values = [
        {"place": place, "label": one.name.of(language), "weight": one.weight}
        for place, one in enumerate(card.pictured.drivers)
    ]
    base = alt.Chart(_rows(values)).encode(y=alt.Y("place:O", axis=None))
    title = "平均影响（对数几率）" if language == "zh" else "mean effect (log-odds)"
    bars = base.mark_bar(height=9, color=ACCENT, yOffset=8).encode(
        x=alt.X("weight:Q", title=title, axis=alt.Axis(grid=False, tickCount=4))
    )
    said = base.mark_text(align="left", dy=-7, color=INK, fontSize=12, limit=WIDTHS[shape]).encode(
        x=alt.datum(0), text="label:N"
    )
    return alt.layer(bars, said).properties(width=WIDTHS[shape], height=34 * len(values))


def _groups(card: Card, language: Language, shape: Shape) -> Any:
    most = max(group.burden_high for group in card.groups) * 1.05
    parts = [
        _attribute(
            [group for group in card.groups if group.attribute == attribute],
            ATTRIBUTES[attribute].of(language), language, shape, most,
        )
        for attribute in dict.fromkeys(group.attribute for group in card.groups)
    ]  # fmt: skip
    if shape == "narrow" or len(parts) < 2:
        return alt.vconcat(*parts, spacing=14)
    # Two columns of about the same height: townships are usually as many as everything else.
    return alt.hconcat(alt.vconcat(parts[0], *parts[2:], spacing=14), alt.vconcat(parts[1], spacing=14), spacing=24)


def _attribute(groups: list[Group], title: str, language: Language, shape: Shape, most: float) -> Any:
    values = [
        {"label": g.name.of(language), "burden": g.burden, "low": g.burden_low, "high": g.burden_high, "alarm": g.alarm}
        for g in groups
    ]
    limited = 100 if shape == "narrow" else 190 if groups[0].attribute == "programme" else 110
    axis = alt.Axis(labelLimit=limited, minExtent=limited, maxExtent=limited, domain=False, ticks=False, labelColor=INK)
    base = alt.Chart(_rows(values)).encode(y=alt.Y("label:N", sort=None, title=None, axis=axis))
    scale = alt.Scale(domain=[0, most], nice=False)
    x = alt.X("low:Q", title=None, scale=scale, axis=alt.Axis(tickCount=4, domain=False))
    spans = base.mark_rule(color=GREY, strokeWidth=3, strokeCap="round").encode(x=x, x2="high:Q")
    dots = base.mark_point(filled=True, size=60, opacity=1).encode(
        x=alt.X("burden:Q", scale=scale), color=alt.condition("datum.alarm", alt.value(RED), alt.value(ACCENT))
    )
    whole = groups[0].burden / groups[0].times if groups[0].times else 0
    rules = [{"at": at} for at in (whole, whole * groups[0].limit) if at <= most]
    lines = alt.Chart(_rows(rules)).mark_rule(strokeDash=[4, 4], color=SOFT).encode(x=alt.X("at:Q", scale=scale))
    return alt.layer(lines, spans, dots).properties(
        title=title, width=WIDTHS[shape] - (110 if shape == "wide" else 30), height=22 * len(values)
    )


def _batches(card: Card, language: Language, shape: Shape) -> Any:
    zh = language == "zh"
    assert card.drift is not None  # noqa: S101
    said, found = ("预测", "实际属实") if zh else ("predicted", "confirmed")
    values: list[dict[str, Any]] = [
        {"batch": one.batch, "share": share, "by": by}
        for one in card.drift.batches
        for by, share in ((said, one.predicted), (found, one.found))
    ]
    colour = alt.Color("by:N", scale=alt.Scale(domain=[said, found], range=[GREY, ACCENT]), legend=None)
    x = alt.X("batch:N", sort=None, title="批次" if zh else "batch", axis=alt.Axis(labelAngle=0, labelLimit=60))
    y = alt.Y("share:Q", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(zero=True))
    base = alt.Chart(_rows(values)).encode(x=x, y=y, color=colour)
    # Named at the last batch, the upper line above and the lower below it, so that the names never meet.
    upper, lower = sorted(values[-2:], key=lambda value: -value["share"])
    names = [
        alt.Chart(_rows([value]))
        .mark_text(dy=dy, align="right", fontSize=12)
        .encode(x=x, y=y, text="by:N", color=colour)
        for value, dy in ((upper, -12), (lower, 16))
    ]
    return alt.layer(base.mark_line(), base.mark_point(filled=True, size=60, opacity=1), *names).properties(
        width=WIDTHS[shape], height=200
    )
