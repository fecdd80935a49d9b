"""What a rule's YAML file may say: one frozen model per part, strict, so that a misspelt field is refused."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from records.contracts import REGISTRIES
from records.frozen import Frozen

BANDS = {"weak": 1, "medium": 2, "strong": 3}
# What the engine says of every hit; a headline may use them, an evidence column may not be called so.
STAKES = (
    *("payouts", "months", "amount_fen", "recover_fen", "recover_months", "recover_from", "recover_to", "undated"),
    *("first_date", "last_date"),
)
OFFENDING = (
    *("award_key", "payout_key", "strength", "fact_file", "fact_row", "fact_known"),
    *("recover_fen", "wrong_since", "wrong_until", "wrong_from", "wrong_to"),
)
SLOT = re.compile(r"{(\w+)}")

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Column = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


def place(condition: str) -> re.Pattern[str]:
    """Finds a condition in SQL, whatever its line breaks."""
    words = r"\s+".join(re.escape(word) for word in condition.split())
    return re.compile(rf"(?<![\w.]){words}(?![\w.])")


class Text(Frozen):
    """One sentence or paragraph in Chinese and English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def of(self, lang: str) -> str:
        """The text in `lang`, "zh" or "en"."""
        return self.en if lang == "en" else self.zh


class Texts(Frozen):
    """The same short list in Chinese and English."""

    zh: tuple[str, ...] = Field(min_length=1)
    en: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _as_long(self) -> "Texts":
        if len(self.zh) != len(self.en):
            raise ValueError(f"the Chinese list has {len(self.zh)} entries, the English one {len(self.en)}")
        return self


class Evidence(Frozen):
    """One of the facts that disagree: a column of the rule's SQL and how to show it.

    Units by kind: date; yuan (the column holds fen); mu; m2; count; ratio; years; month (yyyymm); code (looked up in
    `codes`); text; person (a person_key, shown masked through the identity store only).
    """

    column: Column
    label: Text
    kind: Literal["date", "yuan", "mu", "m2", "count", "ratio", "years", "month", "code", "text", "person"]
    side: Literal["payout", "register"]
    source: str | None = None  # the table the fact stands in
    codes: str | dict[str, Text] | None = None  # a set of rules/codes.yaml, or the rule's own

    @model_validator(mode="after")
    def _coded(self) -> "Evidence":
        if (self.kind == "code") != (self.codes is not None):
            raise ValueError(f"evidence {self.column}: `codes` belongs to kind code, and to no other")
        if self.column in STAKES or self.column in OFFENDING:
            raise ValueError(f"evidence {self.column}: the name is taken by the engine")
        return self


class Bands(Frozen):
    """SQL conditions on the columns of one offending row; what meets neither is weak."""

    strong: str | None = None
    medium: str | None = None


class Expected(Frozen):
    """What the rule must answer for one award of an example."""

    person: str
    programme: str | None = None  # when the person holds more than one award
    hit: Literal["weak", "medium", "strong"] | None = None  # null: the rule passes
    payouts: int | None = Field(default=None, ge=1)
    yuan: float | None = None
    recover: float | None = None  # yuan to recover 应追缴金额
    months: int | None = None  # of them, where the rule is about an interval
    evidence: dict[str, Any] | None = None


class Example(Frozen):
    """A small world, as rows per table in friendly names, and what the rule must say about it."""

    says: str
    as_of: date = date(2025, 12, 31)
    alone: bool = False  # in a county of its own: the rule compares with everybody else's payouts
    standards: dict[str, float] = Field(default_factory=dict)  # values in place of the catalogue's
    world: dict[str, tuple[dict[str, Any], ...]]
    expect: tuple[Expected, ...] = Field(min_length=1)


class Headline(Frozen):
    """One sentence from the evidence; `when` replaces it for a value of one coded column."""

    zh: str
    en: str
    column: Column | None = None
    when: dict[str, Text] | None = None


class Rule(Frozen):
    """One comparison 比对规则, whole: its words for people and its SQL for the engine."""

    id: Slug
    number: int = Field(ge=1)
    version: int = Field(ge=1)
    status: Literal["trial", "live", "retired"]
    title: Text
    text: Text
    basis: Text
    programmes: Literal["all"] | tuple[str, ...]
    needs: tuple[str, ...]  # a table, or table.column where a register may come without that column
    standards: tuple[str, ...] = ()
    # Whose payouts decide on an award: those of its neighbours (see `rules.neighbourhood`), or of everybody.
    reach: Literal["neighbours", "everybody"] = "everybody"
    # The part of the SQL (a CTE that counts and adds up) in which such a rule asks what is usual with everybody.
    usage: Column | None = None
    sql: str
    strength: Text  # the unit of `strength`
    bands: Bands
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    innocent: Texts
    ask: Texts
    headline: Headline
    suspicion_names: tuple[str, ...] = ()
    silence_months: int | None = Field(
        default=None, ge=0
    )  # in place of the standard's; 0: a clearance silences nothing
    # Conditions of the SQL, word for word, without which this would be another rule: `rules.central` takes them out.
    central: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    origin: str = Field(default="", exclude=True)  # the file it was read from

    @model_validator(mode="after")
    def _headline_fits(self) -> "Rule":
        shown = (
            {field.column for field in self.evidence if field.kind != "person"} | set(STAKES) | {"amount", "recover"}
        )
        texts = [self.headline.zh, self.headline.en]
        texts += [text for special in (self.headline.when or {}).values() for text in (special.zh, special.en)]
        slots = {slot for text in texts for slot in SLOT.findall(text)}
        if strange := sorted(slots - shown):
            raise ValueError(f"the headline names {', '.join(strange)}, which is no evidence that may stand in a text")
        return self

    @model_validator(mode="after")
    def _central_stands_in_the_sql(self) -> "Rule":
        for condition in self.central:
            if not place(condition).search(self.sql):
                raise ValueError(f"the central condition `{condition}` does not stand in the SQL")
        return self

    def without(self, condition: str) -> "Rule":
        """The rule with a condition taken out wherever its SQL says it."""
        return self.model_copy(update={"sql": place(condition).sub("TRUE", self.sql)})

    @property
    def on_register(self) -> bool:
        """Whether a register stands against the payouts: going on paying on a fact that was judged is nothing new then.

        Where the payouts alone are the evidence, each new one is.
        """
        stands = {"person", *REGISTRIES}
        return any(field.side == "register" and field.source in stands for field in self.evidence)

    def field(self, column: str) -> Evidence | None:
        """The evidence field of a column."""
        return next((field for field in self.evidence if field.column == column), None)
