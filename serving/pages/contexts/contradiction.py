"""What contradicts what: a hit as two cards side by side, the payout list against the register."""

from collections.abc import Sequence
from dataclasses import dataclass

from serving.cases.views import Fact, HitView, PayoutView, SourceView
from serving.pages import addresses, formatting
from serving.pages.contexts.words import band_word
from serving.pages.languages import Language, words


@dataclass(frozen=True)
class FactLine:
    """A fact with its label."""

    label: str
    value: str


@dataclass(frozen=True)
class Side:
    """One of the two sides, and the papers it rests on."""

    facts: tuple[FactLine, ...]
    source: str


@dataclass(frozen=True)
class Contradiction:
    """A hit as the case page shows it."""

    headline: str
    rule_title: str
    rule_href: str
    band: str
    amount_fen: int
    payout: Side | None  # None: this side has nothing to show
    register: Side | None
    innocent: tuple[str, ...]
    ask: tuple[str, ...]


def contradiction(language: Language, hit: HitView, payouts: Sequence[PayoutView]) -> Contradiction:
    """Put a hit side by side; `payouts` are all of the award, of which some are at stake."""
    english = language == "en"
    payout_facts, register_facts = _lines(language, hit.payout_side), _lines(language, hit.registry_side)
    return Contradiction(
        headline=hit.headline_en if english else hit.headline_zh,
        rule_title=hit.title_en if english else hit.title_zh,
        rule_href=addresses.rule(hit.rule),
        band=band_word(hit.band, language),
        amount_fen=hit.amount_fen,
        payout=Side(payout_facts, _payout_source(language, payouts)) if payout_facts else None,
        register=Side(register_facts, registry_source(language, hit.registry_source)) if register_facts else None,
        innocent=hit.innocent_en if english else hit.innocent_zh,
        ask=hit.ask_en if english else hit.ask_zh,
    )


def source_line(language: Language, source: SourceView) -> str:
    """File, sheet and row."""
    _ = words(language).gettext
    sheet = f" · {source.sheet}" if source.sheet else ""
    return source.file + sheet + " · " + _("第 %(row)s 行") % {"row": source.row}


def registry_source(language: Language, source: SourceView | None) -> str:
    """File, sheet and row, and from when the fact was known."""
    _ = words(language).gettext
    if source is None:
        return _("由发放名册自身比对得出，不依赖其他登记")
    known = _("知悉日期未注明") if source.known is None else _("%(day)s 起知悉") % {"day": formatting.day(source.known)}
    return f"{source_line(language, source)} · {known}"


def _lines(language: Language, facts: Sequence[Fact]) -> tuple[FactLine, ...]:
    if language == "en":
        return tuple(FactLine(fact.label_en, fact.value_en) for fact in facts)
    return tuple(FactLine(fact.label_zh, fact.value) for fact in facts)


def _payout_source(language: Language, payouts: Sequence[PayoutView]) -> str:
    _ = words(language).gettext
    rows = [payout for payout in payouts if payout.at_stake] or list(payouts)
    if not rows:
        return _("没有发放记录")
    first = source_line(language, rows[0].source)
    return first if len(rows) == 1 else first + " " + _("等 %(n)d 笔，逐笔见下") % {"n": len(rows)}
