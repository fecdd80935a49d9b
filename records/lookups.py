"""Words of a bureau -> our codes, by the tables in records/bureaus."""

from collections.abc import Mapping, Sequence

from records.reasons import Reason, Unusable
from records.text import Cell, squeezed


class Lookup:
    """Finds the code of a word: the word itself, else the longest known word inside it."""

    def __init__(self, values: Mapping[str, Sequence[str]], number: bool = False) -> None:
        self._codes = {squeezed(word).lower(): code for code, words in values.items() for word in words}
        self._contained = sorted((word for word in self._codes if len(word) > 1), key=len, reverse=True)
        self._number = number

    def read(self, cell: Cell) -> str | int | None:
        """The code of a cell; null where it is empty; raises Unusable where nothing is known: there is no default."""
        written = squeezed(cell).lower().rstrip("。.;,")
        if not written:
            return None
        code = self._codes.get(written) or self._inside(written)
        if code is None:
            raise Unusable(Reason.UNKNOWN_VALUE)
        return int(code) if self._number else code

    def _inside(self, written: str) -> str | None:
        return next((self._codes[word] for word in self._contained if word in written), None)
