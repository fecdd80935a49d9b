"""Rule health over small scans written by hand: what is counted, and what is recommended."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from records import asof, warehouse
from records.contracts import FINDING, OUTCOME
from records.decisions.judgements import Judgements
from records.home import Home
from rules import catalogue, health, health_choices
from rules.health import By, Health, RuleHealth, Scan
from rules.rule import Rule

DAY, WENT = date(2025, 12, 31), date(2025, 3, 1)
RULES = catalogue.load()
DEATH, VEHICLE = "paid-after-death", "vehicle-in-household"
HIT = pa.schema(
    [("award_key", pa.int64()), ("rule", pa.string()), ("band", pa.int32()), ("amount_fen", pa.int64()),
     ("recover_fen", pa.int64()), ("first_date", pa.date32()), ("fact_known", pa.date32())]
)  # fmt: skip
SCORE = pa.schema(
    [("award_key", pa.int64()), ("programme", pa.string()), ("programme_name", pa.string()),
     ("township_key", pa.int32()), ("township", pa.string())]
)  # fmt: skip


class Scanned:
    """A scan and its outcomes, award by award."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hits: list[dict[str, Any]] = []
        self.scores: list[dict[str, Any]] = []
        self.findings: list[dict[str, Any]] = []
        self.entered: list[dict[str, Any]] = []

    def award(self, *rules: str, programme: str = "dibao", township: int = 1, band: int = 2) -> int:
        """A new award that these rules hit."""
        key = len(self.scores) + 1
        named = {"programme": programme, "programme_name": programme}
        self.scores.append({"award_key": key, **named, "township_key": township, "township": f"第{township}镇"})
        self.hits += [
            {
                "award_key": key,
                "rule": rule,
                "band": band,
                "amount_fen": 1000,
                "recover_fen": 400,
                "first_date": date(2024, 1, 5),
            }
            for rule in rules
        ]
        return key

    def found(self, award: int, result: str, kind: str | None = DEATH, **said: Any) -> None:
        """An outcome of the award."""
        row = {"award_key": award, "kind": kind, "result": result, "batch": "1", "dispatched": WENT,
               "verified": date(2025, 4, 1), "recovered_fen": 500 if result == "confirmed" else 0}  # fmt: skip
        self.findings.append({**dict.fromkeys(FINDING.names), "finding_key": len(self.findings), **row, **said})

    def judged(self, award: int, result: str, **findings: str) -> None:
        """An outcome recorded in the application, suspicion by suspicion (rule with `_` for `-`) or all at once."""
        own = {rule.replace("_", "-"): said for rule, said in findings.items()}
        row = {"award_key": award, "kind": DEATH, "result": result, "verified": WENT, "known": WENT,
               "recovered_fen": 500 if result == "confirmed" else None,
               "findings": json.dumps(own) if own else None}  # fmt: skip
        self.entered.append({**dict.fromkeys(OUTCOME.names), **row})

    def many(self, rule: str, confirmed: int, cleared: int, **where: Any) -> None:
        """Verified awards of one rule."""
        for number in range(confirmed + cleared):
            self.found(self.award(rule, **where), "confirmed" if number < confirmed else "cleared", rule)

    @contextmanager
    def _outcomes(self) -> Iterator[duckdb.DuckDBPyConnection]:
        table = pa.Table.from_pylist(self.findings, FINDING)
        snapshot = warehouse.write(Home(self.folder / "home"), {"finding": table}, [])
        pq.write_table(pa.Table.from_pylist(self.hits, HIT), self.folder / "hits.parquet")
        pq.write_table(pa.Table.from_pylist(self.scores, SCORE), self.folder / "scores.parquet")
        judged = Judgements(outcomes=pa.Table.from_pylist(self.entered, OUTCOME))
        with asof.outcomes(snapshot, DAY, judged) as connection:
            yield connection

    def health(self, by: By = "rule", townships: tuple[int, ...] | None = None, **changed: Any) -> Health:
        """The health of all rules; `changed` are fields of the rule on deaths."""
        rules = tuple(_changed(rule, changed) if rule.id == DEATH else rule for rule in RULES.rules)
        with self._outcomes() as connection:
            return health.health(connection, self.scan, replace(RULES, rules=rules), by, townships=townships)

    def of(
        self, rule: str = DEATH, by: By = "rule", townships: tuple[int, ...] | None = None, **changed: Any
    ) -> RuleHealth:
        """The health of one rule."""
        return next(one for one in self.health(by, townships, **changed).rules if one.rule.id == rule)

    @property
    def scan(self) -> Scan:
        return Scan(self.folder, DAY, {"area-times-rate": "standard rate_per_mu"})


def _changed(rule: Rule, changed: dict[str, Any]) -> Rule:
    return rule.model_copy(update=changed)


@pytest.fixture
def scanned(tmp_path: Path) -> Scanned:
    return Scanned(tmp_path)


def test_hits_verdicts_and_money_are_counted_by_award(scanned: Scanned) -> None:
    first, second, third = (scanned.award(DEATH) for _ in range(3))
    scanned.award(DEATH)
    scanned.found(first, "cleared")
    scanned.found(first, "confirmed")  # any confirmed line confirms the award
    scanned.found(second, "cleared")
    scanned.found(third, "inconclusive")
    tally = scanned.of().whole.tally
    assert (tally.hits, tally.unverified, tally.verified) == (4, 1, 3)
    assert (tally.confirmed, tally.cleared, tally.inconclusive, tally.recovered_fen) == (1, 1, 1, 500)


def test_an_outcome_speaks_of_the_rule_its_words_name_and_of_no_other(scanned: Scanned) -> None:
    scanned.found(scanned.award(DEATH, VEHICLE), "confirmed", "有车人员 享受低保")
    assert scanned.of(VEHICLE).whole.tally.confirmed == 1
    assert scanned.of(DEATH).whole.tally.verified == 0


def test_words_that_several_rules_share_go_to_those_that_hit_the_award(scanned: Scanned) -> None:
    scanned.found(scanned.award("sole-trader-aid"), "cleared", "企业法人享受补贴")
    assert scanned.of("sole-trader-aid").whole.tally.cleared == 1
    assert scanned.of("enterprise-owner-aid").whole.tally.cleared == 0


def test_a_cleared_case_stays_with_its_rule_when_the_corrected_register_took_the_hit_away(scanned: Scanned) -> None:
    scanned.found(scanned.award(), "cleared", "死亡人员领取补贴")
    tally = scanned.of().whole.tally
    assert (tally.hits, tally.unverified, tally.cleared) == (0, 0, 1)


def test_an_outcome_without_words_speaks_of_every_rule_that_hit_when_somebody_went(scanned: Scanned) -> None:
    award = scanned.award(DEATH, VEHICLE)
    scanned.hits[-1]["fact_known"] = date(2025, 6, 1)  # nobody knew of the car yet
    scanned.found(award, "confirmed", None)
    assert scanned.of(DEATH).whole.tally.confirmed == 1
    assert scanned.of(VEHICLE).whole.tally.verified == 0


def test_an_outcome_recorded_suspicion_by_suspicion_counts_for_each_rule_as_it_ended_there(scanned: Scanned) -> None:
    award = scanned.award(DEATH, VEHICLE)
    scanned.judged(award, "confirmed", paid_after_death="cleared", vehicle_in_household="confirmed")
    found = {rule: scanned.of(rule).whole.tally for rule in (DEATH, VEHICLE)}
    assert (found[DEATH].confirmed, found[DEATH].cleared, found[DEATH].recovered_fen) == (0, 1, None)
    assert (found[VEHICLE].confirmed, found[VEHICLE].cleared, found[VEHICLE].recovered_fen) == (1, 0, 500)
    whole = scanned.health()
    assert (whole.labelled, whole.confirmed, whole.unattributed) == (1, 1, 0)


def test_an_award_of_which_one_suspicion_stays_open_is_no_label_though_a_rule_has_its_verdict(scanned: Scanned) -> None:
    award = scanned.award(DEATH, VEHICLE)
    scanned.judged(award, "inconclusive", paid_after_death="cleared", vehicle_in_household="inconclusive")
    assert scanned.health().labelled == 0
    assert scanned.of(DEATH).whole.tally.cleared == 1
    assert scanned.of(VEHICLE).whole.tally.inconclusive == 1


def test_a_finding_on_a_rule_that_is_gone_counts_for_no_other(scanned: Scanned) -> None:
    scanned.judged(scanned.award(DEATH), "confirmed", a_rule_of_old="confirmed")
    assert scanned.of(DEATH).whole.tally.verified == 0
    assert scanned.of(DEATH).whole.tally.unverified == 1


def test_an_outcome_with_one_result_for_all_speaks_of_the_rule_it_was_recorded_under(scanned: Scanned) -> None:
    scanned.judged(scanned.award(DEATH, VEHICLE), "cleared")
    assert scanned.of(DEATH).whole.tally.cleared == 1
    assert scanned.of(VEHICLE).whole.tally.verified == 0


def test_an_outcome_that_speaks_of_no_rule_is_counted_as_such(scanned: Scanned) -> None:
    scanned.found(scanned.award(), "confirmed", "群众举报")
    found = scanned.health()
    assert (found.labelled, found.unattributed) == (1, 1)


def test_without_any_result_there_is_no_rate_and_not_a_rate_of_zero(scanned: Scanned) -> None:
    scanned.award(DEATH)
    assert scanned.of().whole.rate is None


def test_parts_add_up_to_their_rule(scanned: Scanned) -> None:
    scanned.many(DEATH, 3, 4, programme="gaoling", township=1)
    scanned.many(DEATH, 1, 6, programme="dibao", township=2)
    for by in ("band", "programme", "township"):
        one = scanned.of(by=by)  # type: ignore[arg-type]
        assert sum(part.tally.confirmed for part in one.parts) == one.whole.tally.confirmed == 4


def test_a_township_with_one_case_is_told_by_the_rest_of_its_rule(scanned: Scanned) -> None:
    scanned.many(DEATH, 40, 10, township=1)
    scanned.many(DEATH, 0, 1, township=2)
    far = next(part for part in scanned.of(by="township").parts if part.township_key == 2)
    assert far.rate is not None
    assert far.rate.mean > 0.5


def test_what_is_known_only_later_is_not_counted(scanned: Scanned) -> None:
    scanned.found(scanned.award(DEATH), "confirmed", verified=date(2026, 1, 5))
    assert scanned.of().whole.tally.verified == 0


def test_a_trial_rule_is_promoted_once_enough_is_known_and_not_before(scanned: Scanned) -> None:
    said = []
    for _ in range(3):
        scanned.many(DEATH, 4, 5)
        said.append(scanned.of(status="trial").advice.action)
    assert said == ["unknown", "unknown", "promote"]
    assert scanned.of(status="live").advice.action == "keep"


def test_a_rule_that_hardly_ever_finds_anything_is_retired_with_growing_evidence(scanned: Scanned) -> None:
    scanned.many(VEHICLE, 10, 40)
    said = []
    for _ in range(3):
        scanned.many(DEATH, 0, 30)
        said.append(scanned.of().advice.action)
    assert said == ["keep", "retire", "retire"]


def test_a_rule_that_is_poor_in_one_band_is_narrowed_and_the_band_named(scanned: Scanned) -> None:
    scanned.many(DEATH, 20, 20, band=3)
    scanned.many(DEATH, 0, 60, band=1)
    advice = scanned.of().advice
    assert advice.action == "narrow"
    assert [part.band for part in advice.leave_out] == [1]
    assert "“弱”" in advice.reason.zh


def test_a_poor_township_may_be_a_lenient_one_and_the_reason_says_so(scanned: Scanned) -> None:
    scanned.many(DEATH, 20, 60, township=1)
    scanned.many(DEATH, 0, 150, township=2)
    advice = scanned.of().advice
    assert [part.township_key for part in advice.leave_out] == [2]
    assert "复核" in advice.reason.zh


def test_only_townships_in_sight_are_told_apart_and_no_recommendation_names_another(scanned: Scanned) -> None:
    scanned.many(DEATH, 20, 60, township=1)
    scanned.many(DEATH, 0, 150, township=2)
    of_all, of_one, of_none = (scanned.of(by="township", townships=seen) for seen in (None, (1,), ()))
    assert [part.township_key for part in of_all.parts] == [1, 2]
    assert [part for part in of_all.parts if part.township_key == 1] == list(of_one.parts)
    assert (of_none.parts, of_none.split["township"]) == ((), ())
    assert "第2镇" in of_all.advice.reason.zh
    for one in (of_one, of_none):
        assert one.whole == of_all.whole
        assert "第2镇" not in one.advice.reason.zh + one.advice.reason.en
        assert one.advice.leave_out == ()


def test_old_outcomes_recommend_nothing(scanned: Scanned) -> None:
    for _ in range(30):
        scanned.found(scanned.award(DEATH), "confirmed", verified=date(2021, 1, 5), dispatched=date(2020, 12, 1))
    assert scanned.of().advice.action == "unknown"


def test_a_rule_that_could_not_run_says_what_is_missing(scanned: Scanned) -> None:
    one = scanned.of("area-times-rate")
    assert one.missing == "standard rate_per_mu"
    assert one.advice.action == "unknown"


def test_the_history_of_a_rule_has_a_line_per_batch(scanned: Scanned) -> None:
    scanned.many(DEATH, 1, 2)
    scanned.found(scanned.award(DEATH), "confirmed", batch=None, dispatched=None, verified=date(2025, 8, 9))
    with scanned._outcomes() as connection:
        health.health(connection, scanned.scan, RULES)
        found = health.history(connection, DEATH)
    assert [(batch.day, batch.confirmed, batch.cleared) for batch in found] == [(WENT, 1, 2), (date(2025, 8, 1), 1, 0)]


def test_the_choices_are_data_and_a_misspelt_one_is_refused() -> None:
    given = health_choices.default().model_dump()
    with pytest.raises(ValueError, match="enogh"):
        health_choices.Choices.model_validate({**given, "enogh": 3})
