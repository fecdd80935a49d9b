"""The report of an import: file by file, what was sent back and why, what could not be matched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from serving.accounts.views import User
from serving.corrections.words import registry_word
from serving.imports.views import ImportView
from serving.pages import addresses, formatting
from serving.pages.contexts.frame import Frame
from serving.pages.contexts.identity_words import id_status_word
from serving.pages.contexts.work import ImportLine, import_line
from serving.pages.languages import Language, words
from serving.security.policy import may

SHOWN = 20  # verification lines without an award


@dataclass(frozen=True)
class FileLine:
    """What became of one file."""

    name: str
    kind: str
    status: str
    read: str
    accepted: str
    rejected: str
    others: str
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class ImportPage:
    """The page."""

    frame: Frame
    number: int
    summary: str
    facts: tuple[tuple[str, str], ...]
    files: tuple[FileLine, ...]
    rejects: str  # where to fetch the workbook; empty: there is none, or this role may not
    rejects_note: str
    matches: str
    unmatched: tuple[str, ...]
    further: str
    identities: tuple[str, ...]
    corrections: tuple[str, ...]
    undated: str
    template: str = "import.html"


@dataclass(frozen=True)
class ImportsPage:
    """All imports, page by page."""

    frame: Frame
    imports: tuple[ImportLine, ...]
    older: str
    template: str = "imports.html"


def imports_page(frame: Frame, found: Sequence[ImportView], older: str) -> ImportsPage:
    """The list."""
    return ImportsPage(frame, tuple(import_line(frame.language, one) for one in found), older)


def import_page(frame: Frame, user: User, one: ImportView) -> ImportPage:
    """One report."""
    language, report = frame.language, one.report
    _ = words(language).gettext
    matches = report["matches"]
    unmatched = tuple(_unmatched(language, line) for line in matches["unmatched"])
    further = len(unmatched) - SHOWN
    fetch = one.has_rejects and may(user, "import.rejects")
    return ImportPage(
        frame=frame,
        number=one.id,
        summary=import_line(language, one).told + _("。"),
        facts=_facts(language, one),
        files=tuple(_file(language, file) for file in report["files"]),
        rejects=f"{addresses.imported(one.id)}/rejects" if fetch else "",
        rejects_note=_rejects_note(language, one, fetch),
        matches=_matched(language, matches),
        unmatched=unmatched[:SHOWN],
        further=_("还有 %(n)s 行，见接口。") % {"n": formatting.count(further)} if further > 0 else "",
        identities=tuple(_identity(language, kind) for kind in report["identities"]["kinds"]),
        corrections=tuple(_correction(language, line) for line in report["corrections"]),
        undated=("、" if language == "zh" else ", ").join(_register(language, name) for name in report["undated"]),
    )


def _register(language: Language, name: str) -> str:
    """`vehicle.status` as the register's name and, in brackets, the column."""
    registry, _dot, column = name.partition(".")
    said = registry_word(registry).of(language)
    if not column:
        return said
    return f"{said} ({column})" if language == "en" else f"{said}（{column}）"


def _facts(language: Language, one: ImportView) -> tuple[tuple[str, str], ...]:
    _ = words(language).gettext
    seconds = _("%(n)d 秒") % {"n": max(round(one.report["seconds"]), 1)}
    return (
        (_("导入时间"), formatting.moment(one.at)),
        (_("由谁导入"), one.who),
        (_("数据快照"), one.snapshot),
        (_("人员"), formatting.count(one.report["people"])),
        (_("用时"), seconds),
    )


def _file(language: Language, file: dict[str, Any]) -> FileLine:
    _ = words(language).gettext
    status = {"imported": _("已导入"), "same": _("以前导入过"), "ignored": _("没有使用")}[file["status"]]
    rejected = sum(count["rows"] for count in file["rejected"])
    return FileLine(
        name=file["name"],
        kind=file["kind_en" if language == "en" else "kind_zh"] or "",
        status=status,
        read=formatting.count(file["read"]),
        accepted=formatting.count(file["accepted"]),
        rejected=formatting.count(rejected),
        others=formatting.count(file["titles"] + file["totals"]),
        remarks=tuple(_remarks(language, file)),
    )


def _remarks(language: Language, file: dict[str, Any]) -> list[str]:
    _ = words(language).gettext
    rejected = [
        _("退回 %(n)s 行：%(why)s") % {"n": formatting.count(count["rows"]), "why": count[language]}
        for count in file["rejected"]
    ]
    replaces = [_("取代 %(name)s") % {"name": name} for name in file["replaces"]]
    said = file["notes_en"] if language == "en" and file.get("notes_en") else file["notes"]
    return [*rejected, *replaces, *said]


def _rejects_note(language: Language, one: ImportView, fetch: bool) -> str:
    _ = words(language).gettext
    if not one.rejected:
        return _("没有退回的行。")
    if fetch:
        return _("退回的行连同原因装在一个 Excel 里，可以发回各部门更正。里面有姓名和证件号，下载会记入日志。")
    if one.has_rejects:
        return _("退回的行里有姓名和证件号，您的角色不能下载。")
    return _("退回的行的 Excel 已不在服务器上。")


def _matched(language: Language, found: dict[str, Any]) -> str:
    _ = words(language).gettext
    if not found["lines"]:
        return ""
    return _("%(lines)s 行核查结果，对上 %(matched)s 行，其中 %(named)s 行按姓名和村对上。") % {
        "lines": formatting.count(found["lines"]),
        "matched": formatting.count(found["matched"]),
        "named": formatting.count(found["by_name"]),
    }


def _unmatched(language: Language, line: dict[str, Any]) -> str:
    _ = words(language).gettext
    english = line.get("reason_en") if language == "en" else None  # of reports since there is an English one
    told = {"file": line["file"], "row": line["row"], "why": english or line["reason"]}
    return _("%(file)s 第 %(row)d 行：%(why)s") % told


def _identity(language: Language, kind: dict[str, Any]) -> str:
    _ = words(language).gettext
    return _("%(kind)s：%(n)d 个证号，%(clear)d 个有明确的候选人，%(open)d 个要人判断，%(none)d 个没有候选人") % {
        "kind": id_status_word(kind["kind"], language),
        "n": kind["clear"] + kind["open"] + kind["none"],
        "clear": kind["clear"],
        "open": kind["open"],
        "none": kind["none"],
    }


def _correction(language: Language, line: dict[str, Any]) -> str:
    _ = words(language).gettext
    if line["corrected"]:
        return _("登记更正 %(n)d：已改正") % {"n": line["number"]}
    where = {"n": line["number"], "file": line["file"], "row": line["row"]}
    return _("登记更正 %(n)d：仍未改正（%(file)s 第 %(row)s 行）") % where
