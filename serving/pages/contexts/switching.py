"""Before another model serves: what the gate says now, what is asked for, and what then happens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from serving.pages import addresses
from serving.pages.contexts.frame import Frame, Link
from serving.pages.languages import words
from training.kept_values import Said

if TYPE_CHECKING:
    from training.folder.card import Card


@dataclass(frozen=True)
class SwitchPage:
    """A page to confirm a promotion or the way back."""

    frame: Frame
    title: str
    text: str
    passed: bool
    verdict: str
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]
    action: str
    field: str  # why, override
    label: str
    hint: str
    required: bool
    written: str
    error: str
    button: str
    links: tuple[Link, ...]
    expected: str = ""  # what serves and what would: the form is for that alone
    template: str = "model_switch.html"


def promotion_page(
    frame: Frame, version: str, card: "Card", against: Sequence[Said], serving: str | None, written: str, error: str
) -> SwitchPage:
    """Confirm that a model is to serve; against the gate only with a written reason."""
    language = frame.language
    _ = words(language).gettext
    before = _("现在在用的是 %(version)s。") % {"version": serving} if serving else _("现在按规则强弱排序。")
    remarks = card.verdict.remarks_zh or card.verdict.remarks if language == "zh" else card.verdict.remarks
    links = [Link(_("看模型说明"), f"/models/{version}")]
    if serving and serving != version:
        links.append(Link(_("与在用模型比较"), addresses.compared(serving, version)))
    return SwitchPage(
        frame=frame,
        title=_("让模型 %(version)s 投入使用") % {"version": version},
        text=before + " " * (language == "en")
        + _("投入使用后，全部待核查线索立即用新模型重新评分，队列顺序随之改变；已有的核查结果不变，也可以退回。"),
        passed=not against,
        verdict=_("上线检查：同意") if not against else _("上线检查：不同意"),
        reasons=tuple(said.of(language) for said in against),
        remarks=tuple(remarks),
        action=f"/models/{version}/promotion",
        field="override" if against else "why",
        label=_("为什么仍要投入使用") if against else _("说明"),
        hint=_("理由会和您的姓名、时间一起永久保存，并写进审计日志。") if against else _("可以不填。"),
        required=bool(against),
        written=written,
        error=error,
        button=_("不顾上线检查，投入使用") if against else _("投入使用"),
        links=tuple(links),
    )  # fmt: skip


def rollback_page(frame: Frame, serving: str, before: str, written: str, error: str) -> SwitchPage:
    """Confirm that the model before this one is to serve again."""
    language = frame.language
    _ = words(language).gettext
    return SwitchPage(
        frame=frame,
        title=_("退回模型 %(version)s") % {"version": before},
        text=_("在用的 %(version)s 停用，之前的 %(before)s 重新投入使用，全部待核查线索立即重新评分。")
        % {"version": serving, "before": before},
        passed=True,
        verdict="",
        reasons=(),
        remarks=(),
        action="/models/rollback",
        field="why",
        label=_("为什么退回"),
        hint=_("理由会和您的姓名、时间一起永久保存，并写进审计日志。"),
        required=True,
        written=written,
        error=error,
        button=_("退回"),
        links=(Link(_("比较两个模型"), addresses.compared(serving, before)),),
        expected=f"{serving} {before}",
    )
