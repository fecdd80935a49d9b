"""The words for damaged ids and for what was decided about them."""

from serving.identities.views import JudgementAction, ResidentState
from serving.pages.languages import Language, words


def id_status_word(status: str, language: Language) -> str:
    """What is wrong with an id as listed."""
    _ = words(language).gettext
    return {
        "damaged": _("证号不完整"),
        "malformed": _("证号格式不对"),
        "bad_check": _("校验码不对"),
        "bad_birth": _("证号里的出生日期不存在"),
        "upgraded": _("15 位旧证号，登记信息里查无此人"),
        "valid": _("证号格式正确，但登记信息里查无此人"),
    }[status]


def resident_state_word(state: ResidentState, language: Language) -> str:
    """What was decided about a resident."""
    _ = words(language).gettext
    return {"confirmed": _("已确认是此人"), "candidate": _("待确认"), "rejected": _("已排除")}[state]


def judgement_word(action: JudgementAction, person: str, language: Language) -> str:
    """A decision as a sentence; `person` is masked."""
    _ = words(language).gettext
    return {
        "confirm": _("确认是 %(person)s"),
        "reject": _("排除 %(person)s"),
        "undo": _("撤销对 %(person)s 的认定"),
    }[action] % {"person": person}
