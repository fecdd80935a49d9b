"""What no longer counts against the beneficiary: hits cleared before, and hits on a fact since corrected."""

from dataclasses import dataclass

from serving.cases.views import SilencedView
from serving.corrections.views import CorrectedHitView
from serving.pages import formatting
from serving.pages.languages import Language, words


@dataclass(frozen=True)
class SettledLine:
    """A hit in one sentence, why it does not count any more, and what was noted."""

    headline: str
    why: str
    note: str


def silenced(language: Language, hit: SilencedView) -> SettledLine:
    """A hit that a clearance silences, and what would bring it back."""
    _ = words(language).gettext
    day = formatting.day(hit.cleared)
    if hit.until is None:
        why = _("%(day)s 核查不属实。有新的登记信息或金额明显增加时再提示。") % {"day": day}
    else:
        why = _("%(day)s 核查不属实。有新的登记信息或金额明显增加时再提示，最迟 %(until)s 再提示。") % {
            "day": day,
            "until": formatting.day(hit.until),
        }
    return SettledLine(hit.headline_en if language == "en" else hit.headline_zh, why, "")


def corrected(language: Language, hit: CorrectedHitView) -> SettledLine:
    """A hit that rested on a wrong fact: what is wrong with it, who found out, when, on what it rests."""
    _ = words(language).gettext
    why = _("%(register)s：%(wrong)s。%(who)s %(at)s") % {
        "register": hit.registry_name.of(language),
        "wrong": hit.wrong.of(language),
        "who": hit.who,
        "at": formatting.moment(hit.at),
    }
    if hit.pending:
        why += " · " + _("下次比对后不再据此提示")
    return SettledLine(hit.headline_en if language == "en" else hit.headline_zh, why, hit.note)
