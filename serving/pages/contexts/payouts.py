"""The payouts of a case: the words under the chart, what to recover, the ledger row by row."""

from collections.abc import Sequence
from dataclasses import dataclass

from serving.cases.views import CaseDetail, PayoutView
from serving.pages import formatting
from serving.pages.contexts.contradiction import source_line
from serving.pages.contexts.recovery import Recovery, recovery
from serving.pages.languages import Language, words


@dataclass(frozen=True)
class LedgerRow:
    """One payout in the table."""

    day: str
    period: str
    amount_fen: int
    recover_fen: int | None  # None: not at stake, or unknown
    area: str
    remark: str
    source: str


@dataclass(frozen=True)
class PayoutSection:
    """Everything about the money."""

    summary: str  # the chart in words
    recovery: Recovery
    at_stake: tuple[LedgerRow, ...]
    others: tuple[LedgerRow, ...]
    others_title: str
    has_area: bool


def payout_section(language: Language, detail: CaseDetail) -> PayoutSection:
    """Put the money of a case into words and rows."""
    stake = [payout for payout in detail.payouts if payout.at_stake]
    others = [payout for payout in detail.payouts if not payout.at_stake]
    title = words(language).gettext("其余发放记录（%(n)d 笔）") % {"n": len(others)}
    return PayoutSection(
        summary=_summary(language, detail.payouts, stake),
        recovery=recovery(language, detail),
        at_stake=tuple(_ledger_row(language, payout) for payout in stake),
        others=tuple(_ledger_row(language, payout) for payout in others),
        others_title=title,
        has_area=any(payout.area_mu is not None for payout in detail.payouts),
    )


def _summary(language: Language, payouts: Sequence[PayoutView], stake: Sequence[PayoutView]) -> str:
    _ = words(language).gettext
    if not payouts:
        return _("没有发放记录。")
    everything = _("%(first)s 至 %(last)s 共发放 %(n)d 笔，合计 %(sum)s。") % {
        "first": formatting.day(payouts[0].pay_date),
        "last": formatting.day(payouts[-1].pay_date),
        "n": len(payouts),
        "sum": formatting.yuan(sum(payout.amount_fen for payout in payouts), language),
    }
    if not stake:
        return everything
    part = _("其中 %(n)d 笔、%(sum)s与登记信息不符（深蓝色）。") % {
        "n": len(stake),
        "sum": formatting.yuan(sum(payout.amount_fen for payout in stake), language),
    }
    return f"{everything} {part}" if language == "en" else everything + part


def _ledger_row(language: Language, payout: PayoutView) -> LedgerRow:
    return LedgerRow(
        day=formatting.day(payout.pay_date),
        period=formatting.month(payout.period),
        amount_fen=payout.amount_fen,
        recover_fen=payout.recover_fen,
        area=formatting.mu(payout.area_mu, language),
        remark=words(language).gettext("补发") if payout.back_pay else "",
        source=source_line(language, payout.source),
    )
