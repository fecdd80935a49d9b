"""What a model card says, as parts that a page lays out: the pages of the application, or one file in MLflow."""

from dataclasses import dataclass, replace

from training.folder.card import Card
from training.model_card import sentences, tables
from training.model_card.shown import Language, Name, has
from training.model_card.tables import Table

_TITLES: dict[Language, dict[str, str]] = {
    "zh": {
        "data": "数据与日期", "yardsticks": "与简单办法比较", "precision": "查得越少，越要查得准",
        "calibration": "概率可信吗", "drivers": "主要依据", "comparison": "与当时在用的模型比较", "groups": "不同群体",
        "figures": "全部数字", "drift": "有什么变了", "limits": "局限", "misuse": "不得用于",
    },
    "en": {
        "data": "Data and dates", "yardsticks": "Beside simple orders of visits",
        "precision": "The fewer visits, the surer",
        "calibration": "Can its probabilities be believed", "drivers": "What drives it",
        "comparison": "Beside the model then in use", "groups": "Groups of beneficiaries", "figures": "All figures",
        "drift": "What has moved", "limits": "Limits", "misuse": "What it must not be used for",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A picture by its name, and the words under it."""

    name: Name
    said: str


@dataclass(frozen=True)
class Section:
    """One part of the card; whatever is empty is not shown. `more` is a long table, folded.

    Two that are `half` and follow each other may stand side by side.
    """

    title: str
    lead: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    pictures: tuple[Picture, ...] = ()
    points: tuple[str, ...] = ()
    more: Table | None = None
    more_title: str = ""
    half: bool = False


@dataclass(frozen=True)
class Content:
    """The whole card."""

    title: str
    lead: str
    passed: bool
    verdict: str
    reasons: tuple[str, ...]
    sections: tuple[Section, ...]


def of(card: Card, version: str, language: Language) -> Content:
    """The card in one language."""
    zh = language == "zh"
    verdict = sentences.verdict(card, language)
    titles = _TITLES[language]
    sections = (
        Section(titles["data"], facts=sentences.facts(card, language)),
        Section(titles["yardsticks"], sentences.yardsticks(card, language), table=tables.yardsticks(card, language)),
        _pictured(card, language, "precision", titles["precision"], sentences.precision(card, language)),
        _pictured(card, language, "calibration", titles["calibration"], sentences.calibration(card, language)),
        _pictured(card, language, "drivers", titles["drivers"], sentences.drivers(language)),
        _drift(card, language),
        _comparison(card, language),
        _groups(card, language),
        Section(titles["limits"], points=sentences.limits(card, language), half=True),
        Section(titles["misuse"], points=sentences.misuse(language), half=True),
    )
    return Content(
        title=f"模型说明 {version}" if zh else f"Model card {version}",
        lead=sentences.lead(card, language),
        passed=card.verdict.passed,
        verdict=verdict[0],
        reasons=verdict[1:],
        sections=tuple(one for one in sections if one.title),
    )


def _pictured(card: Card, language: Language, name: Name, title: str, lead: str) -> Section:
    """A picture with words above and under it; nothing where the card has no such picture."""
    if not has(card, name):
        return Section("")
    return Section(title, lead, pictures=(Picture(name, sentences.under(card, name, language)),), half=True)


def _comparison(card: Card, language: Language) -> Section:
    said = sentences.comparison(card, language)
    return (
        Section(_TITLES[language]["comparison"], said, table=tables.comparison(card, language)) if said else Section("")
    )


def _groups(card: Card, language: Language) -> Section:
    found = _pictured(card, language, "groups", _TITLES[language]["groups"], sentences.groups(card, language))
    more = tables.groups(card, language)
    return replace(found, half=False, more=more, more_title=_TITLES[language]["figures"] if more else "")


def _drift(card: Card, language: Language) -> Section:
    if card.drift is None:
        return Section("")
    points = tuple(said.of(language) for said in card.drift.alarms)
    found = _pictured(card, language, "batches", "", "")
    return replace(
        found, title=_TITLES[language]["drift"], lead=sentences.drift(card, language), points=points, half=True
    )
