"""Where a page of the queue ended, as text for the next request."""

import base64
import json

from serving.refusals import InvalidCursor


def write(sort: str, value: float, case_id: int) -> str:
    """The cursor behind a case."""
    return base64.urlsafe_b64encode(json.dumps([sort, value, case_id]).encode()).decode().rstrip("=")


def read(cursor: str | None, sort: str) -> tuple[float, int] | None:
    """The value and case number a cursor stands for; raises InvalidCursor."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        given, value, case_id = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if given != sort or isinstance(value, bool | str) or not isinstance(case_id, int):
            raise ValueError
        return float(value), case_id
    except (ValueError, TypeError) as error:
        raise InvalidCursor("The cursor is not one of ours for this order; start again without it.") from error
