"""Words of a bureau -> our codes, by the tables in records/bureaus."""

from collections.abc import Mapping, Sequence

from records.values.reasons import Reason, Unusable
from records.values.text import Cell, squeezed


class Lookup:
    """Finds the code of a word: the word itself, else the longest known word inside it."""

    def __init__(
        self, values: Mapping[str, Sequence[str]], number: bool = False, still_out: Sequence[str] = ()
    ) -> None:
        known: list[tuple[str | None, Sequence[str]]] = [(None, still_out), *values.items()]
        self._codes = {squeezed(word).lower(): code for code, words in known for word in words}
        self._contained = sorted((word for word in self._codes if len(word) > 1), key=len, reverse=True)
        self._number = number

    def read(self, cell: Cell) -> str | int | None:
        """The code of a cell; null where it is empty or still out. There is no default: raises Unusable."""
        written = squeezed(cell).lower().rstrip("。.;,")
        if not written:
            return None
        word = written if written in self._codes else next((w for w in self._contained if w in written), None)
        if word is None:
            raise Unusable(Reason.UNKNOWN_VALUE)
        code = self._codes[word]
        return int(code) if self._number and code is not None else code
