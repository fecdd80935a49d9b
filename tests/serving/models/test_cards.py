"""What a model's card tells somebody of a part of the county."""

from serving.accounts.views import COUNTY, Scope
from serving.models import cards
from training.fairness.groups_compared import Group
from training.folder.card import Card, Verdict
from training.kept_values import Said

EAST, WEST = "东乡", "西乡"


def group(attribute: str, name: str) -> Group:
    return Group.model_construct(attribute=attribute, name=Said(zh=name, en=name))


def card() -> Card:
    alarms = tuple(f"group alarm: township {name} bears 12.0 false alarms per 1,000" for name in (EAST, WEST))
    chinese = tuple(f"乡镇“{name}”每千名享受对象误查 12.0 件" for name in (EAST, WEST))
    return Card.model_construct(
        groups=(group("township", EAST), group("township", WEST), group("sex", "男")),
        verdict=Verdict(passed=False, reasons=(*alarms, "too few labels"), reasons_zh=(*chinese, "核查结果太少")),
    )


def test_the_county_reads_the_whole_card() -> None:
    assert cards.seen(card(), COUNTY) == card()


def test_a_township_reads_its_own_group_and_of_no_other_township() -> None:
    seen = cards.seen(card(), Scope("township", 1, EAST))
    assert [one.name.zh for one in seen.groups] == [EAST, "男"]
    assert len(seen.verdict.reasons) == len(seen.verdict.reasons_zh) == 2
    assert WEST not in str(seen.verdict)
    assert not seen.verdict.passed


def test_a_village_reads_of_no_township() -> None:
    seen = cards.seen(card(), Scope("village", 7, "某村"))
    assert [one.attribute for one in seen.groups] == ["sex"]
    assert seen.verdict.reasons == ("too few labels",)
