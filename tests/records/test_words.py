import pytest

from records.files.vocabulary import vocabulary
from records.values import accounts, names, places
from records.values.lookups import Lookup
from records.values.programme_names import ProgrammeNames
from records.values.reasons import Unusable


@pytest.mark.parametrize("written", ["王 芳", " 王芳", "王\u3000芳 ", "王芳", "王芳(户主)", "\u200b王芳"])
def test_blanks_in_a_name_do_not_matter(written: str) -> None:
    assert names.normalised(written) == "王芳"


@pytest.mark.parametrize("dot", "·•.・‧．●")
def test_the_middle_dot_is_one_in_every_coding(dot: str) -> None:
    assert names.normalised(f"买买提{dot}吐尔逊") == "买买提·吐尔逊"


@pytest.mark.parametrize("cell", [6.217000114300464e18, "6.217E+18", "6217000114300460000", "", "无", None])
def test_a_damaged_account_is_none_because_strangers_would_share_it(cell: str | float | None) -> None:
    assert accounts.normalised(cell) is None


def test_an_account_is_its_digits() -> None:
    assert accounts.normalised(" 6217 0001 1430 0464 181'") == "6217000114300464181"
    assert accounts.normalised(60123456.0) == "60123456"


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("东山镇上河村", ("东山镇", "上河村")),
        ("某省某市某县东山镇上河村三社12号", ("东山镇", "上河村")),
        ("西川乡下坪村民委员会", ("西川乡", "下坪村")),
        ("不详", ("", "")),
    ],
)
def test_an_address_names_township_and_village(written: str, place: tuple[str, str]) -> None:
    assert places.address(written) == place


@pytest.mark.parametrize("written", ["上河", "上河村", "上河村委会", "上河村民委员会", " 上 河 村"])
def test_a_village_is_one_however_its_committee_is_called(written: str) -> None:
    assert places.village(written) == "上河村"


def test_a_result_is_read_by_the_longest_word_in_it() -> None:
    results = Lookup(vocabulary().kinds["finding"].columns["result"].values)
    assert results.read("经核查，不属实。") == "cleared"
    assert results.read("部分属实") == "confirmed"
    assert results.read("暂无法核实") == "inconclusive"
    assert results.read("") is None
    with pytest.raises(Unusable):
        results.read("另行研究")


def test_wives_sons_and_granddaughters_are_told_apart() -> None:
    relations = Lookup(vocabulary().kinds["resident"].columns["relation"].values)
    found = [relations.read(word) for word in ("妻子", "子", "孙女", "女", "女婿", "长子", "户主")]
    assert found == ["spouse", "son", "grandchild", "daughter", "son_in_law", "son", "head"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("农村低保", "dibao"),
        ("农村最低生活保障金", "dibao"),
        ("残疾人“两项补贴”", "canji"),
        ("2024年高龄津贴资金", "gaoling"),
        ("五保", "tekun"),
    ],
)
def test_a_programme_is_known_under_the_names_bureaus_use(written: str, code: str) -> None:
    assert ProgrammeNames(vocabulary().programmes).read(written) == code


def test_the_towns_own_programmes_are_not_mistaken_for_the_countrys() -> None:
    programmes = ProgrammeNames(vocabulary().programmes)
    with pytest.raises(Unusable):
        programmes.read("城市低保")
    assert programmes.in_titles(["2024年城市低保发放表"]) is None
    assert programmes.in_titles(["某某县2024年5月农村低保资金发放花名册"]) == "dibao"


def test_no_header_or_word_stands_for_two_things_in_one_kind() -> None:
    for kind in vocabulary().kinds.values():
        kept = [name for name, column in kind.columns.items() if column.type != "ignored"]
        headers = [header for name in kept for header in kind.columns[name].names if not header.startswith("户主")]
        assert len(headers) == len(set(headers)), kind.kind
        for column in kind.columns.values():
            words = [word for words in column.values.values() for word in words]
            assert len(words) == len(set(words)), (kind.kind, column.headers[0])
