"""What hands and spreadsheets do to ids and names on their way into a file."""

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


def write_ids(ids: Texts, mess: IdMess, excel: bool, rng: np.random.Generator) -> Texts:
    """The ids as they stand in the cells: text, or a number where a workbook has eaten one."""
    written = ids.copy()
    dice, lots = rng.random(len(ids)), rng.integers(0, 1000, len(ids))
    shares = [mess.fifteen_digits, mess.blanks, mess.full_width, mess.eaten, mess.wrong_check]
    edge = np.cumsum([*shares, mess.digit, mess.swapped, mess.cut])
    which = np.searchsorted(edge, dice, side="right")
    for row in np.flatnonzero(which < len(edge)):
        one = str(ids[row])
        if which[row] == 0 and len(one) == 18 and one[6:8] == "19":
            written[row] = one[:6] + one[8:17]
        elif which[row] == 1:
            written[row] = _blanked(one, int(lots[row]))
        elif which[row] == 2:
            written[row] = one.translate(FULL_WIDTH)
        elif which[row] == 3 and one.isdigit():
            # A workbook keeps 15 digits of a number; a CSV shows six of them.
            written[row] = float(int(one[:15]) * 1000) if excel else f"{int(one):.5E}"
        elif which[row] == 4:
            written[row] = mistyped(texts([one]), rng)[0]
        elif which[row] == 5:
            written[row] = _one_wrong(one, int(lots[row]))
        elif which[row] == 6:
            written[row] = _swapped(one, int(lots[row]))
        elif which[row] == 7:
            written[row] = one[: len(one) - 1 - int(lots[row]) % 4]
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
