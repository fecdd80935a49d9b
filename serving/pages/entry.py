"""Read what was entered in the outcome form, and say in the visitor's language what cannot be read."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import get_args
from unicodedata import normalize

from records.errors import MingchaError
from serving.corrections.views import WRONGS, CorrectionForm
from serving.outcomes.views import Disposal, OutcomeForm, Result, overall
from serving.pages.contexts.outcome import Entered
from serving.pages.languages import Language, words


class Unreadable(MingchaError):
    """A field of the form is empty or cannot be read; the message is for the visitor, in his language."""


def outcome_of(entered: Entered, today: date, language: Language) -> OutcomeForm:
    """The outcome as a value. What belongs to another result than the chosen one is left aside. Raises Unreadable."""
    _ = words(language).gettext
    if entered.result not in get_args(Result):
        raise Unreadable(_("请先选择核查结果：属实、不属实或无法核实。"))
    verified = _date(entered.verified, _("请填写核查日期。"))
    if verified > today:
        raise Unreadable(_("核查日期不能晚于今天。"))
    findings = _findings(entered, language)
    confirmed = entered.result == "confirmed"
    cleared = "cleared" in (entered.result, *findings.values())
    if confirmed and entered.disposal not in get_args(Disposal):
        raise Unreadable(_("属实的线索请选择处置方式。"))
    if entered.result == "inconclusive" and not entered.note.strip():
        raise Unreadable(_("无法核实的线索请在情况说明里写明原因。"))
    return OutcomeForm(
        result=entered.result,  # type: ignore[arg-type]
        verified=verified,
        disposal=entered.disposal if confirmed else None,  # type: ignore[arg-type]
        recovered_yuan=_yuan(entered.recovered_yuan, language) if confirmed else None,
        register_wrong=entered.register_wrong and cleared,
        findings=findings,
        note=entered.note.strip(),
        correction=_correction(entered, language) if cleared and entered.fact else None,
    )


def _findings(entered: Entered, language: Language) -> dict[str, Result]:
    """By rule, where anything was chosen for one; what was left as it is ends as the whole does."""
    if not any(result for _, result in entered.findings):
        return {}
    known = {result: result for result in get_args(Result)}
    findings = {rule: known.get(result or entered.result, "inconclusive") for rule, result in entered.findings}
    if overall(list(findings.values())) != entered.result:
        raise Unreadable(
            words(language).gettext("总结论与逐条结论不一致：有一条属实，总结论就是属实；全部不属实，才是不属实。")
        )
    return findings


def _correction(entered: Entered, language: Language) -> CorrectionForm:
    """Which fact is wrong, and how."""
    _ = words(language).gettext
    if not entered.note.strip():
        raise Unreadable(_("更正登记请在情况说明里写明依据。"))
    kind, _colon, column = entered.wrong.partition(":")
    if kind == "date":
        right = _date(entered.should_be, _("请填写正确的日期。"))
        return CorrectionForm(entered.fact, "other_date", column, right)
    wrong = next((wrong for wrong in WRONGS if wrong == kind and wrong != "other_date"), None)
    if wrong is None:
        raise Unreadable(_("请选择这条登记错在哪里。"))
    return CorrectionForm(entered.fact, wrong)


def _date(text: str, complaint: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Unreadable(complaint) from error


def _yuan(text: str, language: Language) -> Decimal | None:
    """`1,200.50` or `1200元`, in full-width digits too; nothing entered is nothing known, not zero."""
    plain = normalize("NFKC", text).replace(",", "").replace("元", "").replace("¥", "").strip()
    if not plain:
        return None
    complaint = words(language).gettext("追缴金额请填数字，单位为元，最多两位小数。")
    try:
        amount = Decimal(plain)
    except InvalidOperation as error:
        raise Unreadable(complaint) from error
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or not -2 <= exponent <= 0 or not 0 <= amount < 10_000_000_000:
        raise Unreadable(complaint)
    return amount
