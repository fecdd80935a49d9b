from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from serving.pages import addresses
from serving.queue.views import QueueFilter

FILTERS = st.builds(
    QueueFilter,
    township_key=st.none() | st.integers(0, 10**6),
    village_key=st.none() | st.integers(0, 10**6),
    programme=st.none() | st.sampled_from(["dibao", "gengdi"]),
    rule=st.none() | st.sampled_from(["paid-after-death", "a b&c"]),
    level=st.none() | st.sampled_from(["red", "none"]),
    status=st.none() | st.sampled_from(["open", "cleared"]),
    sort=st.sampled_from(["probability", "amount", "expected"]),
)


@given(FILTERS)
def test_a_filter_comes_back_whole_from_its_address(chosen: QueueFilter) -> None:
    assert addresses.chosen_of(QueryParams(addresses.query_of(chosen).removeprefix("?"))) == chosen


def test_a_searched_name_never_stands_in_an_address() -> None:
    assert "王" not in addresses.queue(QueueFilter(text="王芳", level="red"), cursor="abc")
    assert addresses.queue(QueueFilter(text="王芳")) == addresses.queue(QueueFilter())


def test_the_filter_everybody_starts_with_needs_no_words() -> None:
    assert addresses.queue(QueueFilter()) == "/queue"
    assert addresses.queue(QueueFilter(), "x=") == "/queue?cursor=x%3D"
    assert "cursor=c" in addresses.queue(replace(QueueFilter(), level="red"), "c")


@pytest.mark.parametrize("query", ["township=abc", "level=purple", "sort=name", "status=lost", "township=1e9"])
def test_a_value_that_cannot_be_one_is_left_out(query: str) -> None:
    assert addresses.chosen_of(QueryParams(query)) == QueueFilter()


@pytest.mark.parametrize("path", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere", "", "/a\nb"])
def test_no_form_sends_anybody_to_another_host(path: str) -> None:
    assert addresses.local(path) == "/"


def test_a_path_of_ours_is_kept() -> None:
    assert addresses.local("/cases/3?level=red") == "/cases/3?level=red"
