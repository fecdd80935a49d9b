"""Read what was entered to build a batch, and say in the visitor's language what cannot be read."""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from serving.batches.plan import Stock
from serving.batches.views import BatchOrder
from serving.pages.contexts.batch_plan import PlanEntered
from serving.pages.entry import Unreadable
from serving.pages.languages import Language, words
from training.visits.exploration import Exploration

MOST_VISITS = 10_000  # of one township
_NUMBERS = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True)
class PlanAsked:
    """A batch as it was asked for."""

    order: BatchOrder
    due: date


def entered_of(query: QueryParams) -> PlanEntered:
    """What stands in the fields; the address holds numbers only, nobody's name."""
    blank = PlanEntered()
    own = {int(name[1:]): value.strip() for name, value in query.items() if re.fullmatch(r"t\d{1,9}", name)}
    return PlanEntered(
        each=query.get("each", blank.each).strip(), own={key: value for key, value in own.items() if value},
        due=query.get("due", ""), share=query.get("share", blank.share).strip(),
        tips=query.get("tips", "").strip(), hand_picked=query.get("picked", "").strip(),
    )  # fmt: skip


def query_of(entered: PlanEntered) -> str:
    """The same as an address."""
    said = {"each": entered.each, "due": entered.due, "share": entered.share}
    said |= {f"t{key}": value for key, value in entered.own.items()}
    said |= {name: value for name, value in (("tips", entered.tips), ("picked", entered.hand_picked)) if value}
    return urlencode(said)


def asked_of(entered: PlanEntered, stocks: list[Stock], today: date, language: Language) -> PlanAsked:
    """The batch as a value: every township gets its own number, or the one for all. Raises Unreadable."""
    _ = words(language).gettext
    each = _visits(entered.each or "0", language)
    own = {key: _visits(value, language) for key, value in entered.own.items()}
    places = {one.township_key: own.get(one.township_key, each) for one in stocks}
    places = {key: visits for key, visits in places.items() if visits}
    if not places:
        raise Unreadable(_("请至少给一个有待核查线索的乡镇安排核查件数。"))
    try:
        due = date.fromisoformat(entered.due)
    except ValueError as error:
        raise Unreadable(_("请填写核查期限。")) from error
    if due < today:
        raise Unreadable(_("核查期限不能早于今天。"))
    order = BatchOrder(
        places=places, exploration=Exploration(share=_share(entered.share, language)), due=due,
        tips=_cases(entered.tips, language), hand_picked=_cases(entered.hand_picked, language),
    )  # fmt: skip
    return PlanAsked(order, due)


def _visits(text: str, language: Language) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > MOST_VISITS:
        raise Unreadable(words(language).gettext("核查件数请填 0 到 10000 的整数。"))
    return int(text)


def _share(text: str, language: Language) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 100:
        raise Unreadable(words(language).gettext("随机抽取的比例请填 0 到 100 的数字。"))
    return found / 100


def _cases(text: str, language: Language) -> tuple[int, ...]:
    numbers = [part for part in _NUMBERS.split(text) if part]
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in numbers):
        raise Unreadable(words(language).gettext("线索编号请填数字，用逗号隔开。"))
    return tuple(dict.fromkeys(map(int, numbers)))
