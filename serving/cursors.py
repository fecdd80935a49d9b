"""Where a page of a numbered list ended, as text for the next request."""

import base64

from serving.refusals import InvalidCursor

_MARK = "n"


def write(number: int) -> str:
    """The cursor behind a number."""
    return base64.urlsafe_b64encode(f"{_MARK}{number}".encode()).decode().rstrip("=")


def read(cursor: str | None) -> int | None:
    """The number a cursor stands for; raises InvalidCursor."""
    if cursor is None:
        return None
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        if not text.startswith(_MARK) or not text[1:].isascii() or not text[1:].isdigit() or len(text) > 11:
            raise ValueError
        return int(text[1:])
    except ValueError as error:
        raise InvalidCursor("The cursor is not one of ours; start again without it.") from error
