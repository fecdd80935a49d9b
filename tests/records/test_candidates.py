"""Whom a damaged id may mean: what is left of it, the name, the village, the account."""

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from records import asof, warehouse
from records.contracts import IDENTITY
from records.decisions.identity_judgements import IdentityJudgement, standing
from records.decisions.judgements import Judgements
from records.identity import candidate_files
from records.identity.evidence import evidence
from records.identity.id_traces import likely, trace
from records.identity.identities import Identities
from records.identity.pairs import name_sign
from tests.records.conftest import Bureau, resident_id

OWN = resident_id(1)
EATEN = f"{OWN[0]}.{OWN[1:15]}E+17"


def found(bureau: Bureau, **payout: Any) -> list[tuple[str, list[str]]]:
    """The standing of every damaged id, and the resident ids of its candidates, best first."""
    bureau.residents(
        bureau.resident(1), bureau.resident(2, 姓名="李伟", 户号="H2", 身份证号=resident_id(2, "19751212"))
    )
    bureau.payouts(bureau.payout(1, **payout))
    bureau.bring()
    return standings(bureau)


def standings(bureau: Bureau) -> list[tuple[str, list[str]]]:
    kept = candidate_files.of_current(bureau.home)
    rows = kept.candidates.to_pylist()
    ids = Identities(bureau.home).resident_ids([row["person_key"] for row in rows])
    of = {key: [row for row in rows if row["damaged_key"] == key] for key in kept.subjects["damaged_key"].to_pylist()}
    return [
        (evidence().standing([row["score"] for row in group]), [ids[row["person_key"]] for row in group])
        for group in of.values()
    ]


@pytest.mark.parametrize(
    "written",
    [
        EATEN,
        OWN[:15] + "000",
        OWN[:17] + ("1" if OWN[17] != "1" else "2"),  # a wrong check character
        OWN[:8] + OWN[9] + OWN[8] + OWN[10:],  # neighbours swapped
        OWN[:16] + str((int(OWN[16]) + 3) % 10) + OWN[17],  # a digit mistyped
        OWN[:16],  # cut off
    ],
)
def test_an_id_that_was_eaten_mistyped_or_cut_has_one_clear_candidate(bureau: Bureau, written: str) -> None:
    assert found(bureau, 身份证号=written) == [("clear", [OWN])]


def test_six_digits_and_a_name_in_the_village_leave_the_question_open(bureau: Bureau) -> None:
    ((found_standing, ids),) = found(bureau, 身份证号="9.90101E+17")
    assert (found_standing, ids) == ("open", [OWN])


def test_six_digits_are_enough_when_the_money_goes_into_the_residents_own_account(bureau: Bureau) -> None:
    bureau.payouts(bureau.payout(1, 补贴项目="高龄津贴"), name="b.csv")
    ((found_standing, ids),) = found(bureau, 身份证号="9.90101E+17")
    assert (found_standing, ids) == ("clear", [OWN])


def test_two_namesakes_of_one_village_are_never_clear_by_name_alone(bureau: Bureau) -> None:
    bureau.residents(bureau.resident(1), bureau.resident(3, 户号="H3"))
    bureau.payouts(bureau.payout(1, 身份证号="9.90101E+17"))
    bureau.bring()
    ((found_standing, ids),) = standings(bureau)
    assert (found_standing, len(ids)) == ("open", 2)


def test_an_id_one_slip_away_from_a_resident_of_another_village_is_found_by_its_key(bureau: Bureau) -> None:
    bureau.residents(bureau.resident(1, 村="下河村", 行政区划代码="990101001002"))
    bureau.payouts(bureau.payout(1, 身份证号=OWN[:15] + "000"))
    bureau.bring()
    ((_, ids),) = standings(bureau)
    assert ids == [OWN]


def test_whole_ids_that_a_register_holds_need_no_candidates(bureau: Bureau) -> None:
    assert found(bureau) == []


def test_a_stranger_with_a_whole_id_and_another_name_has_no_candidate(bureau: Bureau) -> None:
    assert found(bureau, 身份证号=resident_id(9, "19800202"), 姓名="赵强") == [("none", [])]


def test_without_a_register_of_residents_a_damaged_id_is_counted_and_has_none(bureau: Bureau) -> None:
    bureau.payouts(bureau.payout(1, 身份证号=EATEN))
    (kind,) = bureau.bring().identities.kinds
    assert (kind.kind, kind.ids, kind.none, kind.payouts) == ("damaged", 1, 1, 1)


def test_the_report_and_the_kept_files_hold_no_name_and_no_id(bureau: Bureau) -> None:
    bureau.residents(bureau.resident(1))
    bureau.payouts(bureau.payout(1, 身份证号=EATEN))
    report = bureau.bring().to_json()
    kept = b"".join(file.read_bytes() for file in (bureau.home.path / "candidates").rglob("*.parquet"))
    assert "王芳" not in report
    assert OWN[:15] not in report
    assert "王芳".encode() not in kept
    assert OWN[:15].encode() not in kept


@pytest.mark.parametrize(
    ("listed", "registered", "sign"),
    [
        ("王芳", "王芳", "same"),
        ("王芳", "王方", "one_of_two"),
        ("买买提·吐尔逊", "买买提·土尔逊", "one_character"),
        ("王芳", "李伟", "other"),
        ("", "李伟", "unknown"),
    ],
)
def test_names_agree_wholly_or_but_for_one_character(listed: str, registered: str, sign: str) -> None:
    assert name_sign(listed, registered) == sign


def test_every_ending_of_an_eaten_id_is_tried_and_each_is_valid() -> None:
    tried = set(likely(trace(EATEN, "damaged")))
    assert len(tried) == 100
    assert OWN in tried


def test_an_eaten_fifteen_digit_id_is_compared_with_the_old_form() -> None:
    old = OWN[:6] + OWN[8:17]
    assert trace(f"{old[0]}.{old[1:]}E+14", "damaged").level(OWN) == "whole_beginning"
    assert trace(f"{old[0]}.{old[1:]}E+14", "damaged").level(resident_id(1, "19610101")) == "beginning_differs"


def event(action: str, person: int, day: int) -> IdentityJudgement:
    return IdentityJudgement(
        at=datetime(2026, 1, day, 12, tzinfo=UTC).replace(tzinfo=None), who="li", action=action, damaged_key=1,
        person_key=person, reason="x", confidence=None,
    )  # fmt: skip


def test_an_undone_confirmation_stood_until_the_day_it_was_undone() -> None:
    now = standing([event("confirm", 2, 3), event("undo", 2, 9)])
    assert now.confirmed is None
    assert [(one.known, one.until) for one in now.periods] == [(date(2026, 1, 3), date(2026, 1, 9))]


def test_a_rejection_can_be_taken_back_and_another_confirmed() -> None:
    now = standing([event("reject", 2, 3), event("confirm", 3, 4), event("undo", 2, 5)])
    assert (now.confirmed, now.rejected) == (3, frozenset())


def test_a_confirmed_identity_moves_payouts_only_in_readings_of_the_days_it_stood(bureau: Bureau) -> None:
    bureau.residents(bureau.resident(1))
    bureau.payouts(bureau.payout(1, 身份证号=EATEN))
    bureau.bring()
    (damaged,) = {row["person_key"] for row in bureau.table()}
    person, keys = bureau.keys.person(OWN), bureau.keys
    row = {
        "damaged_key": damaged, "person_key": person, "programme": "dibao", "known": date(2026, 1, 10),
        "old_award_key": keys.award(damaged, "dibao"), "award_key": keys.award(person, "dibao"),
        "until": date(2026, 1, 20),
    }  # fmt: skip
    judged = Judgements(identities=pa.Table.from_pylist([row], schema=IDENTITY))
    snapshot = warehouse.current(bureau.home)

    def seen(day: int) -> list[tuple[Any, ...]]:
        with asof.connect(snapshot, date(2026, 1, day), judged) as connection:
            return connection.execute("SELECT person_key, award_key, id_status FROM payout").fetchall()

    assert seen(9) == [(damaged, keys.award(damaged, "dibao"), "damaged")]
    assert seen(10) == seen(19) == [(person, keys.award(person, "dibao"), "valid")]
    assert seen(20) == seen(9)
    assert judged.newest_day() == date(2026, 1, 20)
