"""Text files: in which encoding they are, and where one column ends."""

import codecs
import csv
import io
import re
from collections import Counter

from records.errors import UnreadableFile

MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SEPARATORS = ",\t;|"
ROW_SEPARATORS = 3  # in one line of one cell: more than a remark or an address has
SAMPLE_LINES = 30
SEVERAL = 2
# Control characters: text in another encoding that happens to decode. Many private-use letters mean the same,
# a few are rare names.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd]")
END_OF_FILE = "\x1a"  # written behind the last line by systems of the DOS age
PRIVATE = re.compile("[\ue000-\uf8ff]")
RARE = 0.001
# Letters of names that older GB18030 kept in the private area; as assigned by GB 18030-2022.
ASSIGNED = {
    0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA,
    0xE864: 0x9FBB, 0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F,
    0xE855: 0x241FE,
}  # fmt: skip


def decoded(content: bytes, name: str) -> tuple[str, str]:
    """The text of a file and the encoding it is in; raises UnreadableFile where no known encoding fits."""
    for mark, encoding in MARKED:
        if content.startswith(mark):
            return _strict(content, (encoding,), name)
    # UTF-16 without a mark betrays itself by the zero bytes of digits and commas.
    zeros = content[:4096].count(0)
    if zeros * 8 > min(len(content), 4096):
        little = content[1:4096:2].count(0) >= content[:4096:2].count(0)
        return _strict(content, ("utf-16-le" if little else "utf-16-be",), name)
    return _strict(content, ("utf-8", "gb18030"), name)


def _strict(content: bytes, encodings: tuple[str, ...], name: str) -> tuple[str, str]:
    for encoding in encodings:
        try:
            text = content.decode(encoding).rstrip(END_OF_FILE)
        except UnicodeDecodeError:
            continue
        private = len(PRIVATE.findall(text))
        if not NOT_TEXT.search(text) and private <= max(RARE * len(text), 1):
            return (text.translate(ASSIGNED) if private else text), encoding
    if 0 in content:  # a zero byte stands in no text but UTF-16
        raise UnreadableFile(f"{name} is damaged: it is neither a workbook nor text; ask the bureau for it again.")
    raise UnreadableFile(
        f"{name} is text in an encoding that is neither UTF-8 nor GB18030 (GBK); "
        "open it in a spreadsheet program and save it as .xlsx."
    )


def rows(text: str, name: str) -> list[list[str]]:
    """The records of a delimited text; an empty list stands for an empty line."""
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    found: list[list[str]] = []
    line, width = 1, 0
    try:
        for row in reader:
            width = width or len(row)
            # Only a record of several lines can have swallowed one.
            if reader.line_num > line and any(_swallowed(cell, separator, width) for cell in row):
                raise UnreadableFile(
                    f"{name} has a quotation mark in line {line} that is never closed and would swallow the rows after "
                    "it; take it out or save the file as .xlsx and try again."
                )
            found.append(row)
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(f"{name} cannot be read as a table ({error}); save it as .xlsx and try again.") from error
    return found


def _swallowed(cell: str, separator: str, width: int) -> bool:
    """Whether a cell holds whole rows: lines with as many separators as only a row has.

    Rows of few columns have no more than a remark may; then several lines with just as many as a row are meant.
    """
    if "\n" not in cell:
        return False
    counts = [line.count(separator) for line in cell.splitlines()[1:]]
    narrow = 1 < width <= ROW_SEPARATORS and sum(count == width - 1 for count in counts) >= SEVERAL
    return narrow or any(count >= ROW_SEPARATORS for count in counts)


def _separator(text: str) -> str:
    """The separator that the first lines have most often, counted by line so that one long remark has no say."""
    lines = [line for line in text[:65536].splitlines()[:SAMPLE_LINES] if line.strip()]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) > 4:
        return lines[0][4]
    found: Counter[str] = Counter()
    for line in lines:
        bare = re.sub(r'"[^"]*"', "", line)
        found.update({separator: min(bare.count(separator), 200) for separator in SEPARATORS})
    best = max(SEPARATORS, key=lambda separator: found[separator])
    return best if found[best] else ","
