"""Rules and their health, as the API answers."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from rules.advice import Action
from rules.health import Health, RuleHealth
from rules.parts import Part
from rules.rule import Rule, Text


class RuleItem(BaseModel):
    """A rule of the catalogue, in short."""

    id: str
    number: int
    version: int
    status: Literal["trial", "live", "retired"]
    title: Text
    text: Text
    programmes: list[str] | None = Field(description="Codes; null: every programme.")

    @classmethod
    def of(cls, rule: Rule) -> "RuleItem":
        """In short."""
        return cls(**_short(rule))


class EvidenceItem(BaseModel):
    """A fact the rule compares."""

    column: str
    label: Text
    side: Literal["payout", "register"]


class RuleAnswer(RuleItem):
    """A rule, whole."""

    basis: Text
    needs: list[str] = Field(description="Tables, or table.column, without which it is not run.")
    evidence: list[EvidenceItem]
    innocent: list[Text]
    ask: list[Text]
    sql: str

    @classmethod
    def of(cls, rule: Rule) -> "RuleAnswer":
        """The whole rule but its examples."""
        innocent, ask = (
            [Text(zh=zh, en=en) for zh, en in zip(texts.zh, texts.en, strict=True)]
            for texts in (rule.innocent, rule.ask)
        )
        evidence = [EvidenceItem(column=field.column, label=field.label, side=field.side) for field in rule.evidence]
        return cls(
            **_short(rule), basis=rule.basis, needs=list(rule.needs), evidence=evidence,
            innocent=innocent, ask=ask, sql=rule.sql,
        )  # fmt: skip


class RulesAnswer(BaseModel):
    """A page of the catalogue."""

    catalogue_version: str
    rules: list[RuleItem]
    next_cursor: str | None


class RateItem(BaseModel):
    """A confirmation rate, drawn towards the rate of the whole where cases are few, with its 90 % interval."""

    mean: float
    low: float
    high: float


class CountsItem(BaseModel):
    """Awards and fen of a rule, or of a part of it."""

    programme: str | None = Field(description="Code; null where the part is not of one programme.")
    township_key: int | None
    township: str | None
    band: int | None = Field(description="1 weak, 2 medium, 3 strong; null also for awards it no longer hits.")
    hits: int = Field(description="In the current scan.")
    unverified: int = Field(description="Hits that no outcome speaks of yet.")
    verified: int
    confirmed: int
    cleared: int
    inconclusive: int
    rate: RateItem | None = Field(description="Confirmed of confirmed and cleared; null where there is no case.")
    stake_fen: int = Field(description="At stake in the hits.")
    recover_fen: int | None = Field(description="To recover by the hits; null where the scan does not say.")
    recovered_fen: int | None = Field(description="Recovered so far; null where no outcome says.")
    newest_outcome_days: int | None

    @classmethod
    def of(cls, health: Health, part: Part) -> "CountsItem":
        """One line of the health table."""
        tally = part.tally
        return cls(
            programme=part.programme, township_key=part.township_key, band=part.band,
            township=None if part.township_key is None else health.names.townships.get(part.township_key),
            hits=tally.hits, unverified=tally.unverified, verified=tally.verified, confirmed=tally.confirmed,
            cleared=tally.cleared, inconclusive=tally.inconclusive,
            rate=None if part.rate is None else RateItem(**part.rate._asdict()),
            stake_fen=tally.stake_fen, recover_fen=tally.recover_fen, recovered_fen=tally.recovered_fen,
            newest_outcome_days=health.age_days(part),
        )  # fmt: skip


class HealthItem(BaseModel):
    """One rule's health."""

    rule: str
    number: int
    status: Literal["trial", "live", "retired"]
    title: Text
    whole: CountsItem
    share_of_labels: float | None = Field(description="Of all awards confirmed or cleared, those of this rule.")
    missing: str | None = Field(description="Not run: the table, column or standard that is missing.")
    advice: Action
    reason: Text
    parts: list[CountsItem] = Field(description="Empty unless asked for with `by`.")

    @classmethod
    def of(cls, health: Health, found: RuleHealth) -> "HealthItem":
        """One rule of the health table."""
        rule = found.rule
        return cls(
            rule=rule.id, number=rule.number, status=rule.status, title=rule.title,
            whole=CountsItem.of(health, found.whole), share_of_labels=found.share_of_labels, missing=found.missing,
            advice=found.advice.action, reason=found.advice.reason,
            parts=[CountsItem.of(health, part) for part in found.parts],
        )  # fmt: skip


class HealthAnswer(BaseModel):
    """What became of every rule's hits. Only dispatched cases are verified, and the likelier ones first."""

    as_of: date = Field(description="Outcomes known by then.")
    scan_day: date
    labelled: int = Field(description="Awards confirmed or cleared, whatever rule.")
    confirmed: int
    unattributed: int = Field(description="Awards verified for something that speaks of no rule.")
    rules: list[HealthItem]
    omissions: dict[str, int] = Field(description="People whom each rule about what was not paid names, by its id.")

    @classmethod
    def of(cls, health: Health) -> "HealthAnswer":
        """The whole table."""
        return cls(
            as_of=health.as_of, scan_day=health.scan_day, labelled=health.labelled, confirmed=health.confirmed,
            unattributed=health.unattributed, rules=[HealthItem.of(health, found) for found in health.rules],
            omissions=dict(health.omitted),
        )  # fmt: skip


def _short(rule: Rule) -> dict[str, Any]:
    programmes = None if rule.programmes == "all" else list(rule.programmes)
    named = ("id", "number", "version", "status", "title", "text")
    return {name: getattr(rule, name) for name in named} | {"programmes": programmes}
