"""What is said of jobs: their states, why they failed."""

from serving.jobs.views import JobView, State
from serving.pages.languages import Language, words

MARKS: dict[State, str] = {"queued": "○", "running": "◐", "done": "✓", "failed": "!", "cancelled": "–"}


def state_word(job: JobView, language: Language) -> str:
    """The state in one word."""
    _ = words(language).gettext
    if job.cancelling:
        return _("正在停止")
    return {
        "queued": _("排队中"),
        "running": _("进行中"),
        "done": _("已完成"),
        "failed": _("没有完成"),
        "cancelled": _("已取消"),
    }[job.state]


def failure_words(kind: str | None, language: Language) -> str:
    """Why it failed and what to do, by the kind of error; the error's own sentence stands beside."""
    _ = words(language).gettext
    nothing = _("没有导入任何内容，原来的数据照常使用。")
    return {
        "import-refused": _("有文件不能使用。") + nothing + _("可去掉这些文件，或勾选“先搁下不能用的文件”再导入。"),
        "unknown-file": _("有文件认不出表头。") + nothing,
        "unreadable-file": _("有文件打不开，或不是表格。") + nothing,
        "conflicting-files": _("有两份文件说法不一，分不出以哪份为准。") + nothing,
        "upload-gone": _("上传的文件已不再保存，请重新上传。"),
        "no-snapshot": _("还没有导入数据，请先导入。"),
        "no-scan": _("还没有比对过，请先比对打分。"),
        "insufficient-outcomes": _("已核查的线索还太少，训练不了模型。比对时暂按规则强度排序。"),
        "too-early": _("指定的日期太早：那时还没有数据，或早于队列现在所依据的日期。"),
        "rules-changed": _("规则在上次比对之后改过，不能只重新打分，请重新比对。"),
        "columns-differ": _("特征在上次比对之后改过，不能只重新打分，请重新比对。"),
        "no-space": _("磁盘已满，请先腾出空间。"),
        "worker-ended": _("做这项任务的后台进程多次中断，可能是内存不足。请查看日志后再试。"),
        "unexpected": _("程序出错，详情记在服务器的 faults.log 里，请报告给维护人员。"),
    }.get(kind or "", _("任务没有完成，原来的数据照常使用。"))
