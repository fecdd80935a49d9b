"""The outcome form, and what is shown in its place once an outcome is recorded."""

from dataclasses import dataclass
from datetime import date

from serving.outcomes.views import DISPOSALS, OutcomeView
from serving.pages import formatting
from serving.pages.contexts.words import disposal_word, result_word
from serving.pages.languages import Language, words


@dataclass(frozen=True)
class Entered:
    """What stands in the form's fields: nothing at first, after a refusal what was sent."""

    result: str = ""
    verified: str = ""
    disposal: str = ""
    recovered_yuan: str = ""
    register_wrong: bool = False
    note: str = ""


@dataclass(frozen=True)
class Option:
    """One value to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class OutcomeFormContext:
    """The form; `version` is that of the case as it was read, so that no one overwrites what he has not seen."""

    action: str
    version: int
    results: tuple[Option, ...]
    disposals: tuple[Option, ...]
    entered: Entered
    latest_day: str
    error: str | None


@dataclass(frozen=True)
class Recorded:
    """A recorded outcome in words."""

    result: str
    verified: str
    disposal: str
    recovered: str
    register: str
    note: str
    signature: str


def outcome_form(
    language: Language, action: str, version: int, entered: Entered, today: date, error: str | None
) -> OutcomeFormContext:
    """The form, filled with what was entered before."""
    results = tuple(
        Option(value, result_word(value, language), value == entered.result)
        for value in ("confirmed", "cleared", "inconclusive")
    )
    disposals = tuple(Option(v, disposal_word(v, language), v == entered.disposal) for v in DISPOSALS)
    return OutcomeFormContext(action, version, results, disposals, entered, formatting.day(today), error)


def recorded(language: Language, outcome: OutcomeView) -> Recorded:
    """The outcome as lines; a line without content is left out by the page."""
    _ = words(language).gettext
    at = "" if outcome.recorded_at is None else formatting.moment(outcome.recorded_at)
    return Recorded(
        result=result_word(outcome.result, language),
        verified=formatting.day(outcome.verified),
        disposal="" if outcome.disposal is None else disposal_word(outcome.disposal, language),
        recovered="" if outcome.recovered_fen is None else formatting.yuan(outcome.recovered_fen, language),
        register=_("登记有误，应予更正") if outcome.register_wrong else "",
        note=outcome.note,
        signature=f"{outcome.recorded_by} {at}".strip(),
    )


def saved_sentence(language: Language, outcome: OutcomeView) -> str:
    """What happened, after saving."""
    _ = words(language).gettext
    if outcome.result == "confirmed" and outcome.recovered_fen:
        money = formatting.yuan(outcome.recovered_fen, language)
        return _("已保存：属实，追缴 %(money)s。结果将用于下一次模型训练。") % {"money": money}
    return _("已保存：%(result)s。结果将用于下一次模型训练。") % {"result": result_word(outcome.result, language)}
