"""Rule health: what became of every rule's hits, what is recommended, and what the figures do not say."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.advice import WORDS
from rules.attribution import Batch
from rules.health import Health, RuleHealth
from rules.parts import Part, PartKey
from serving.pages import addresses, formatting
from serving.pages.contexts.frame import Frame
from serving.pages.contexts.words import programme_word
from serving.pages.languages import Language, words

ACTED = ("promote", "narrow", "retire")


@dataclass(frozen=True)
class HealthRow:
    """A rule, or a part of one, in a table."""

    name: str
    href: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Recommended:
    """A rule that should be changed, and why."""

    title: str
    href: str
    action: str
    reason: str


@dataclass(frozen=True)
class HealthPage:
    """The page on all rules."""

    frame: Frame
    summary: str
    recommended: tuple[Recommended, ...]
    chart_wide: str
    chart_narrow: str
    chart_said: str
    headings: tuple[str, ...]
    rows: tuple[HealthRow, ...]
    note: str
    template: str = "rule_health.html"


@dataclass(frozen=True)
class PartTable:
    """The parts of one rule by one key; long ones are folded."""

    title: str
    rows: tuple[HealthRow, ...]
    folded: bool


@dataclass(frozen=True)
class OneRule:
    """What the page of one rule says of its health."""

    action: str
    reason: str
    facts: tuple[tuple[str, str], ...]
    headings: tuple[str, ...]
    tables: tuple[PartTable, ...]
    batch_headings: tuple[str, ...]
    batches: tuple[HealthRow, ...]
    note: str


def health_page(frame: Frame, health: Health) -> HealthPage:
    """The page on all rules."""
    language = frame.language
    _ = words(language).gettext
    chart = f"/rules/health/chart-{{}}.svg?v={health.scan_day}-{health.as_of}-{health.labelled}-{language}"
    summary = _("截至 %(day)s，查清 %(n)s 件享受记录，其中属实 %(k)s 件。") % {
        "day": formatting.day(health.as_of),
        "n": formatting.count(health.labelled),
        "k": formatting.count(health.confirmed),
    }
    return HealthPage(
        frame=frame,
        summary=summary,
        recommended=tuple(_recommended(language, one) for one in health.rules if one.advice.action in ACTED),
        chart_wide=chart.format("wide"),
        chart_narrow=chart.format("narrow"),
        chart_said=_("圆点是属实率，横线是 90% 区间，数字是属实件数/查清件数；浅色条是本次扫描的命中数。"),
        headings=_headings(language),
        rows=tuple(_rule_row(language, health, one) for one in health.rules),
        note=bias_note(language) + _omitted(language, health),
    )


def _omitted(language: Language, health: Health) -> str:
    if not health.omitted:
        return ""
    said = words(language).gettext("“应享未享”规则点到 %(n)s 人，另列清单，不进队列，没有核查结果。")
    return said % {"n": formatting.count(sum(health.omitted.values()))}


def bias_note(language: Language) -> str:
    """What the figures do not say."""
    _ = words(language).gettext
    return _(
        "只有下发过的线索才有核查结果，而且先下发的往往可能性较大：属实率说的是去查过的那些，不能推到全部命中。"
        "件数少时，属实率向同类靠拢。一件线索涉及几条规则时，追缴金额在每条规则下都计入，各规则不能相加。"
    )


def one_rule(language: Language, health: Health, found: RuleHealth, batches: Sequence[Batch]) -> OneRule:
    """The health of one rule: what is recommended, its parts, and its history batch by batch."""
    _ = words(language).gettext
    keys: tuple[tuple[PartKey, str], ...] = (
        ("band", _("按强度")), ("programme", _("按补贴项目")), ("township", _("按乡镇")),
    )  # fmt: skip
    tables = [
        PartTable(title, tuple(_part_row(language, health, part) for part in found.split[key]), key == "township")
        for key, title in keys
        if found.split[key]
    ]
    cells = _cells(language, health, found.whole)
    return OneRule(
        action=WORDS[found.advice.action].of(language),
        reason=found.advice.reason.of(language),
        facts=tuple(zip(_headings(language)[: len(cells)], cells, strict=True)),
        headings=_headings(language)[: len(cells)],
        tables=tuple(tables),
        batch_headings=(_("属实"), _("不属实"), _("无法核实"), _("追缴金额")),
        batches=tuple(_batch_row(language, batch) for batch in batches),
        note=bias_note(language),
    )


def _headings(language: Language) -> tuple[str, ...]:
    _ = words(language).gettext
    return (
        _("命中"), _("未核查"), _("已核查"), _("属实"), _("不属实"), _("无法核实"), _("属实率（90% 区间）"),
        _("追缴金额"), _("应追缴金额"), _("最近结果"), _("占查清件数"), _("建议"),
    )  # fmt: skip


def _recommended(language: Language, found: RuleHealth) -> Recommended:
    return Recommended(
        title=found.rule.title.of(language),
        href=addresses.rule(found.rule.id),
        action=WORDS[found.advice.action].of(language),
        reason=found.advice.reason.of(language),
    )


def _rule_row(language: Language, health: Health, found: RuleHealth) -> HealthRow:
    share = formatting.percent(found.share_of_labels) if found.share_of_labels else formatting.MISSING
    advised = WORDS[found.advice.action].of(language)
    if found.missing is not None:
        advised = words(language).gettext("未能比对")
    cells = (*_cells(language, health, found.whole), share, advised)
    return HealthRow(f"{found.rule.number} {found.rule.title.of(language)}", addresses.rule(found.rule.id), cells)


def _part_row(language: Language, health: Health, part: Part) -> HealthRow:
    name = health.names.of(part)
    shown = programme_word(name.zh, language) if part.divided_by == ("programme",) else name.of(language)
    return HealthRow(shown, "", _cells(language, health, part))


def _batch_row(language: Language, batch: Batch) -> HealthRow:
    _ = words(language).gettext
    if batch.name is None:
        name = _("%(month)s 未分批") % {"month": f"{batch.day:%Y-%m}"}
    else:
        name = _("第 %(name)s 批") % {"name": batch.name} if batch.name.isdigit() else batch.name
        name = f"{name} {formatting.day(batch.day)}"
    counts = (formatting.count(number) for number in (batch.confirmed, batch.cleared, batch.inconclusive))
    return HealthRow(name, "", (*counts, _money(language, batch.recovered_fen)))


def _cells(language: Language, health: Health, part: Part) -> tuple[str, ...]:
    tally = part.tally
    counts = (tally.hits, tally.unverified, tally.verified, tally.confirmed, tally.cleared, tally.inconclusive)
    return (
        *(formatting.count(number) for number in counts), _rate(language, part), _money(language, tally.recovered_fen),
        _money(language, tally.recover_fen), _age(language, health.age_days(part)),
    )  # fmt: skip


def _rate(language: Language, part: Part) -> str:
    if part.rate is None:
        return formatting.MISSING
    mean, low, high = (formatting.percent(share) for share in part.rate)
    return f"{mean} ({low}–{high})" if language == "en" else f"{mean}（{low}–{high}）"


def _money(language: Language, fen: int | None) -> str:
    return formatting.MISSING if fen is None else formatting.yuan(round(fen / 100) * 100, language)


def _age(language: Language, days: int | None) -> str:
    if days is None:
        return formatting.MISSING
    return words(language).gettext("%(n)d 天前") % {"n": days}
