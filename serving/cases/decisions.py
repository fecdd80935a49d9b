"""A decision and what it rested on: only evidence that nobody judged then opens the case again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.rule import Text


@dataclass(frozen=True)
class Judged:
    """A hit as far as a decision looks at it."""

    rule: str
    title: Text
    band: int
    last_date: date  # of the payouts at stake
    fact_known: date | None
    on_register: bool  # a register's fact stands against the payouts, not other payouts alone
    cleared: date | None = None  # when an earlier clearance judged it
    woken: str | None = None  # why it speaks again since: see rules.silences


@dataclass(frozen=True)
class Decision:
    """What was decided, up to which day payouts and facts were judged, and the bands of the rules that hit then."""

    result: str
    day: date
    bands: Mapping[str, int]


_WOKEN = {
    "expired": ("“{zh}”上次查否后的静默期已满", "the silence on “{en}” after its clearance is over"),
    "fact": ("“{zh}”查否之后又有新的登记信息", "a register has a new fact for “{en}” since it was cleared"),
    "stronger": ("“{zh}”比查否时更强", "“{en}” is stronger than when it was cleared"),
    "payout": ("“{zh}”查否之后又有新发放", "“{en}” concerns a payout made since it was cleared"),
    "amount": ("“{zh}”的金额明显高于查否时", "the amount of “{en}” is well above what was cleared"),
    "unseen": ("“{zh}”依据的情况在查否时还没有", "what “{en}” rests on was not there when it was cleared"),
}


def bands_of(hits: Iterable[Judged]) -> dict[str, int]:
    """Rule -> band, as a decision keeps it."""
    return {hit.rule: hit.band for hit in hits}


def written(bands: Mapping[str, int]) -> str:
    """The bands as text for the database."""
    return json.dumps(bands, sort_keys=True)


def kept(result: str | None, day: date | None, bands: str | None) -> Decision | None:
    """The decision that the columns of a case hold."""
    if result is None or day is None or bands is None:
        return None
    return Decision(result, day, {str(rule): int(band) for rule, band in json.loads(bands).items()})


def new_evidence(decision: Decision, hits: Iterable[Judged]) -> tuple[str, str] | None:
    """What speaks anew since the decision, in Chinese and English; None while it stands. What was confirmed stays."""
    if decision.result == "confirmed":
        return None
    found = [words for hit in hits if (words := _news(decision, hit)) is not None]
    return found[0] if found else None


def _news(decision: Decision, hit: Judged) -> tuple[str, str] | None:
    zh, en, judged = hit.title.zh, hit.title.en, decision.bands.get(hit.rule)
    # A scan that began before the decision speaks of an older clearance.
    if hit.woken is not None and hit.cleared is not None and hit.cleared >= decision.day:
        chinese, english = _WOKEN[hit.woken]
        return chinese.format(zh=zh), english.format(en=en)
    if judged is None:
        return f"新命中“{zh}”", f"“{en}” hits now"
    if hit.band > judged:
        return f"“{zh}”比当时更强", f"“{en}” is stronger than it was"
    if hit.fact_known is not None and hit.fact_known > decision.day:
        return f"“{zh}”有 {hit.fact_known} 才可查到的登记信息", f"“{en}” rests on a fact known since {hit.fact_known}"
    # A register's fact that was judged stays judged, however often is paid on it; without one the payouts are the fact.
    if not hit.on_register and hit.last_date > decision.day:
        return f"“{zh}”有 {hit.last_date} 的新发放", f"“{en}” concerns a payout of {hit.last_date}"
    return None
