"""What a scan writes into the histories of cases."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from serving import many_rows
from serving.cases.found import Found
from serving.cases.standings import Known, Standing
from serving.cases.tables import CaseEvent
from serving.clock import now

TABLE = CaseEvent.__table__
_STATUS = {
    "open": "待核查",
    "waiting": "待审批",
    "confirmed": "属实",
    "cleared": "不属实",
    "inconclusive": "无法核实",
    "withdrawn": "已撤销",
}
_LEVEL = {"red": "红色", "orange": "橙色", "yellow": "黄色", "none": "未预警"}
_LISTED = ("列入队列", "put on the queue")


class _Event(NamedTuple):
    case_id: int
    zh: str
    en: str


def tell(
    session: Session,
    who: str,
    found: Found,
    ids: Mapping[int, int],
    before: Sequence[Known | None],
    standing: Sequence[Standing],
    gone: Sequence[Known],
) -> None:
    """Say which cases were put on the queue, which changed and which left it; `ids`: their numbers by award."""
    pairs = list(zip(before, standing, found.awards, strict=True))
    events = [_listed(ids[award], is_now) for case, is_now, award in pairs if case is None]
    levels = zip(before, standing, found.columns["level"], strict=True)
    events += [event for case, is_now, level in levels if case is not None for event in _changed(case, is_now, level)]
    events += [_left(case) for case in gone]
    columns: dict[str, Iterable[Any]] = {"at": repeat(now(), len(events)), "who": repeat(who, len(events))}
    columns |= {name: [event[place] for event in events] for place, name in enumerate(_Event._fields)}
    many_rows.insert(session, TABLE, columns)


def _listed(case_id: int, standing: Standing) -> _Event:
    if standing.news is None:
        return _Event(case_id, *_LISTED)
    zh, en = standing.news
    return _Event(case_id, f"列入队列：上次核查之后{zh}", f"put on the queue: since it was verified, {en}")


def _changed(before: Known, standing: Standing, level: str) -> Iterator[_Event]:
    status = standing.status
    if status != before.status:
        zh, en = standing.news or ("", "")
        yield _Event(
            before.id,
            f"由“{_STATUS[before.status]}”变为“{_STATUS[status]}”" + (f"：{zh}" if zh else ""),
            f"{before.status} became {status}" + (f": {en}" if en else ""),
        )
    elif level != before.level:
        zh = f"预警等级由{_LEVEL[before.level]}变为{_LEVEL[level]}"
        yield _Event(before.id, zh, f"level {before.level} became {level}")


def _left(case: Known) -> _Event:
    zh, en = _STATUS[case.after_leaving], case.after_leaving
    return _Event(case.id, f"已无规则命中，变为“{zh}”", f"no rule hits any more: {en}")
