import math
import re
import xml.etree.ElementTree as ElementTree
from datetime import date

import pytest

from serving.cases.views import Event
from serving.pages.charts.batches import Line, batch_svg
from serving.pages.charts.found import FoundWords, MonthBar, found_svg
from serving.pages.charts.payouts import Shape, payout_chart, payout_svg
from serving.pages.charts.two_orders import Curve, curves_svg
from serving.pages.charts.yardsticks import Yardstick, yardstick_svg
from tests.serving.pages.samples import a_case

SHAPES: tuple[Shape, ...] = ("wide", "narrow")


def texts(svg: str) -> str:
    root = ElementTree.fromstring(svg)
    return " ".join(element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text"))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_payouts_chart_names_its_bars_and_the_registers_facts(shape: Shape) -> None:
    said = texts(payout_svg(payout_chart(a_case(), shape, "zh")))
    assert all(part in said for part in ("与登记不符 7 笔", "其余 27 笔", "2024-03-02 死亡", "2024-04-11 死亡登记"))


def test_english_readers_get_english_words() -> None:
    assert "death registered" in texts(payout_svg(payout_chart(a_case(), "wide", "en")))


def test_a_fact_long_before_the_payouts_keeps_its_date_and_does_not_stretch_the_time() -> None:
    old = a_case(events=(Event(date(1998, 5, 1), "迁入", "moved in"),))
    said = texts(payout_svg(payout_chart(old, "wide", "zh")))
    assert "1998-05-01 迁入" in said
    assert "2005" not in said


@pytest.mark.parametrize("payouts", [0, 1])
def test_hardly_any_payouts_are_drawn_too(payouts: int) -> None:
    detail = a_case(payouts=a_case().payouts[-payouts:] if payouts else (), events=())
    assert payout_svg(payout_chart(detail, "wide", "zh")).startswith("<svg")


def test_the_same_chart_is_drawn_once() -> None:
    chart = payout_chart(a_case(), "wide", "zh")
    assert payout_svg(chart) is payout_svg(payout_chart(a_case(), "wide", "zh"))


def test_a_picture_holds_nothing_from_another_host_and_no_style_attribute() -> None:
    svg = payout_svg(payout_chart(a_case(), "wide", "zh"))
    assert "style=" not in svg
    assert "href" not in svg.replace("xmlns:xlink", "")
    assert "<script" not in svg


@pytest.mark.parametrize("shape", SHAPES)
def test_the_yardstick_chart_writes_every_value_and_bears_missing_intervals(shape: Shape) -> None:
    rows = (Yardstick("模型", 0.512, 0.47, 0.55, True), Yardstick("随机", 0.175, math.nan, math.nan, False))
    assert all(part in texts(yardstick_svg(rows, shape)) for part in ("模型", "0.512", "随机", "0.175"))


def test_the_chart_over_batches_names_its_lines_and_leaves_out_what_was_not_measured() -> None:
    lines = (Line("模型", (0.4, 0.5), True), Line("随机", (math.nan, 0.2), False))
    assert all(part in texts(batch_svg(("B4", "B5"), lines, "wide")) for part in ("模型", "随机", "B4", "B5"))


def heights(svg: str, text: str) -> set[float]:
    """How far down from the top of its chart a text stands, in px; below 0 is over the chart."""
    return {float(y) for y in re.findall(rf'translate\([-\d.]+,(-?[\d.]+)\)"[^>]*>{text}', svg)}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("behind", [0.0, 0.1, 0.3])
def test_the_names_of_two_orders_never_stand_on_one_another_nor_on_a_line(shape: Shape, behind: float) -> None:
    shares = tuple(number / 50 for number in range(1, 51))
    better = tuple(0.8 - 0.6 * share for share in shares)
    orders = (Curve("worse", tuple(one - behind for one in better), False), Curve("better", better, True))
    svg = curves_svg(shares, orders, "x", "y", shape)
    (upper,), (lower,) = heights(svg, "better"), heights(svg, "worse")
    if behind == 0:
        upper, lower = sorted((upper, lower))
    line = 220 * (1 - better[11] / better[0])  # where the names begin, the chart being 220 px high
    assert upper + 12 <= lower <= line


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("months", [3, 60])
def test_the_names_of_the_boards_bars_stand_over_the_chart_where_no_bar_is(shape: Shape, months: int) -> None:
    bars = tuple(MonthBar(f"{2020 + n // 12}-{n % 12 + 1:02d}", 28, 5, 1000.0, "0.1") for n in range(months))
    svg = found_svg(bars, FoundWords("核查件数", "其中属实", "追缴（万元）"), shape)
    assert max(heights(svg, "核查件数") | heights(svg, "其中属实")) < 0
