"""The charts of a training run, as SVG: text stays text, so any reader's Chinese font shows it."""

from collections.abc import Iterable
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import vl_convert

from features.catalogue import Column
from training import anomaly, metrics, yardsticks
from training.evaluation import MODEL, Forward

FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, SimHei, sans-serif"
INK, RED, GREY = "#1f2933", "#b3261e", "#98a2b3"
COLOURS = [RED, GREY, "#b7791f", "#7a8f3a", "#2f6f8f", "#6b4c9a"]  # the model, then the yardsticks
WIDTH, HEIGHT = 520, 320
DRIVERS = 15
MODEL_ZH = "模型"


def precision_at_capacity(forward: Forward, capacity: float) -> str:
    """Precision against the share of cases visited, model and yardsticks; the dashed line is the usual capacity."""
    outcomes = forward.rows["outcome"].to_numpy(np.float64)
    shares = np.linspace(0.02, 1, 50)
    curves = []
    for scorer, zh in ((MODEL, MODEL_ZH), *((name, words[0]) for name, words in yardsticks.NAMES.items())):
        found = outcomes[metrics.order(forward.rows[scorer].to_numpy(np.float64), outcomes)]
        sizes = [metrics.size_of(share, len(found)) for share in shares]
        curves.append(pd.DataFrame({"share": shares, "precision": [found[:size].mean() for size in sizes], "by": zh}))
    names = [MODEL_ZH, *(words[0] for words in yardsticks.NAMES.values())]
    lines = (
        alt.Chart(pd.concat(curves[::-1]))  # the model is drawn last, on top
        .mark_line()
        .encode(
            x=alt.X("share:Q", title="核查比例", axis=alt.Axis(format="%")),
            y=alt.Y("precision:Q", title="属实率", axis=alt.Axis(format="%")),
            color=alt.Color("by:N", title="排序依据", scale=alt.Scale(domain=names, range=COLOURS)),
            strokeWidth=alt.condition(alt.datum.by == MODEL_ZH, alt.value(3.5), alt.value(1.5)),
        )
    )
    usual = alt.Chart(pd.DataFrame({"share": [capacity]})).mark_rule(strokeDash=[4, 4], color=GREY).encode(x="share:Q")
    return _svg(lines + usual, "按核查能力的属实率(向前检验)")


def calibration(forward: Forward) -> str:
    """Predicted probability against what was found, in bins of equal size; the diagonal is perfect."""
    rows = forward.rows
    points = metrics.calibration_points(rows[MODEL].to_numpy(np.float64), rows["outcome"].to_numpy(np.float64))
    frame = pd.DataFrame([vars(point) for point in points])
    top = float(max(frame["predicted"].max(), frame["found"].max(), 0.1)) * 1.05
    ends = pd.DataFrame({"predicted": [0.0, top], "found": [0.0, top]})
    diagonal = alt.Chart(ends).mark_line(strokeDash=[4, 4], color=GREY).encode(x="predicted:Q", y="found:Q")
    bins = (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(size=60, color=RED), color=RED)
        .encode(
            x=alt.X("predicted:Q", title="预测概率", axis=alt.Axis(format="%")),
            y=alt.Y("found:Q", title="实际属实率", axis=alt.Axis(format="%")),
        )
    )
    return _svg(diagonal + bins, "校准(向前检验)")


def drivers(contributions: pd.DataFrame, columns: Iterable[Column]) -> str:
    """The columns that move the score most: mean absolute part of the log-odds."""
    labels = {column.name: column.zh for column in columns} | {anomaly.COLUMN: "孤立森林异常度"}
    mean = contributions.drop(columns="base").abs().mean().nlargest(DRIVERS)
    frame = pd.DataFrame({"column": [labels.get(str(name), str(name)) for name in mean.index], "weight": mean.values})
    bars = (
        alt.Chart(frame)
        .mark_bar(color=RED)
        .encode(
            x=alt.X("weight:Q", title="平均影响(对数几率)"),
            y=alt.Y("column:N", title=None, sort="-x", axis=alt.Axis(labelLimit=260)),
        )
    )
    return _svg(bars, "主要依据")


def _svg(chart: Any, title: str) -> str:
    whole = chart.properties(title=title, width=WIDTH, height=HEIGHT, background="white").configure(
        font=FONT, title=alt.TitleConfig(color=INK, anchor="start"), axis=alt.AxisConfig(labelColor=INK, titleColor=INK)
    )
    return str(vl_convert.vegalite_to_svg(whole.to_dict()))
