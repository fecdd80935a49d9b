from hypothesis import given
from hypothesis import strategies as st

from serving.pages.charts.lanes import lanes, text_width

SPANS = st.lists(st.tuples(st.floats(0, 900), st.floats(1, 200)).map(lambda s: (s[0], s[0] + s[1])), max_size=12)


@given(SPANS)
def test_no_two_labels_of_one_lane_cover_each_other(spans: list[tuple[float, float]]) -> None:
    placed = list(zip(spans, lanes(spans), strict=True))
    for number, (one, lane) in enumerate(placed):
        assert all(one[1] < other[0] or other[1] < one[0] for other, level in placed[:number] if level == lane)


def test_labels_far_apart_share_the_lowest_lane() -> None:
    assert lanes([(0, 50), (100, 150), (40, 110)]) == [0, 0, 1]


def test_a_chinese_character_is_wider_than_a_digit() -> None:
    assert text_width("死亡") > text_width("20")
