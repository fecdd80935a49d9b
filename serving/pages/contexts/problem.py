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


def problem_page(frame: Frame, status: int, text: str | None = None, number: str = "") -> ProblemPage:
    """The page for an HTTP status; `text` replaces the general sentence where more is known."""
    _ = words(frame.language).gettext
    titles = {
        403: (_("您的角色不能看这一页"), _("如工作需要，请向系统管理员申请相应权限。")),
        404: (_("没有这一页"), _("地址可能输错了，或这件线索已不在队列中。")),
        409: (_("没有保存"), _("页面打开之后情况已经变化，请重新打开后再填写。")),
        500: (_("系统出了错"), _("刚才的操作没有保存。请稍后再试；若仍不行，请把下面的编号告诉系统管理员。")),
    }
    known = titles.get(status, titles[500] if status >= 500 else (_("不能这样做"), _("请返回上一页，检查后再试。")))
    return ProblemPage(frame, known[0], text or known[1], Link(_("回到首页"), "/"), number)
