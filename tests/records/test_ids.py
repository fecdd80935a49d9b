from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.values.ids import check_character, normalised

dates = st.dates(date(1900, 1, 1), date(2025, 12, 31))
# A sequence number that ends in 00 may be a spreadsheet's doing; such ids have tests of their own.
sequences = st.integers(1, 999).filter(lambda number: number % 100)
divisions = st.integers(110000, 659999)


def an_id(division: int, born: date, sequence: int) -> str:
    first = f"{division}{born:%Y%m%d}{sequence:03d}"
    return first + check_character(first)


@given(divisions, dates, sequences)
def test_the_check_character_satisfies_the_standards_congruence(division: int, born: date, sequence: int) -> None:
    whole = an_id(division, born, sequence)
    values = [*map(int, whole[:17]), 10 if whole[17] == "X" else int(whole[17])]
    assert sum(value * 2 ** (17 - place) for place, value in enumerate(values)) % 11 == 1


@given(divisions, dates, sequences)
def test_a_valid_id_tells_birth_and_sex(division: int, born: date, sequence: int) -> None:
    found = normalised(an_id(division, born, sequence))
    assert found is not None
    assert (found.status, found.birth, found.sex) == ("valid", born, "male" if sequence % 2 else "female")


@given(divisions, dates, sequences, st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_noticed(division: int, born: date, sequence: int, place: int, shift: int) -> None:
    whole = an_id(division, born, sequence)
    wrong = whole[:place] + str((int(whole[place]) + shift) % 10) + whole[place + 1 :]
    found = normalised(wrong)
    assert found is not None
    assert found.status != "valid"


@given(divisions, dates, sequences, st.sampled_from(["{}", " {} ", "'{}", "\t{}", "\u3000{}", "\ufeff{}", '="{}"']))
def test_spelling_does_not_matter(division: int, born: date, sequence: int, spelling: str) -> None:
    whole = an_id(division, born, sequence)
    full_width = whole.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
    for written in (whole, whole.lower(), full_width, f"{whole[:6]} {whole[6:14]} {whole[14:]}"):
        found = normalised(spelling.format(written) if written.isascii() else written)
        assert found is not None
        assert (found.text, found.status) == (whole, "valid")


@given(divisions, st.dates(date(1900, 1, 1), date(1999, 12, 31)), sequences)
def test_fifteen_digits_become_the_eighteen_of_the_same_person(division: int, born: date, sequence: int) -> None:
    whole = an_id(division, born, sequence)
    for cell in (whole[:6] + whole[8:17], float(whole[:6] + whole[8:17])):
        found = normalised(cell)
        assert found is not None
        assert (found.text, found.status) == (whole, "upgraded")


@given(divisions, dates, sequences)
def test_an_id_eaten_by_a_spreadsheet_is_damaged_and_never_valid(division: int, born: date, sequence: int) -> None:
    whole = an_id(division, born, sequence).replace("X", "7")
    for cell in (float(whole), int(whole), f"{float(whole):.5E}", f"{float(whole):.4e}"):
        found = normalised(cell)
        assert found is not None
        assert found.status == "damaged"
        assert found.birth is None
        assert not found.certain


def test_an_id_that_ends_in_zeros_and_fails_its_check_was_eaten() -> None:
    whole = "990101196001010000"
    assert check_character(whole[:17]) != "0"
    found = normalised(whole)
    assert found is not None
    assert found.status == "damaged"


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("990101196013011234", "bad_birth"),
        ("990101196002301234", "bad_birth"),
        ("99010119600101123", "malformed"),
        ("H12345678", "malformed"),
        ("990101601301123", "bad_birth"),
    ],
)
def test_an_id_that_cannot_be_right_is_kept_and_flagged(written: str, status: str) -> None:
    found = normalised(written)
    assert found is not None
    assert (found.text, found.status) == (written, status)


@pytest.mark.parametrize("written", ["", "   ", None, "无", "不详", "-"])
def test_a_cell_without_digits_holds_no_id(written: str | None) -> None:
    assert normalised(written) is None
