"""What a damaged or mistyped id still says, and how near it comes to a whole one (GB 11643)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from records.values.ids import EATEN_TAIL, EIGHTEEN, FIFTEEN, KEPT_DIGITS, check_character

EXPONENT = re.compile(r"E\+?(\d+)$")
WHOLE, OLD = 18, 15  # characters of an id, and of one from before 1999
FEWEST = 6  # a division's digits; fewer say nothing
BIRTH_YEAR, BIRTH = 10, 14  # how many characters hold division and year, division and birth date
FAR = 4  # edits beyond which two ids have little in common


@dataclass(frozen=True)
class Trace:
    """What is left of an id: a `beginning` to be trusted, or the whole `written` one with mistakes in it."""

    written: str
    beginning: str | None  # None: nothing was cut off, some characters are wrong
    old: bool  # of the 15-digit form

    def level(self, whole: str) -> str:
        """How near a whole id comes, as a level of the aspect `id`."""
        form = fifteen(whole) if self.old else whole
        if self.beginning is not None:
            return _kept(len(self.beginning)) if form.startswith(self.beginning) else "beginning_differs"
        edits = OSA.distance(self.written, form, score_cutoff=FAR)
        if edits <= 1:
            return _one_edit(self.written, form)
        cut = len(self.written) < len(form) and form.startswith(self.written)
        if cut:
            return _kept(len(self.written))
        return {2: "two_characters", 3: "few_characters", 4: "few_characters"}.get(edits, "other")


def trace(text: str, status: str) -> Trace:
    """What an id in its normal form still says; `status` as `records.values.ids` found it."""
    if status == "damaged":
        if found := EXPONENT.search(text):
            digits = text[: found.start()].replace(".", "")
            # A spreadsheet rounds the last digit it shows; of all fifteen it rounds none.
            kept = digits[:KEPT_DIGITS] if len(digits) >= KEPT_DIGITS else digits[:-1]
            return Trace(text, kept, int(found[1]) == OLD - 1)
        return Trace(text, text.removesuffix(EATEN_TAIL), False)
    if status == "upgraded":
        return Trace(fifteen(text), None, True)
    return Trace(text, None, bool(FIFTEEN.fullmatch(text)))


def fifteen(whole: str) -> str:
    """An 18-character id as it was written before 1999: without century and check character."""
    return whole[:6] + whole[8:17]


def likely(found: Trace) -> Iterator[str]:
    """The valid ids from which one slip leads to what is written, wherever they live; of an eaten one, every ending."""
    if found.old:
        return
    if found.beginning is not None:
        if len(found.beginning) >= BIRTH + 1:
            for tail in range(10 ** (WHOLE - 1 - len(found.beginning))):
                body = f"{found.beginning}{tail:0{WHOLE - 1 - len(found.beginning)}d}"
                yield body + check_character(body)
        return
    bodies = _bodies(found.written)
    right = EIGHTEEN.fullmatch(found.written) and check_character(found.written[:17]) == found.written[17]
    for body in bodies:
        check = check_character(body)
        # Of a valid id nobody holds, digit and check character may both be slips; else one slip is likelier.
        if right or check == found.written[-1:] or body == found.written[:17]:
            yield body + check


def _bodies(written: str) -> set[str]:
    """The 17 digits that may have been meant: one replaced, two neighbours swapped, one left out or doubled."""
    found = {written[:17]} if len(written) >= WHOLE - 1 else set()
    if len(written) == WHOLE:
        body = written[:17]
        found |= {body[:i] + d + body[i + 1 :] for i in range(17) for d in "0123456789"}
        found |= {body[:i] + body[i + 1] + body[i] + body[i + 2 :] for i in range(16)}
    elif len(written) == WHOLE - 1:
        body = written[:-1]
        found |= {body[:i] + d + body[i:] for i in range(17) for d in "0123456789"}
    elif len(written) == WHOLE + 1:
        body = written[:-1]
        found |= {body[:i] + body[i + 1 :] for i in range(18)}
    return {body for body in found if len(body) == 17 and body.isdigit()}


def _kept(length: int) -> str:
    if length >= BIRTH:
        return "whole_beginning"
    return "year_beginning" if length >= BIRTH_YEAR else "short_beginning"


def _one_edit(written: str, whole: str) -> str:
    if written[:17] == whole[:17]:
        return "all_but_last"
    swapped = len(written) == len(whole) and sorted(written) == sorted(whole)
    return "swapped" if swapped else "one_character"
