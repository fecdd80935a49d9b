"""The audit log as a page: filters, rows, whether the chain holds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from serving.audit.log import ChainState
from serving.audit.reading import AuditFilter, Row
from serving.pages import formatting
from serving.pages.contexts.administration import Choice
from serving.pages.contexts.frame import Frame
from serving.pages.languages import words


@dataclass(frozen=True)
class AuditLine:
    """A row of the log."""

    number: int
    at: str
    who: str
    action: str
    subject: str
    detail: str


@dataclass(frozen=True)
class AuditPage:
    """A page of the log."""

    frame: Frame
    lines: tuple[AuditLine, ...]
    who: str
    subject: str
    since: str
    until: str
    actions: tuple[Choice, ...]
    filtered: bool
    chain: str  # what the check found; empty: not asked for
    broken: bool
    check_href: str
    export_href: str
    older: str
    template: str = "audit.html"


def audit_page(
    frame: Frame, rows: Sequence[Row], chosen: AuditFilter, actions: Sequence[str], more: str | None,
    chain: ChainState | str | None,
) -> AuditPage:  # fmt: skip
    """Put the page together; `more` is the cursor of the next one."""
    _ = words(frame.language).gettext
    said = query_of(chosen)
    if isinstance(chain, ChainState):
        text = _("已核对全部 %(n)s 条，前后相接，没有改动。最新一条的校验码：%(hash)s") % {
            "n": formatting.count(chain.rows), "hash": chain.newest[:16],
        }  # fmt: skip
    else:
        text = "" if chain is None else _("日志对不上，可能被改动过：%(why)s") % {"why": chain}
    return AuditPage(
        frame=frame,
        lines=tuple(_line(row) for row in rows),
        who=chosen.who,
        subject=chosen.subject,
        since=chosen.since.isoformat() if chosen.since else "",
        until=chosen.until.isoformat() if chosen.until else "",
        actions=(
            Choice("", _("全部操作"), not chosen.action),
            *(Choice(action, action, action == chosen.action) for action in actions),
        ),
        filtered=chosen != AuditFilter(),
        chain=text,
        broken=isinstance(chain, str),
        check_href=f"/admin/audit?{urlencode(said | {'check': '1'})}",
        export_href="/admin/audit/export" + (f"?{urlencode(said)}" if said else ""),
        older="" if more is None else f"/admin/audit?{urlencode(said | {'cursor': more})}",
    )


def query_of(chosen: AuditFilter) -> dict[str, str]:
    """The filter as an address says it."""
    return {field.name: str(value) for field in fields(chosen) if (value := getattr(chosen, field.name))}


def told(row: Row) -> str:
    """What a row says besides, as `result=confirmed version=2`."""
    return " ".join(f"{name}={value}" for name, value in json.loads(row.detail).items() if value is not None)


def _line(row: Row) -> AuditLine:
    return AuditLine(row.number, formatting.moment(row.at), row.who, row.action, row.subject, told(row))
