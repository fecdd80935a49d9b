"""Who a case is about, and how likely a visit is to confirm it."""

from dataclasses import dataclass

from serving.cases.views import CaseDetail
from serving.identities_view import Shown
from serving.pages import addresses
from serving.pages.contexts.visit import Visit
from serving.pages.contexts.words import level_word, programme_word, status_word
from serving.pages.languages import Language, words

WIDE = 15  # of 100: an interval narrower than this changes nobody's order of visits and only clutters


@dataclass(frozen=True)
class Who:
    """The person and the award."""

    name: str
    resident_id: str
    revealed: bool
    person: str  # 男 · 1948 年生
    programme: str
    facts: tuple[str, ...]
    level: str
    level_word: str
    probability: float
    similar: str
    reveal_action: str | None  # None: this role may not


def who(language: Language, detail: CaseDetail, person: Shown, visit: Visit) -> Who:
    """The head of the case page; `person` is masked unless a reveal was logged."""
    _ = words(language).gettext
    row = detail.row
    sex = {"male": _("男"), "female": _("女")}.get(detail.sex or "", "")
    born = "" if detail.birth_year is None else _("%(year)d 年生") % {"year": detail.birth_year}
    place = f"{row.township} {row.village}".strip()
    days = words(language).ngettext("在列 %(num)d 天", "在列 %(num)d 天", row.days_open) % {"num": row.days_open}
    may_reveal = visit.may_reveal and not visit.revealed
    return Who(
        name=person.name,
        resident_id=person.resident_id,
        revealed=visit.revealed,
        person=" · ".join(part for part in (sex, born) if part),
        programme=programme_word(row.programme_name, language),
        facts=tuple(
            part for part in (place, status_word(row.status, language), _rank(language, row.rank), days) if part
        ),
        level=row.level,
        level_word=level_word(row.level, language),
        probability=row.probability,
        similar=_similar(language, detail),
        reveal_action=f"/cases/{row.case_id}/reveal{addresses.query_of(visit.chosen)}" if may_reveal else None,
    )


def _similar(language: Language, detail: CaseDetail) -> str:
    _ = words(language).gettext
    if detail.model_note is not None:  # no outcomes yet: such a sentence would claim what nobody has counted
        return _("按规则强弱估计，尚无核查结果可对照")
    between = detail.similar_between
    if between is None or between[1] - between[0] < WIDE:
        return _("同类 100 件中约有 %(n)d 件经核查属实") % {"n": detail.similar}
    told = {"n": detail.similar, "low": between[0], "high": between[1]}
    return _("同类 100 件中约有 %(n)d 件经核查属实（大致 %(low)d 至 %(high)d 件）") % told


def _rank(language: Language, rank: int) -> str:
    return words(language).gettext("排第 %(rank)d 位") % {"rank": rank}
