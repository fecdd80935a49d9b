"""Every rule's answer on one award, as the API gives it."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from rules.answers import State
from rules.rule import Text
from serving.awards.service import AwardAnswers


class RuleAnswerItem(BaseModel):
    """One rule's answer."""

    model_config = ConfigDict(from_attributes=True)

    rule: str
    number: int
    title: Text
    state: State = Field(
        description="hit; silenced: a hit that was cleared, without anything new; passed: compared, nothing disagreed; "
        "not_applicable: not for this programme; not_run."
    )
    said: Text = Field(description="One sentence: the hit's headline, or why there is none.")
    band: int | None = Field(description="Of a hit: 1 weak, 2 medium, 3 strong.")
    amount_fen: int | None = Field(description="Of a hit: at stake.")
    recover_fen: int | None = Field(description="Of a hit: to recover; null where that is not known.")
    missing: str | None = Field(description="Not run: the table, table.column or standard that is missing.")


class AwardRulesAnswer(BaseModel):
    """One award and what every rule said of it; nobody's name."""

    award: str
    programme: str
    rules: list[RuleAnswerItem] = Field(description="In the order of the rules' numbers.")
    catalogue_version: str
    as_of: date

    @classmethod
    def of(cls, found: AwardAnswers) -> "AwardRulesAnswer":
        """From the view."""
        return cls(
            award=str(found.scored.award_key),
            programme=found.scored.programme,
            rules=[RuleAnswerItem.model_validate(answer) for answer in found.answers],
            catalogue_version=found.catalogue_version,
            as_of=found.as_of,
        )
