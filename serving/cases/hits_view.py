"""A hit as the two sides that disagree."""

from collections.abc import Mapping

from rules import wording
from rules.hits import Hit
from rules.rule import Rule
from rules.wording import ShownFact
from serving.cases.papers import Papers
from serving.cases.views import Fact, HitView
from serving.identities_view import Shown


def hit_view(hit: Hit, rule: Rule, papers: Papers, shown: Mapping[int, Shown]) -> HitView:
    """The hit with its facts on the side of the payouts and on the side of the register; persons masked."""
    sides = {side: _facts(hit, rule, side, shown) for side in ("payout", "register")}
    source = None
    if hit.fact_file is not None and hit.fact_row is not None:
        source = papers.source(hit.fact_file, hit.fact_row, hit.fact_known)
    return HitView(
        rule=hit.rule,
        title_zh=rule.title.zh,
        title_en=rule.title.en,
        band=hit.band,
        headline_zh=wording.headline(rule, hit.evidence, "zh"),
        headline_en=wording.headline(rule, hit.evidence, "en"),
        payout_side=(*sides["payout"], *_recovery(hit)),
        registry_side=sides["register"],
        registry_source=source,
        innocent_zh=rule.innocent.zh,
        innocent_en=rule.innocent.en,
        ask_zh=rule.ask.zh,
        ask_en=rule.ask.en,
        amount_fen=hit.amount_fen,
        months=hit.months,
        recover_fen=hit.recover_fen,
        recover_months=hit.recover_months,
    )


def _recovery(hit: Hit) -> tuple[Fact, ...]:
    """What is to be recovered and for which months, as facts of the payouts' side; nothing where it is not known."""
    if hit.recover_fen is None:
        return ()
    sum_ = f"{hit.recover_fen / 100:,.2f}"
    yuan = Fact("应追缴金额（元）", "To recover (yuan)", sum_, sum_)
    first, last = (hit.facts.get(name) for name in ("recover_from", "recover_to"))
    if not hit.recover_months or first is None or last is None:
        return (yuan,)
    span = f"{first // 100}-{first % 100:02d} ~ {last // 100}-{last % 100:02d} ({hit.recover_months})"
    return (yuan, Fact("不应发放的所属期（月数）", "Months not due", span, span))


def persons_in(hit: Hit, rule: Rule) -> list[int]:
    """The person keys that stand in the evidence."""
    return [fact.person_key for fact in wording.facts(rule, hit.evidence) if fact.person_key is not None]


def _facts(hit: Hit, rule: Rule, side: str, shown: Mapping[int, Shown]) -> tuple[Fact, ...]:
    zh, en = (wording.facts(rule, hit.evidence, lang) for lang in ("zh", "en"))
    return tuple(
        Fact(chinese.label, english.label, _value(chinese, shown), _value(english, shown))
        for chinese, english in zip(zh, en, strict=True)
        if chinese.side == side
    )


def _value(fact: ShownFact, shown: Mapping[int, Shown]) -> str:
    if fact.person_key is None:
        return fact.value
    person = shown.get(fact.person_key)
    return f"{person.name} {person.resident_id}" if person is not None else fact.value
