"""数据与任务: what is in use, what to do next, and the way to do it."""

from collections.abc import Sequence
from dataclasses import dataclass

from records.files.sheets import TABLES
from serving.accounts.views import User
from serving.imports.limits import ARCHIVE, MOST_FILES, MOST_SENT
from serving.imports.views import ImportView
from serving.jobs.views import JobView
from serving.pages import addresses, formatting
from serving.pages.contexts.frame import Frame
from serving.pages.contexts.jobs import JobLine, job_line
from serving.pages.languages import Language, words
from serving.security.policy import may
from serving.snapshots.views import Standing


@dataclass(frozen=True)
class InUse:
    """One thing that is in use: what, which, and a word about it."""

    label: str
    value: str
    note: str
    href: str
    behind: bool


@dataclass(frozen=True)
class ImportLine:
    """A line of the list of imports."""

    href: str
    number: int
    told: str
    at: str
    who: str


@dataclass(frozen=True)
class WorkPage:
    """The page."""

    frame: Frame
    in_use: tuple[InUse, ...]
    advice: str
    next: str  # what is to be done next: import, scan, rescore, or nothing
    jobs: tuple[JobLine, ...]
    imports: tuple[ImportLine, ...]
    may_import: bool
    may_scan: bool
    may_train: bool
    may_rescore: bool
    accepts: str  # kinds of file
    limits: str
    wrong: str  # what was refused
    template: str = "work.html"


def work_page(
    frame: Frame, user: User, now: Standing, jobs: Sequence[JobView], imports: Sequence[ImportView], wrong: str = ""
) -> WorkPage:
    """The page for a user; he is shown only what his role may do."""
    language = frame.language
    _ = words(language).gettext
    return WorkPage(
        frame=frame,
        in_use=(_records(language, now), _scan(language, now), _model(language, now)),
        advice=_advice(language, now),
        next=_next(now),
        jobs=tuple(job_line(language, job) for job in jobs),
        imports=tuple(import_line(language, one) for one in imports),
        may_import=may(user, "import.run"),
        may_scan=may(user, "scan.run") and now.snapshot is not None,
        may_train=may(user, "models.train") and now.snapshot is not None,
        may_rescore=may(user, "scan.run") and now.scores_behind,
        accepts=",".join((*sorted(TABLES), ARCHIVE)),
        limits=_("Excel、CSV 等表格，或它们的 zip 压缩包；一次最多 %(files)d 个文件、%(size)d GB。")
        % {"files": MOST_FILES, "size": MOST_SENT >> 30},
        wrong=wrong,
    )


def import_line(language: Language, one: ImportView) -> ImportLine:
    """One of the list of imports."""
    _ = words(language).gettext
    told = _("读取 %(read)s 行，采用 %(accepted)s 行，退回 %(rejected)s 行") % {
        "read": formatting.count(one.read),
        "accepted": formatting.count(one.accepted),
        "rejected": formatting.count(one.rejected),
    }
    unchanged = _("没有新的内容")
    at = formatting.moment(one.at)
    return ImportLine(addresses.imported(one.id), one.id, told if one.changed else unchanged, at, one.who)


def _records(language: Language, now: Standing) -> InUse:
    _ = words(language).gettext
    if now.snapshot is None:
        return InUse(_("数据快照"), _("还没有"), _("导入之后才有。"), "", behind=True)
    note = _("%(n)s 笔发放，数据截至 %(day)s") % {"n": formatting.count(now.payouts), "day": formatting.day(now.newest)}
    return InUse(_("数据快照"), now.snapshot, note, addresses.snapshot(now.snapshot), behind=False)


def _scan(language: Language, now: Standing) -> InUse:
    _ = words(language).gettext
    if now.scan is None:
        return InUse(_("比对打分"), _("还没有"), _("比对之后才有队列。"), "", behind=True)
    if now.scan_behind:
        note = _("依据旧快照 %(name)s，还没有看过新导入的数据") % {"name": now.scanned_snapshot}
    else:
        note = _("截至 %(day)s，依据现在的快照") % {"day": formatting.day(now.as_of)}
    return InUse(_("比对打分"), now.scan, note, "/queue", behind=now.scan_behind)


def _model(language: Language, now: Standing) -> InUse:
    _ = words(language).gettext
    if now.model is None or not now.trained:
        return InUse(_("模型"), _("还没有训练"), _("暂按规则强度排序。"), "/model", behind=False)
    note = _("队列里的分数还不是它打的") if now.scores_behind else _("队列里的分数是它打的")
    return InUse(_("模型"), now.model, note, addresses.model(now.model), behind=now.scores_behind)


def _next(now: Standing) -> str:
    if now.snapshot is None:
        return "import"
    if now.scan is None or now.scan_behind:
        return "scan"
    return "rescore" if now.scores_behind else ""


def _advice(language: Language, now: Standing) -> str:
    """The next step, in one sentence."""
    _ = words(language).gettext
    if now.snapshot is None:
        return _("先把各部门交来的表格导入，然后比对打分，核查队列里就有线索了。")
    if now.scan is None:
        return _("数据已经导入，接下来比对打分，核查队列里就有线索了。")
    if now.scan_behind:
        return _("上次比对之后又导入了数据：比对一次，队列才会跟上。")
    if now.scores_behind:
        return _("换了模型，队列里的分数还是旧模型打的：重新打分即可，不必重新比对。")
    return _("数据、比对和模型一致，没有要做的事。")
