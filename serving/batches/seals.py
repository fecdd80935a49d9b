"""A seal on every line that goes out: whether what is not to be filled in came back as it was."""

import hmac
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from records.values.text import squeezed

LENGTH = 16  # hexadecimal digits; against slips, and against inventing lines
# Name and id are left out: whoever went there may have mended them, and a line of another person is found out anyway.
SEALED = ("batch", "case_id", "programme", "village", "headline")


def seal(secret: bytes, line: Mapping[str, Any]) -> str:
    """The seal of a line, whose cells may be as written or as read back."""
    content = json.dumps([*(squeezed(line.get(name)) for name in SEALED), _fen(line.get("amount"))], ensure_ascii=False)
    return hmac.new(secret, b"line:" + content.encode(), "sha256").hexdigest()[:LENGTH]


def _fen(cell: Any) -> str:
    try:
        return str(round(Decimal(squeezed(cell).replace(",", "")) * 100))
    except (InvalidOperation, ValueError, OverflowError):
        return ""
