"""How far the sheets of a workbook reach, looked up before they are read.

A reader makes room for every cell between the first and the last. One stray cell in the last corner, which nobody sees,
then asks for more memory than there is, and the process ends without a word.
"""

import re
import zipfile
from typing import IO, BinaryIO

# Up to column BZ all rows that Excel has are read, 3 to 4 GB at most; a wider table may have as many cells.
MOST_CELLS = 78 * 1_048_576
# Beyond BZ: rare, and with letters it begins with, so a large sheet is soon looked through.
_WIDE = re.compile(rb' r="((?:[A-Z]{3}|[C-Z][A-Z]))([0-9]{1,7})"')
_ANY = re.compile(rb' r="[A-Z]{1,3}([0-9]{1,7})"')
_LAST = 1 << 16  # bytes at the end of a sheet, whose rows stand in order
_CHUNK = 1 << 20  # bytes


def too_far(workbook: BinaryIO) -> str | None:
    """The last corner of the first sheet of an .xlsx that is too large to be read, as Excel names it; else None.

    Anything but an .xlsx says None: older workbooks have no room for so many cells.
    """
    if not zipfile.is_zipfile(workbook):
        return None
    with zipfile.ZipFile(workbook) as parts:
        for part in parts.infolist():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename, re.IGNORECASE):
                with parts.open(part) as xml:
                    letters, column, row = _reach(xml)
                if column * row > MOST_CELLS:
                    return f"{letters}{row}"
    return None


def _reach(xml: IO[bytes]) -> tuple[str, int, int]:
    """The letters and the number of the last column beyond BZ, and the last row; 0 where there is none."""
    columns, row, end = set[bytes](), 0, b""
    while chunk := xml.read(_CHUNK):
        text = end + chunk.replace(b"'", b'"')
        for letters, number in _WIDE.findall(text):
            columns.add(letters)
            row = max(row, int(number))
        end = text[-_LAST:]
    last = max(columns, key=_number, default=b"")
    return last.decode(), _number(last), max([row, *map(int, _ANY.findall(end))])


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
