"""The rules as dots of the health chart: the most often confirmed first, those never verified last."""

from rules.health import Health, RuleHealth
from serving.pages import formatting
from serving.pages.charts.rule_health import RuleDot
from serving.pages.languages import Language, words


def rule_dots(health: Health, language: Language) -> tuple[RuleDot, ...]:
    """A dot for every rule that hit anything or was verified; a rule that did neither has nothing to show."""
    shown = [found for found in health.rules if found.whole.tally.hits or found.whole.tally.verified]
    shown.sort(key=lambda found: -found.whole.rate.mean if found.whole.rate else 1.0)
    return tuple(_dot(found, language) for found in shown)


def titles(language: Language) -> tuple[str, str]:
    """What stands over the two halves of the chart."""
    _ = words(language).gettext
    return _("属实率与 90% 区间"), _("命中")


def _dot(found: RuleHealth, language: Language) -> RuleDot:
    rate, tally = found.whole.rate, found.whole.tally
    if rate is None:
        said = words(language).gettext("尚无核查结果")
    else:
        said = f"{formatting.percent(rate.mean)} · {tally.confirmed}/{tally.labelled}"
    return RuleDot(found.rule.title.of(language), rate, said, tally.hits)
