"""What hands and spreadsheets do to ids and names on their way into a file."""

from collections.abc import Callable

import numpy as np

from experiments.county.chance import Flags, Texts, texts
from experiments.county.listings import mistyped
from experiments.county.names import MIDDLE_DOT
from experiments.county.style import IdMess

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
BLANKS = (" ", "  ", "\u3000")
DOTS = ("·", "•", ".")


def _blanked(one: str, dice: int) -> str:
    blank = BLANKS[dice % 3]
    return (one + blank, blank + one, one[:6] + blank + one[6:], f"{one[:6]} {one[6:14]} {one[14:]}")[dice // 3 % 4]


def _one_wrong(one: str, dice: int) -> str:
    place = dice % 17
    return one[:place] + str((int(one[place]) + 1 + dice // 17 % 9) % 10) + one[place + 1 :]


def _swapped(one: str, dice: int) -> str:
    """Two neighbours that differ, in each other's place."""
    places = [place for place in range(16) if one[place] != one[place + 1]]
    place = places[dice % len(places)]
    return one[:place] + one[place + 1] + one[place] + one[place + 2 :]


def _fifteen_digits(one: str, _dice: int) -> str:
    """As before 1999; only those born in the 1900s have such an id."""
    return one[:6] + one[8:17] if len(one) == 18 and one[6:8] == "19" else one


def _cut(one: str, dice: int) -> str:
    return one[: len(one) - 1 - dice % 4]


def _eaten(one: str, excel: bool) -> str | float:
    """A workbook keeps 15 digits of a number; a CSV shows six of them."""
    if not one.isdigit():
        return one
    return float(int(one[:15]) * 1000) if excel else f"{int(one):.5E}"


def write_ids(ids: Texts, mess: IdMess, excel: bool, rng: np.random.Generator) -> Texts:
    """The ids as they stand in the cells: text, or a number where a workbook has eaten one."""
    ways: list[tuple[float, Callable[[str, int], str | float]]] = [
        (mess.fifteen_digits, _fifteen_digits),
        (mess.blanks, _blanked),
        (mess.full_width, lambda one, _dice: one.translate(FULL_WIDTH)),
        (mess.eaten, lambda one, _dice: _eaten(one, excel)),
        (mess.wrong_check, lambda one, _dice: str(mistyped(texts([one]), rng)[0])),
        (mess.digit, _one_wrong),
        (mess.swapped, _swapped),
        (mess.cut, _cut),
    ]
    written = ids.copy()
    dice, lots = rng.random(len(ids)), rng.integers(0, 1000, len(ids))
    which = np.searchsorted(np.cumsum([share for share, _ in ways]), dice, side="right")
    for row in np.flatnonzero(which < len(ways)):
        written[row] = ways[which[row]][1](str(ids[row]), int(lots[row]))
    for row in np.flatnonzero([isinstance(one, str) and one.endswith("X") for one in written]):
        if rng.random() < mess.lower_x:
            written[row] = written[row].lower()
    return written


def write_names(names: Texts, blank: float, dots: float, rng: np.random.Generator) -> Texts:
    """The names as they stand in the cells: some with blanks, middle dots in three codings."""
    written = names.copy()
    two: Flags = np.array([len(name) == 2 for name in names], dtype=bool)
    for row in np.flatnonzero((rng.random(len(names)) < blank) & two):
        written[row] = names[row][0] + BLANKS[int(rng.integers(3))] + names[row][1]
    for row in np.flatnonzero((rng.random(len(names)) < blank / 3) & ~two):
        written[row] = str(names[row]) + " "
    for row in np.flatnonzero([MIDDLE_DOT in name for name in names]):
        if rng.random() < dots:
            written[row] = names[row].replace(MIDDLE_DOT, DOTS[int(rng.integers(3))])
    return written
