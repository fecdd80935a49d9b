"""The addresses of pages. A search text is never part of one: it may be a name or a resident id."""

from dataclasses import fields
from datetime import date
from typing import get_args
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from serving.board.views import BoardFilter
from serving.queue.views import Age, Level, QueueFilter, Sort, Status

_NUMBERS = {"township_key": "township", "village_key": "village"}
_SAME = ("programme", "rule", "level", "status", "assignee", "age", "sort")
_NAMES = _NUMBERS | {name: name for name in _SAME}
ANY = "any"  # status=any shows every case; without it only the open ones are shown


def query_of(chosen: QueueFilter) -> str:
    """The filter as `?township=3&level=red`; empty for the filter everybody starts with."""
    said: dict[str, str] = {}
    for field in fields(QueueFilter):
        value = getattr(chosen, field.name)
        if field.name in _NAMES and value != field.default:
            said[_NAMES[field.name]] = ANY if value is None else str(value)
    return f"?{urlencode(said)}" if said else ""


def chosen_of(query: QueryParams) -> QueueFilter:
    """The filter an address stands for. What cannot be a value is left out: a mistyped address should still open."""
    status = query.get("status", "open")
    sort = query.get("sort", "probability")
    level, age = query.get("level"), query.get("age")
    return QueueFilter(
        township_key=_number(query.get("township")),
        village_key=_number(query.get("village")),
        programme=query.get("programme") or None,
        rule=query.get("rule") or None,
        level=level if level in get_args(Level) else None,
        status=None if status == ANY else status if status in get_args(Status) else "open",
        assignee=query.get("assignee") or None,
        age=age if age in get_args(Age) else None,  # type: ignore[arg-type]
        sort=sort if sort in get_args(Sort) else "probability",  # type: ignore[arg-type]
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.removeprefix("-").isdigit() and len(text) < 20 else None


def queue(chosen: QueueFilter, cursor: str | None = None) -> str:
    """The queue with a filter, from a cursor on."""
    query = query_of(chosen)
    if cursor is None:
        return f"/queue{query}"
    return f"/queue{query}{'&' if query else '?'}{urlencode({'cursor': cursor})}"


def with_note(address: str, **said: str | int) -> str:
    """An address with what just happened, for the notice on the page."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(said)}"


def case(case_id: int, chosen: QueueFilter) -> str:
    """A case, remembering the filter it was opened from."""
    return f"/cases/{case_id}{query_of(chosen)}"


def board(chosen: BoardFilter, path: str = "/board") -> str:
    """The board, or one of its pictures or files, with a filter."""
    said = {
        "since": chosen.since and chosen.since.isoformat(),
        "until": chosen.until and chosen.until.isoformat(),
        "township": chosen.township_key,
    }
    query = urlencode({name: value for name, value in said.items() if value is not None})
    return f"{path}?{query}" if query else path


def board_of(query: QueryParams) -> BoardFilter:
    """The filter an address of the board stands for; what cannot be a value is left out."""
    return BoardFilter(_day(query.get("since")), _day(query.get("until")), _number(query.get("township")))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def rule(rule_id: str) -> str:
    """A rule of the catalogue."""
    return f"/rules/{rule_id}"


def model(version: str) -> str:
    """The card of a model."""
    return f"/models/{version}"


def compared(first: str, second: str, job: int | None = None) -> str:
    """Two models side by side; `job` brings the queue in line with the second."""
    return f"/models/compare?{urlencode({'first': first, 'second': second} | ({'job': job} if job else {}))}"


def job(number: int) -> str:
    """A job."""
    return f"/jobs/{number}"


def imported(number: int) -> str:
    """The report of an import."""
    return f"/imports/{number}"


def snapshot(name: str) -> str:
    """A snapshot of the records."""
    return f"/snapshots/{name}"


def batch(number: int) -> str:
    """A batch."""
    return f"/batches/{number}"


def batch_township(number: int, key: int) -> str:
    """One township's part of a batch."""
    return f"/batches/{number}/townships/{key}"


def local(path: str) -> str:
    """The path when it leads into these pages, else the front page: no form may send anybody elsewhere."""
    inside = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if inside else "/"
