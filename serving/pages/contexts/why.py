"""Why a case ranks where it does: what speaks for the suspicion, what against it, and what all that rests on."""

from dataclasses import dataclass

from serving.cases.views import CaseDetail, Reason
from serving.pages import formatting
from serving.pages.languages import Language, words

REASONS_SHOWN = 3


@dataclass(frozen=True)
class Why:
    """What speaks for the suspicion and what against it; there is always a sentence against."""

    supporting: tuple[str, ...]
    further: tuple[str, ...]
    against: tuple[str, ...]
    further_against: tuple[str, ...]
    basis: str


def why(language: Language, detail: CaseDetail) -> Why:
    """The reasons as sentences; there is always one against."""
    _ = words(language).gettext
    supporting = tuple(_sentence(language, reason) for reason in detail.reasons_for)
    against = tuple(_sentence(language, reason) for reason in detail.reasons_against)
    basis = _("数据截至 %(day)s · 模型 %(model)s · 规则目录 %(catalogue)s") % {
        "day": formatting.day(detail.as_of),
        "model": detail.model_version,
        "catalogue": detail.catalogue_version,
    }
    return Why(
        supporting=supporting[:REASONS_SHOWN] or (_("没有单独突出的理由；发放情况整体与同类不同。"),),
        further=supporting[REASONS_SHOWN:],
        against=against[:REASONS_SHOWN] or (_("目前没有已知情况不支持这一怀疑。"),),
        further_against=against[REASONS_SHOWN:],
        basis=basis if detail.model_note is None else f"{prior_note(language)} {basis}",
    )


def prior_note(language: Language) -> str:
    """What the rank rests on while no model is trained."""
    _ = words(language).gettext
    return _("核查结果还不够训练模型：目前按规则强弱和发放规律排序，可能性是事先估计，不是实测。")


def _sentence(language: Language, reason: Reason) -> str:
    return reason.en if language == "en" else reason.zh
