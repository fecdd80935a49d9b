"""Programme names as bureaus write them -> programme codes."""

import re
from collections.abc import Iterable, Mapping

from records.programmes import Programme
from records.values.reasons import Reason, Unusable
from records.values.text import Cell, squeezed

DECORATION = re.compile(r"[“”\"'《》‘’·、\-]|\(.*?\)|\d{4}年?度?|第?[一二三四1-4]季度|\d{1,2}月份?")
ENDINGS = re.compile("(资金|补助金|补贴金|补助|补贴|津贴|金|款|项目|发放)+$")
ELSEWHERE = ("城市", "城镇")  # the towns' own programmes sound alike


class ProgrammeNames:
    """Finds the programme a cell or a title names."""

    def __init__(self, programmes: Mapping[str, Programme]) -> None:
        self._codes: dict[str, str] = {}
        for code, programme in programmes.items():
            for name in (programme.name, *programme.names, code):
                self._codes[_core(name)] = code
        self._in_full = {
            _bare(name): code for code, programme in programmes.items() for name in (programme.name, *programme.names)
        }
        self._longest_first = sorted(self._in_full, key=len, reverse=True)

    def read(self, cell: Cell) -> str | None:
        """The code of a programme's name; null where the cell is empty; raises Unusable where it is not known."""
        written = squeezed(cell)
        if not written:
            return None
        code = self._codes.get(_core(written))
        if code is None:
            raise Unusable(Reason.UNKNOWN_PROGRAMME)
        return code

    def in_titles(self, titles: Iterable[str]) -> str | None:
        """The programme named in the first title that names one."""
        for title in map(_bare, titles):
            if any(town in title for town in ELSEWHERE):
                continue
            found = next((name for name in self._longest_first if name in title), None)
            if found is not None:
                return self._in_full[found]
        return None


def _bare(name: str) -> str:
    return DECORATION.sub("", squeezed(name).lower())


def _core(name: str) -> str:
    bare = _bare(name)
    return ENDINGS.sub("", bare) or bare
