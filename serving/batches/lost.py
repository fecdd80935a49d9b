"""Cells of a workbook whose value is not in the file: formulas that nobody calculated, and errors such as #REF!.

A reader of values takes both for empty, and money or a result would silently be lost.
"""

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile, is_zipfile

from serving.refusals import UnreadableReturn

MOST_BYTES = 300_000_000  # of everything in it, unpacked; a county's largest batch has two
FORMULA = "是公式，文件里没有算好的值；请改填数值本身"
ERROR = "是错误值；请改填数值本身"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_LINK = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def values(file: Path) -> dict[str, dict[str, str]]:
    """Of each sheet the cells without a value, as `M5` -> why. An old .xls always holds what its formulas gave.

    Raises UnreadableReturn.
    """
    if not is_zipfile(file):
        return {}
    try:
        with ZipFile(file) as book:
            if sum(part.file_size for part in book.infolist()) > MOST_BYTES:
                raise UnreadableReturn("The workbook is far larger than any that was handed out; return that one.")
            return {name: dict(_of_sheet(book, part)) for name, part in _sheets(book)}
    except (BadZipFile, KeyError, ElementTree.ParseError) as error:
        raise UnreadableReturn("The file is no .xlsx workbook; save it as .xlsx and return it again.") from error


def _sheets(book: ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of every sheet with cells."""
    targets = {link.get("Id"): link.get("Target", "") for link in _tree(book, "xl/_rels/workbook.xml.rels")}
    for sheet in _tree(book, "xl/workbook.xml").iter():
        if sheet.tag in (f"{_MAIN}sheet", f"{_STRICT}sheet"):
            link = sheet.get(f"{{{_LINK}}}id") or sheet.get(f"{{{_STRICT_LINK}}}id")
            target = targets.get(link, "")
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if part in book.namelist():
                yield sheet.get("name", ""), part


def _tree(book: ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(part))  # noqa: S314 - expat bounds what entities may grow to


def _of_sheet(book: ZipFile, part: str) -> Iterator[tuple[str, str]]:
    with book.open(part) as text:
        for _event, cell in ElementTree.iterparse(text):  # noqa: S314 - as above
            if not cell.tag.endswith("}c"):
                continue
            said = {child.tag.rpartition("}")[2]: child.text for child in cell}
            if cell.get("t") == "e":
                yield cell.get("r", ""), ERROR
            # A formula that gave an empty text has the type of a text; one never calculated has none.
            elif "f" in said and not said.get("v") and cell.get("t") != "str":
                yield cell.get("r", ""), FORMULA
            cell.clear()
