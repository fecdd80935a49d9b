"""Whom a damaged id means: what the list says beside the residents it may mean, and what was decided."""

from dataclasses import dataclass

from serving.cases.views import CaseDetail
from serving.identities.views import CaseIdentity, JudgementView, ResidentView, SignView
from serving.identities_view import Shown
from serving.pages import addresses, formatting
from serving.pages.contexts.identity_words import id_status_word, judgement_word, resident_state_word
from serving.pages.contexts.visit import Visit
from serving.pages.languages import Language, words

_IN_FRONT = 2  # candidates; with the list's own card they make a row


@dataclass(frozen=True)
class ResidentCard:
    """One resident who may be meant."""

    key: str
    name: str
    resident_id: str
    place: str
    born: str
    confidence: str
    state: str
    state_word: str
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    actions: tuple[tuple[str, str], ...]  # value and label of each button; none: this role decides nothing
    field: str  # id of the field for the reason


@dataclass(frozen=True)
class JudgementLine:
    """Who decided what, when, why."""

    at: str
    who: str
    what: str
    reason: str


@dataclass(frozen=True)
class DoubtfulIdentity:
    """A damaged id with its candidates."""

    key: str
    action: str
    title: str
    name: str
    resident_id: str
    kind: str
    payouts: str
    residents: tuple[ResidentCard, ...]
    further: tuple[ResidentCard, ...]  # folded away: unlikely, rejected, or beside the one confirmed
    further_title: str
    history: tuple[JudgementLine, ...]
    effect: str


def doubtful(
    language: Language, detail: CaseDetail, shown: dict[int, Shown], visit: Visit
) -> tuple[DoubtfulIdentity, ...]:
    """One part for each damaged id behind the case; `shown` has the ids as listed and the residents."""
    if not visit.sees_identities:
        return ()
    action = f"/cases/{detail.row.case_id}/identity{addresses.query_of(visit.chosen)}"
    return tuple(_identity(language, found, shown, visit, action) for found in detail.identities)


def people_of(detail: CaseDetail) -> set[int]:
    """Whose names and ids such parts show, masked."""
    listed = {found.identity.damaged_key for found in detail.identities}
    return listed | {one.person_key for found in detail.identities for one in found.residents}


def _identity(
    language: Language, found: CaseIdentity, shown: dict[int, Shown], visit: Visit, action: str
) -> DoubtfulIdentity:
    _ = words(language).gettext
    view = found.identity
    told = words(language).ngettext("%(num)s 笔，%(money)s", "%(num)s 笔，%(money)s", view.payouts)
    taken = view.confirmed is not None
    cards = tuple(_card(language, found, one, shown[one.person_key], visit) for one in found.residents)
    front = 1 if taken else sum(one.state == "candidate" for one in cards[:_IN_FRONT])
    return DoubtfulIdentity(
        key=str(view.damaged_key),
        action=action,
        title=_("身份已认定") if taken else _("身份待确认"),
        name=shown[view.damaged_key].name,
        resident_id=shown[view.damaged_key].resident_id,
        kind=id_status_word(view.id_status, language),
        payouts=told % {"num": formatting.count(view.payouts), "money": formatting.yuan(view.amount_fen, language)},
        residents=cards[:front],
        further=cards[front:],
        further_title=_("其他可能的人和已排除的人（%(n)d）") % {"n": len(cards) - front},
        history=tuple(_line(language, one, shown) for one in found.judgements),
        effect=_("有尚未生效的认定：下次比对后，发放记录才随之归到认定的人名下或退回原证号。")
        if any(one.pending for one in found.judgements)
        else "",
    )


def _card(language: Language, found: CaseIdentity, one: ResidentView, who: Shown, visit: Visit) -> ResidentCard:
    _ = words(language).gettext
    return ResidentCard(
        key=str(one.person_key),
        name=who.name,
        resident_id=who.resident_id,
        place=f"{one.township} {one.village}".strip() or formatting.MISSING,
        born=formatting.MISSING if one.birth_year is None else _("%(year)d 年生") % {"year": one.birth_year},
        confidence=formatting.percent(one.confidence),
        state=one.state,
        state_word=resident_state_word(one.state, language),
        speaks_for=tuple(_sign(language, sign) for sign in one.signs if sign.weight > 0),
        speaks_against=tuple(_sign(language, sign) for sign in one.signs if sign.weight < 0),
        actions=_actions(language, found, one) if visit.may_judge else (),
        field=f"why-{found.identity.damaged_key}-{one.person_key}",
    )


def _actions(language: Language, found: CaseIdentity, one: ResidentView) -> tuple[tuple[str, str], ...]:
    """What can be decided now: while one resident is confirmed, only that can be taken back or others rejected."""
    _ = words(language).gettext
    if one.state != "candidate":
        return (("undo", _("撤销")),)
    reject = ("reject", _("不是此人"))
    return (reject,) if found.identity.confirmed is not None else (("confirm", _("确认是此人")), reject)


def _line(language: Language, one: JudgementView, shown: dict[int, Shown]) -> JudgementLine:
    known = shown.get(one.person_key)
    name = "" if known is None else f"{known.name} {known.resident_id}"
    return JudgementLine(formatting.moment(one.at), one.who, judgement_word(one.action, name, language), one.reason)


def _sign(language: Language, sign: SignView) -> str:
    return sign.en if language == "en" else sign.zh
