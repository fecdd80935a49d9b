"""The outcome form, and what is shown in its place once an outcome is recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from serving.attachments.content import MOST_BYTES, MOST_FILES
from serving.cases.views import HitView
from serving.corrections.views import FactChoice
from serving.corrections.words import date_word
from serving.outcomes.views import DISPOSALS, RESULTS, OutcomeView
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
    fact: str = ""
    wrong: str = ""  # absent, other_person, or date: and the column that is wrong
    should_be: str = ""
    findings: tuple[tuple[str, str], ...] = ()  # rule -> what was chosen for it; empty: the same as the result


@dataclass(frozen=True)
class Option:
    """One value to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class FindingField:
    """One suspicion of several, which may end otherwise than the whole."""

    field: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class OutcomeFormContext:
    """The form; `version` is that of the case as it was read, so that no one overwrites what he has not seen."""

    action: str
    version: int
    results: tuple[Option, ...]
    disposals: tuple[Option, ...]
    facts: tuple[Option, ...]  # of registers, of which one may be wrong; empty where no hit rests on one
    wrongs: tuple[Option, ...]
    entered: Entered
    latest_day: str
    error: str | None
    findings: tuple[FindingField, ...]  # empty where the case has one suspicion only
    unfolded: bool
    most_files: int
    most_mb: int


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
    findings: tuple[tuple[str, str], ...] = ()
    approval: str = ""


def outcome_form(
    language: Language,
    action: str,
    version: int,
    entered: Entered,
    today: date,
    error: str | None,
    facts: Sequence[FactChoice] = (),
    hits: Sequence[HitView] = (),
) -> OutcomeFormContext:
    """The form, filled with what was entered before."""
    results = tuple(Option(value, result_word(value, language), value == entered.result) for value in RESULTS)
    disposals = tuple(Option(v, disposal_word(v, language), v == entered.disposal) for v in DISPOSALS)
    return OutcomeFormContext(
        action=action,
        version=version,
        results=results,
        disposals=disposals,
        facts=tuple(Option(fact.fact, _fact(language, fact), fact.fact == entered.fact) for fact in facts),
        wrongs=tuple(Option(v, label, v == entered.wrong) for v, label in _wrongs(language, facts)),
        entered=entered,
        latest_day=formatting.day(today),
        error=error,
        findings=tuple(_finding(language, hit, dict(entered.findings)) for hit in hits) if len(hits) > 1 else (),
        unfolded=any(result for _, result in entered.findings),
        most_files=MOST_FILES,
        most_mb=MOST_BYTES // 2**20,
    )


def _finding(language: Language, hit: HitView, entered: Mapping[str, str]) -> FindingField:
    _ = words(language).gettext
    chosen = entered.get(hit.rule, "")
    same = Option("", _("与总结论相同"), chosen == "")
    own = (Option(value, result_word(value, language), value == chosen) for value in RESULTS)
    return FindingField(f"finding-{hit.rule}", hit.title_en if language == "en" else hit.title_zh, (same, *own))


def _fact(language: Language, fact: FactChoice) -> str:
    """The register, what rests on the fact, and where it stands: a phone shows the beginning only."""
    _ = words(language).gettext
    row = _("第 %(row)s 行") % {"row": fact.row}
    rules = ", ".join(title.of(language) for title in fact.rules)
    return " · ".join(part for part in (fact.registry_name.of(language), rules, row, fact.file, fact.sheet) if part)


def _wrongs(language: Language, facts: Sequence[FactChoice]) -> list[tuple[str, str]]:
    _ = words(language).gettext
    dates = dict.fromkeys(column for fact in facts for column in fact.dates)
    return [
        ("absent", _("登记的情况不存在")),
        ("other_person", _("登记的是他人的情况")),
        *((f"date:{column}", _("日期有误：%(date)s") % {"date": date_word(column).of(language)}) for column in dates),
    ]


def recorded(language: Language, outcome: OutcomeView, titles: Mapping[str, str]) -> Recorded:
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
        findings=tuple(
            (titles.get(rule, rule), result_word(result, language)) for rule, result in outcome.findings.items()
        ),
        approval=_approval(language, outcome),
    )


def _approval(language: Language, outcome: OutcomeView) -> str:
    """Where the approval stands; empty where none is needed."""
    _ = words(language).gettext
    if outcome.approval == "waiting":
        return _("待审批：另一人核准后才算数")
    if outcome.approval == "sent_back":
        return _("已退回重查：%(why)s") % {"why": outcome.approval_note}
    return _("已审批：%(who)s") % {"who": outcome.approver} if outcome.approval == "approved" else ""


def saved_sentence(language: Language, outcome: OutcomeView) -> str:
    """What happened, after saving."""
    _ = words(language).gettext
    if outcome.approval == "waiting":
        return _("已提交：属实，等待审批。审批通过后结果才算数。")
    if outcome.approval == "sent_back":
        return _("已退回，线索重新待核查。")
    if outcome.result == "confirmed" and outcome.recovered_fen:
        money = formatting.yuan(outcome.recovered_fen, language)
        return _("已保存：属实，追缴 %(money)s。结果将用于下一次模型训练。") % {"money": money}
    return _("已保存：%(result)s。结果将用于下一次模型训练。") % {"result": result_word(outcome.result, language)}
