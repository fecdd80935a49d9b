"""Registers, their dates and what can be wrong, in words."""

from datetime import date
from functools import cache

from records.files.kinds import Kind
from records.files.vocabulary import vocabulary
from rules.rule import Text

DATES = {
    "birth": Text(zh="出生日期", en="date of birth"),
    "death_date": Text(zh="死亡日期", en="date of death"),
    "registered": Text(zh="登记日期", en="date of registration"),
    "since": Text(zh="起始日期", en="first day"),
    "until": Text(zh="终止日期", en="last day"),
    "moved": Text(zh="迁出日期", en="day of moving away"),
    "issued": Text(zh="发证日期", en="date of issue"),
    "valid_until": Text(zh="有效期止", en="valid until"),
    "founded": Text(zh="成立日期", en="date of founding"),
}
ABSENT = Text(zh="登记的情况不存在", en="what is registered does not exist")
OTHER_PERSON = Text(zh="登记的是他人的情况", en="it belongs to somebody else")


@cache
def _kinds() -> dict[str, Kind]:
    return vocabulary().kinds


def registry_word(registry: str) -> Text:
    """What a register is called; one that only this county has, by the name of its table."""
    known = _kinds().get(registry)
    return Text(zh=known.name["zh"], en=known.name["en"]) if known else Text(zh=registry, en=registry)


def date_word(column: str) -> Text:
    """What a date of a register is called."""
    return DATES.get(column, Text(zh=column, en=column))


def wrong_word(wrong: str, column: str | None, should_be: date | None) -> Text:
    """What is wrong, in a few words."""
    if wrong != "other_date" or column is None:
        return ABSENT if wrong == "absent" else OTHER_PERSON
    named = date_word(column)
    return Text(zh=f"{named.zh}应为 {should_be}", en=f"the {named.en} should be {should_be}")
