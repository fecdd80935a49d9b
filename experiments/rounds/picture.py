"""All runs in one look: true recall, the naive figure, and the weighed one with its interval."""

import altair as alt
import pandas as pd
import vl_convert

from training.model_card.palette import ACCENT, INK
from training.model_card.pictures import CONFIG, GREY, RED

WIDTH, HEIGHT = 760, 300
FIGURES = {"truth": "真实 / true", "value": "加权 / weighed", "naive": "简单计数 / naive"}


def recall(estimates: pd.DataFrame, scope: str = "flagged") -> str:
    """SVG: one column per run, by the weighed figure; `estimates` as `report.estimated` gives them."""
    chosen = estimates[(estimates["scope"] == scope) & (estimates["figure"] == "recall")]
    rows = chosen.sort_values("value", ignore_index=True).reset_index(names="place")
    place = alt.X(
        "place:Q", title="100 次模拟，按加权估计排列 / runs, by the weighed figure", axis=alt.Axis(labels=False)
    )
    share = alt.Scale(domain=[0, 1])
    intervals = (
        alt.Chart(rows)
        .mark_rule(color=GREY)
        .encode(x=place, y=alt.Y("low:Q", title="查全率 / recall", axis=alt.Axis(format="%"), scale=share), y2="high:Q")
    )
    points = rows.melt(id_vars="place", value_vars=list(FIGURES), var_name="by", value_name="recall")
    dots = (
        alt.Chart(points.assign(by=points["by"].map(FIGURES)))
        .mark_point(filled=True, size=22, opacity=1)
        .encode(
            x=place,
            y=alt.Y("recall:Q", scale=share),
            color=alt.Color(
                "by:N", title=None, scale=alt.Scale(domain=list(FIGURES.values()), range=[INK, ACCENT, RED]),
                legend=alt.Legend(orient="top"),
            ),
        )
    )  # fmt: skip
    whole = (intervals + dots).properties(width=WIDTH, height=HEIGHT).configure(**CONFIG)
    return str(vl_convert.vegalite_to_svg(whole.to_dict()))
