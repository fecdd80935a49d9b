"""The words for levels, states, results, disposals and programmes, each written once."""

from functools import cache

from rules.catalogue import code_sets
from rules.rule import Text
from serving.outcomes.views import Disposal, Result
from serving.pages.languages import Language, words


def level_word(level: str, language: Language) -> str:
    """Warning level as a word."""
    _ = words(language).gettext
    return {"red": _("红色"), "orange": _("橙色"), "yellow": _("黄色"), "none": _("未预警")}[level]


def status_word(status: str, language: Language) -> str:
    """State of a case."""
    _ = words(language).gettext
    return {
        "open": _("待核查"),
        "waiting": _("待审批"),
        "confirmed": _("属实"),
        "cleared": _("不属实"),
        "inconclusive": _("无法核实"),
        "withdrawn": _("已撤销"),
    }[status]


def age_word(age: str, language: Language) -> str:
    """How long a case is on the queue."""
    _ = words(language).gettext
    return {
        "week": _("7 天以内"),
        "month": _("8 至 30 天"),
        "quarter": _("31 至 90 天"),
        "older": _("90 天以上"),
    }.get(age, age)


def result_word(result: Result, language: Language) -> str:
    """Result of a verification."""
    return status_word(result, language)


def disposal_word(disposal: Disposal, language: Language) -> str:
    """What was done about a confirmed case."""
    _ = words(language).gettext
    return {
        "corrected": _("数据纠错"),
        "put_right": _("督促整改"),
        "passed_on": _("线索移交"),
        "filed": _("立案"),
    }[disposal]


def band_word(band: int, language: Language) -> str:
    """How strong a hit is."""
    _ = words(language).gettext
    return {1: _("弱"), 2: _("中"), 3: _("强")}[band]


@cache
def _programmes() -> tuple[Text, ...]:
    return tuple(code_sets()["programme"].values())


def programme_word(name: str, language: Language) -> str:
    """A programme's name; in English where the catalogue knows one, else as the bureau writes it."""
    if language == "zh":
        return name
    found = next((text.en for text in _programmes() if text.zh == name), name)
    return found[:1].upper() + found[1:]
