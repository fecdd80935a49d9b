"""The page that says what went wrong and what to do, in the look of the others."""

from dataclasses import dataclass

from serving.pages.contexts.frame import Frame, Link
from serving.pages.languages import words


@dataclass(frozen=True)
class ProblemPage:
    """An error in words; `number` is given so that it can be told to the administrator."""

    frame: Frame
    title: str
    text: str
    way: Link
    number: str
    template: str = "problem.html"


CASES_KEPT = ("recused", "case-not-found")  # a case somebody may not see, for reasons he should be told

# Refused to somebody whose role allows it.
NOT_SAVED = ("foreign-form", "out-elsewhere", "own-clearance", "own-outcome")


def problem_page(frame: Frame, status: int, text: str | None = None, number: str = "", kind: str = "") -> ProblemPage:
    """The page for an HTTP status; `text` replaces its sentence where more is known, of a problem `kind`."""
    _ = words(frame.language).gettext
    titles = {
        403: (_("您的角色不能看这一页"), _("如工作需要，请向系统管理员申请相应权限。")),
        404: (_("没有这一页"), _("地址可能输错了，或这件线索已不在队列中。")),
        409: (_("没有保存"), _("页面打开之后情况已经变化，请重新打开后再填写。")),
        500: (_("系统出了错"), _("刚才的操作没有保存。请稍后再试；若仍不行，请把下面的编号告诉系统管理员。")),
    }
    if kind in CASES_KEPT:
        return ProblemPage(frame, *_kept_case(frame, kind), Link(_("回到队列"), "/queue"), number)
    if kind in NOT_SAVED:
        status = 409
    known = titles.get(status, titles[500] if status >= 500 else (_("不能这样做"), _("请返回上一页，检查后再试。")))
    return ProblemPage(frame, known[0], text or known[1], Link(_("回到首页"), "/"), number)


def _kept_case(frame: Frame, kind: str) -> tuple[str, str]:
    """Why a case stays closed, and what to do; never whether a case out of one's scope exists."""
    _ = words(frame.language).gettext
    space = " " * (frame.language == "en")
    if kind == "recused":
        return _("这件线索您要回避"), space.join(
            (
                _("这件线索涉及您的家人、亲属或本村，按回避规定由其他人员办理，您不能查看。"),
                _("您不用做什么，它也不会派给您；登记的亲属关系或住址有误的，请告诉科室主任。"),
            )
        )
    return _("看不到这件线索"), space.join(
        (
            _("没有这个编号的线索：可能已不在队列中，或不在您负责的乡镇、村。"),
            _("请核对编号；需要办理别处的线索，请找科室主任。"),
        )
    )
