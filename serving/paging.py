"""Pages of lists: a cursor stands for the place behind the last entry, whatever is added meanwhile."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Query

from serving.refusals import InvalidCursor

Entry = TypeVar("Entry")
LARGEST = 2**63 - 1  # what a database's integer holds
Cursor = Annotated[
    str | None, Query(max_length=200, description="`next_cursor` of the page before; leave it out for the first.")
]
Limit = Annotated[int, Query(ge=1, le=500, description="Entries of a page.")]


def page(
    found: Sequence[Entry], limit: int, of: str, place: Callable[[Entry], int | str]
) -> tuple[Sequence[Entry], str | None]:
    """The first `limit` entries of one more than that, and the cursor behind them; None where nothing follows."""
    shown = found[:limit]
    return shown, write(of, place(shown[-1])) if len(found) > limit else None


def write(*told: str | float) -> str:
    """A cursor; the first thing it tells is of which list it is."""
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def read(cursor: str, of: str, things: int) -> list[object]:
    """What a cursor of this list tells beside; raises InvalidCursor."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        told = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(told, list) or len(told) != things + 1 or told[0] != of:
            raise ValueError
    except (ValueError, RecursionError) as error:
        raise _not_ours() from error
    return told[1:]


def after_value(cursor: str | None, of: str) -> tuple[float, int] | None:
    """The value a list is sorted by and the number behind which a page begins; raises InvalidCursor."""
    if cursor is None:
        return None
    value, behind = read(cursor, of, 2)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        raise _not_ours()
    return float(value), number(behind)


def after(cursor: str | None, of: str) -> int | None:
    """The number behind which a page begins; raises InvalidCursor."""
    return None if cursor is None else number(read(cursor, of, 1)[0])


def after_text(cursor: str | None, of: str) -> str | None:
    """The text behind which a page begins; raises InvalidCursor."""
    if cursor is None:
        return None
    found = read(cursor, of, 1)[0]
    if not isinstance(found, str):
        raise _not_ours()
    return found


def number(found: object) -> int:
    """A number of a cursor, as far as a database can hold it; raises InvalidCursor."""
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= LARGEST:
        raise _not_ours()
    return found


def _not_ours() -> InvalidCursor:
    return InvalidCursor("The cursor is not one of ours for this order; start again without it.")
