"""应追缴金额 in words: which payouts make it up, for which months, and why the rest is not in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from serving.cases.views import CaseDetail, PayoutView
from serving.pages import formatting
from serving.pages.languages import Language, words

MOST_PARTS = 3  # a longer sum is in the ledger


@dataclass(frozen=True)
class Recovery:
    """What to recover, and how it is reckoned."""

    amount: str
    arithmetic: str  # 450 元 × 7 = 3,150 元; empty when the sum has one part or too many
    notes: tuple[str, ...]


def recovery(language: Language, detail: CaseDetail) -> Recovery:
    """Put the sum to recover into words; one that is not known is not claimed."""
    _ = words(language).gettext
    if detail.recover_fen is None:
        return Recovery(_("待核定"), "", ())
    parts = [payout for payout in detail.payouts if payout.at_stake and payout.recover_fen]
    return Recovery(
        formatting.yuan(detail.recover_fen, language),
        _arithmetic(language, parts, detail.recover_fen),
        tuple(note for note in (_months(language, parts), _undated(language, parts), *_rest(language, detail)) if note),
    )


def _arithmetic(language: Language, parts: Sequence[PayoutView], total: int) -> str:
    amounts = sorted(payout.recover_fen or 0 for payout in parts)
    said = [(formatting.yuan(amount, language), len(list(same))) for amount, same in groupby(amounts)]
    if len(parts) < 2 or len(said) > MOST_PARTS or sum(amounts) != total:
        return ""
    added = " + ".join(amount if times == 1 else f"{amount} × {times}" for amount, times in said)
    return f"{added} = {formatting.yuan(total, language)}"


def _months(language: Language, parts: Sequence[PayoutView]) -> str:
    """From when until when; a month that is paid for twice is one month."""
    spans = {(payout.recover_from, payout.recover_to): payout.recover_months or 0 for payout in parts}
    begins = [begin for begin, _end in spans if begin is not None]
    ends = [end for _begin, end in spans if end is not None]
    if not begins or not ends or sum(spans.values()) == 0:
        return ""
    text = words(language).gettext("不应发放的所属期：%(first)s 至 %(last)s，共 %(n)d 个月。")
    return text % {
        "first": formatting.month(min(begins)),
        "last": formatting.month(max(ends)),
        "n": sum(spans.values()),
    }


def _undated(language: Language, parts: Sequence[PayoutView]) -> str:
    number = sum(payout.covered_by == "pay_date" and payout.recover_months is not None for payout in parts)
    text = words(language).gettext("其中 %(n)d 笔未写明所属期，按发放日期计算。")
    return text % {"n": number} if number else ""


def _rest(language: Language, detail: CaseDetail) -> tuple[str, ...]:
    """What is at stake but not in the sum: open until it was looked into, or due."""
    _ = words(language).gettext
    open_ = sum(payout.amount_fen for payout in detail.payouts if payout.at_stake and payout.recover_fen is None)
    due = detail.amount_fen - (detail.recover_fen or 0) - open_
    return (
        _("另有 %(sum)s须核实后认定。") % {"sum": formatting.yuan(open_, language)} if open_ else "",
        _("其余 %(sum)s在宽限期内或属应得部分，不列入追缴。") % {"sum": formatting.yuan(due, language)}
        if due > 0
        else "",
    )
