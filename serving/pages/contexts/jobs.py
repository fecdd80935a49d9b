"""Jobs: the list of them, and one while it runs and after it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rules.rule import Text
from serving.accounts.views import User
from serving.jobs.kinds import kinds
from serving.jobs.views import JobView
from serving.pages import addresses, formatting
from serving.pages.contexts.frame import Frame, Link
from serving.pages.contexts.job_words import MARKS, failure_words, state_word
from serving.pages.languages import Language, words
from serving.security.policy import may


@dataclass(frozen=True)
class JobLine:
    """A line of a list of jobs."""

    href: str
    number: int
    title: str
    state: str
    state_word: str
    mark: str
    told: str  # how far it is, or how it ended, in one sentence
    at: str
    who: str


@dataclass(frozen=True)
class JobsPage:
    """All jobs, page by page."""

    frame: Frame
    jobs: tuple[JobLine, ...]
    older: str  # address of the next page; empty on the last
    template: str = "jobs.html"


@dataclass(frozen=True)
class Following:
    """What changes while a job runs."""

    mark: str
    state: str
    step: str
    count: str
    percent: int | None  # None: nobody can say

    def dump(self) -> dict[str, Any]:
        """For the browser."""
        return {"mark": self.mark, "state": self.state, "step": self.step, "count": self.count, "percent": self.percent}


@dataclass(frozen=True)
class JobPage:
    """One job."""

    frame: Frame
    line: JobLine
    following: Following
    over: bool
    sentences: tuple[str, ...]
    failure: str
    details: tuple[str, ...]
    way: Link | None  # to the page that shows the result
    facts: tuple[tuple[str, str], ...]
    may_cancel: bool
    may_repeat: bool
    events: str
    template: str = "job.html"


def jobs_page(frame: Frame, jobs: Sequence[JobView], older: str) -> JobsPage:
    """The list."""
    return JobsPage(frame, tuple(job_line(frame.language, job) for job in jobs), older)


def job_line(language: Language, job: JobView) -> JobLine:
    """One of the list."""
    return JobLine(
        href=addresses.job(job.id),
        number=job.id,
        title=job.title.of(language),
        state=job.state,
        state_word=state_word(job, language),
        mark=MARKS[job.state],
        told=_told(language, job),
        at=formatting.moment(job.finished or job.started or job.queued),
        who=job.who,
    )


def job_page(frame: Frame, job: JobView, user: User, ahead: int) -> JobPage:
    """One job, with what its viewer may do about it."""
    language = frame.language
    own = job.who == user.name or may(user, "jobs.cancel")
    kind = kinds().get(job.kind)
    asks = kind is not None and all(may(user, action) for action in kind.needs)
    unhappy = job.state in ("failed", "cancelled")
    return JobPage(
        frame=frame,
        line=job_line(language, job),
        following=following(language, job, ahead),
        over=job.over,
        sentences=_result(job, language),
        failure=failure_words(job.error_kind, language) if job.state == "failed" else "",
        details=tuple((job.error or "").splitlines()),
        way=_way(job, language),
        facts=_facts(language, job),
        may_cancel=own and not job.over and not job.cancelling,
        may_repeat=own and asks and unhappy and kind is not None and kind.repeatable,
        events=f"{addresses.job(job.id)}/events",
    )


def following(language: Language, job: JobView, ahead: int = 0) -> Following:
    """How far it is, in words and in per cent."""
    _ = words(language).gettext
    step = job.step.of(language) if job.step else ""
    if job.state == "queued" and not step:
        step = _("前面还有 %(n)d 项任务。") % {"n": ahead} if ahead else _("马上开始。")
    percent = None if job.share is None else round(job.share * 100)
    count = "" if percent is None or job.state != "running" else f"{percent}%"
    return Following(MARKS[job.state], state_word(job, language), step, count, percent)


def _told(language: Language, job: JobView) -> str:
    if job.state == "failed":
        return failure_words(job.error_kind, language)
    if job.over:
        return next(iter(_result(job, language)), "")
    found = following(language, job)
    return f"{found.step} {found.count}".strip()


def _result(job: JobView, language: Language) -> tuple[str, ...]:
    kind = kinds().get(job.kind)
    told: tuple[Text, ...] = kind.told(job.result) if kind and job.result is not None else ()
    return tuple(text.of(language) for text in told)


def _way(job: JobView, language: Language) -> Link | None:
    _ = words(language).gettext
    kind = kinds().get(job.kind)
    href = kind.page(job.result) if kind and job.result is not None else ""
    labels = {"import": _("看导入报告"), "scan": _("去核查队列"), "rescore": _("去核查队列"), "train": _("看模型说明")}
    return Link(labels.get(job.kind, _("看结果")), href) if href else None


def _facts(language: Language, job: JobView) -> tuple[tuple[str, str], ...]:
    _ = words(language).gettext
    found = [(_("由谁发起"), job.who), (_("发起时间"), formatting.moment(job.queued))]
    if job.started is not None:
        found.append((_("开始时间"), formatting.moment(job.started)))
    if job.finished is not None:
        found.append((_("结束时间"), formatting.moment(job.finished)))
    if job.started is not None and job.finished is not None:
        found.append((_("用时"), _lasted(job.started, job.finished, language)))
    if job.attempts > 1:
        found.append((_("中断后重做"), _("%(n)d 次") % {"n": job.attempts - 1}))
    return tuple(found)


def _lasted(begun: datetime, ended: datetime, language: Language) -> str:
    _ = words(language).gettext
    seconds = max(round((ended - begun) / timedelta(seconds=1)), 0)
    if not seconds:
        return _("不到 1 秒")
    if seconds < 120:
        return _("%(n)d 秒") % {"n": seconds}
    return _("%(m)d 分 %(s)d 秒") % {"m": seconds // 60, "s": seconds % 60}
