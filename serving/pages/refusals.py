"""What serving refuses, said in the visitor's language. The sentence of the error itself is for logs and programs."""

from records.errors import MingchaError
from serving.errors import problem_of
from serving.pages.languages import Language, words


def refusal_text(refusal: MingchaError, language: Language) -> str:
    """What to tell the visitor who was refused."""
    return problem_text(problem_of(refusal).type, language) or str(refusal)


def problem_text(kind: str, language: Language) -> str | None:
    """What to tell about a kind of problem; None where the general sentence for its status says enough."""
    _ = words(language).gettext
    return {
        "not-allowed": _("您的角色不能做这一步。如工作需要，请向系统管理员申请相应权限。"),
        "not-oneself": _("不能修改自己的角色，也不能停用自己，请由另一位系统管理员办理。"),
        "user-exists": _("用户名为空或已经有人使用，请换一个。"),
        "user-not-found": _("没有这个用户，可能已被改动，请从名单中选择。"),
        "weak-password": _("新密码太短。"),
        "invalid-payout": _("证件号读不出来，请填完整的 18 位。"),
        "recused": _("这件线索涉及您的家人、亲属或本村，按回避规定由其他人员办理，您不能查看。"),
        "out-elsewhere": _("这件线索已交给其他乡镇入户核查，由他们填写结果，您不用填写。"),
        "own-clearance": _("您查否的这件线索已由他人复核，结果如需更正，请复核的人或主管办理。"),
        "unknown-division": _("登记信息里没有这个乡镇或村，或有不止一个，请从名单中选择。"),
        "wrong-password": _("用户名或密码不对，请重新输入。"),
        "too-many-attempts": _("连续输错次数过多，账号已暂停登录，请过几分钟再试。"),
        "foreign-form": _("页面打开太久或登录已变，刚才的内容没有保存。请重新打开页面再试一次。"),
        "case-not-found": _("没有这个编号的线索，可能已不在队列中。"),
        "case-changed": _("您打开页面之后，这件线索已被别人改过，您填写的结果没有保存。下面是最新内容，请核对后再定。"),
        "visit-before-dispatch": _("核查日期早于这件线索交办的日期。请填写交办之后实际入户的日期。"),
        "case-taken": _("这件线索已有人在办，或已有结果。请取下一件。"),
        "nothing-waiting": _("这件线索没有待审批的结果，可能别人已经审批。请看最新内容。"),
        "own-outcome": _("自己填写的结果不能由自己审批，请另一位有审批权限的同事核准。"),
        "attachment-not-found": _("没有这份材料，或文件已损坏。"),
        "unfit-attachment": _(
            "这份材料不能收：只收照片（JPEG、PNG、WebP、HEIC）和文档（PDF、不含宏的 Word 和 Excel），"
            "每份不超过 15 MB，一次不超过 10 份。"
        ),
        "nothing-chosen": _("还没有选中线索。请勾选，或选“全部”。"),
        "not-assignable": _("请选择指派给谁；只能指派给能填写核查结果的人。"),
        "batch-not-found": _("没有这个编号的批次。"),
        "batch-changed": _("您打开页面之后，批次或线索有变化，刚才的操作没有执行。下面是最新情况，请核对后再定。"),
        "batch-returned": _("已有核查结果交回，不能再取消或取出。"),
        "unreadable-return": _("这个文件不是下发的核查表，读不出来，或已不再保存。请重新上传下发的那份 .xlsx。"),
        "wrong-cells": _("表里有不能用的内容，没有登记任何结果。请重新上传，看哪里要改。"),
        "not-to-be-picked": _("填写的线索编号中有不能交办的：不存在、已核查，或已在别的批次里。"),
        "more-named-than-visits": _("举报的和指定的线索比能核查的件数还多。请增加件数，或少指定几件。"),
        "reason-missing": _("查看完整姓名和证件号需要写明事由。"),
        "unknown-identity": _("这个证号已不在名单里，可能名单已经更正。"),
        "no-resident": _("登记信息里没有此人，或此人不在候选人员之中。"),
        "identity-decided": _("对这个证号已有别的认定，您这次的没有保存。请看最新内容；需要更改的，先撤销再认定。"),
        "invalid-cursor": _("翻页地址已失效，请从队列第一页重新开始。"),
        "invalid-filter": _("筛选条件不对，请从队列第一页重新开始。"),
        "job-not-found": _("没有这个编号的任务。"),
        "job-over": _("这项任务已经结束，不用再取消或重做。"),
        "job-unfinished": _("这项任务还没有结束，请等它结束，或先取消。"),
        "import-not-found": _("没有这次导入，或它没有退回的行。"),
        "snapshot-not-found": _("这个数据快照已不再保存。"),
        "no-scan": _("还没有比对结果。请技术人员导入数据并运行 mingcha scan。"),
        "no-snapshot": _("还没有导入数据。请技术人员运行 mingcha import。"),
        "busy": _("系统正在导入或比对数据，请稍后再试。"),
    }.get(kind)
