"""What opens a decided case again, and what does not."""

from dataclasses import replace
from datetime import date

import pytest

from rules.rule import Text
from serving.cases.decisions import Decision, Judged, bands_of, kept, new_evidence, written

DECIDED = date(2025, 6, 30)
LATER, EARLIER = date(2025, 7, 1), date(2025, 6, 29)
ON_REGISTER = Judged("commercial-flat", Text(zh="名下有商品房", en="A flat"), 2, EARLIER, EARLIER, True)
PAID_TWICE = Judged("paid-twice", Text(zh="重复发放", en="Paid twice"), 2, EARLIER, None, False)


def decided(result: str = "cleared", *hits: Judged) -> Decision:
    return Decision(result, DECIDED, bands_of(hits or (ON_REGISTER, PAID_TWICE)))


@pytest.mark.parametrize("result", ["cleared", "inconclusive"])
@pytest.mark.parametrize(
    ("hit", "said"),
    [
        (replace(PAID_TWICE, rule="paid-after-death", title=Text(zh="死亡后领取", en="Paid after death")), "新命中"),
        (replace(ON_REGISTER, band=3), "更强"),
        (replace(ON_REGISTER, fact_known=LATER), "2025-07-01"),
        (replace(PAID_TWICE, last_date=LATER), "2025-07-01"),
    ],
)
def test_evidence_nobody_judged_opens_the_case_again(result: str, hit: Judged, said: str) -> None:
    news = new_evidence(decided(result), (ON_REGISTER, PAID_TWICE, hit))
    assert news is not None
    assert said in news[0]
    assert hit.title.en in news[1]


@pytest.mark.parametrize(
    "hits",
    [
        (),
        (ON_REGISTER, PAID_TWICE),
        (replace(ON_REGISTER, band=1),),
        (replace(ON_REGISTER, fact_known=None),),
        (replace(ON_REGISTER, last_date=LATER),),
    ],
    ids=[
        "no hit any more",
        "the same hits",
        "a weaker hit",
        "a fact always known",
        "paid on, but the fact was judged",
    ],
)
def test_what_was_judged_stays_judged(hits: tuple[Judged, ...]) -> None:
    assert new_evidence(decided(), hits) is None


@pytest.mark.parametrize("why", ["expired", "fact", "stronger", "payout", "amount", "unseen"])
def test_a_cleared_rule_that_speaks_again_opens_the_case_with_its_reason(why: str) -> None:
    woken = replace(ON_REGISTER, cleared=DECIDED, woken=why)
    news = new_evidence(decided(), (woken,))
    assert news is not None
    assert ON_REGISTER.title.zh in news[0]
    assert ON_REGISTER.title.en in news[1]
    assert new_evidence(decided("confirmed"), (woken,)) is None
    assert new_evidence(decided(), (replace(woken, cleared=EARLIER),)) is None, "decided again since that clearance"


def test_what_was_confirmed_stays_confirmed() -> None:
    assert new_evidence(decided("confirmed", PAID_TWICE), (replace(ON_REGISTER, fact_known=LATER),)) is None


def test_a_decision_comes_back_from_the_columns_of_a_case() -> None:
    assert kept("cleared", DECIDED, written({"paid-twice": 2})) == Decision("cleared", DECIDED, {"paid-twice": 2})
    assert kept(None, None, None) is None
