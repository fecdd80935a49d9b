"""The examples of a rule in the visitor's language: the records that are given, and what the rule must say of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from records.files.vocabulary import vocabulary
from rules import wording
from rules.catalogue import code_sets
from rules.rule import BANDS, Example, Expected, Rule, Text
from serving.corrections.words import DATES
from serving.pages import formatting
from serving.pages.contexts.words import band_word
from serving.pages.languages import Language, words

# What the columns of an example are called; those of a rule's evidence have labels of their own.
COLUMNS: dict[str, Text] = DATES | {
    name: Text(zh=zh, en=en)
    for name, zh, en in (
        ("person", "人", "person"), ("programme", "项目", "programme"), ("pay_date", "发放日期", "paid on"),
        ("kind", "类别", "kind"), ("relation", "关系", "relation"), ("household", "户", "household"),
        ("cadre", "干部", "cadre"), ("relative", "亲属", "relative"), ("area_mu", "面积（亩）", "area (mu)"),
        ("yuan", "金额（元）", "yuan"), ("post", "职务", "post"), ("account", "账户", "account"),
        ("status", "状态", "status"), ("monthly", "连续月数", "months running"),
        ("capital", "注册资本（元）", "capital (yuan)"),
        ("contracted_mu", "确权面积（亩）", "contracted (mu)"), ("leased_mu", "流转面积（亩）", "leased in (mu)"),
        ("back_pay", "补发", "back pay"), ("village", "村", "village"), ("township", "乡镇", "township"),
        ("period", "所属月份", "for the month"), ("level", "等级", "level"), ("name", "姓名", "name"),
        ("happened", "发生日期", "happened on"), ("known", "知悉日期", "known from"),
        ("price", "价格（元）", "price (yuan)"),
        ("id_status", "证件号", "id"), ("reason", "原因", "reason"), ("sex", "性别", "sex"),
        ("floor_area_m2", "面积（㎡）", "floor area (㎡)"), ("source_file", "文件", "file"),
        ("unit", "单位", "employer"),
        ("role", "身份", "role"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Given:
    """The records of one register, each in one line."""

    register: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ExampleCard:
    """An example; what it is about is said in Chinese, whatever the visitor reads, hence the rest beside it."""

    says: str
    verdict: str
    found: tuple[str, ...]  # what must stand in the evidence
    given: tuple[Given, ...]
    unfolded: bool


def example_card(language: Language, rule: Rule, example: Example) -> ExampleCard:
    """The card of one example."""
    _ = words(language).gettext
    hits = [expected for expected in example.expect if expected.hit is not None]
    day = formatting.day(example.as_of)
    verdict = _("%(day)s 时：不命中") % {"day": day}
    if hits:
        band = band_word(max(BANDS[expected.hit or "weak"] for expected in hits), language)
        verdict = _("%(day)s 时：命中，强度 %(band)s") % {"day": day, "band": band}
    return ExampleCard(
        says=example.says,
        verdict=verdict,
        found=tuple(fact for expected in hits for fact in _found(language, rule, expected)),
        given=tuple(_given(language, table, rows) for table, rows in example.world.items()),
        unfolded=language == "en",
    )


def _found(language: Language, rule: Rule, expected: Expected) -> list[str]:
    """Payouts, yuan and evidence that the hit must have."""
    _ = words(language).gettext
    said: list[tuple[str, Any]] = [
        (_("涉及发放（次）"), expected.payouts), (_("涉及金额（元）"), expected.yuan),
        (_("应追缴（元）"), expected.recover), (_("重叠月数"), expected.months),
    ]  # fmt: skip
    found = [_pair(language, name, value) for name, value in said if value is not None]
    fields = {field.column: field for field in rule.evidence}
    for column, value in (expected.evidence or {}).items():
        if column in fields:
            found.append(
                _pair(language, fields[column].label.of(language), wording.shown(fields[column], value, language))
            )
    return found


def _given(language: Language, table: str, rows: tuple[dict[str, Any], ...]) -> Given:
    named = vocabulary().kinds.get(table)
    register = Text(zh=named.name["zh"], en=named.name["en"]).of(language) if named else table
    return Given(register, tuple(_line(language, table, row) for row in rows))


def _line(language: Language, table: str, row: Mapping[str, Any]) -> str:
    pairs = (
        _pair(
            language, COLUMNS[column].of(language) if column in COLUMNS else column, _value(language, table, column, v)
        )
        for column, v in row.items()
    )
    return (", " if language == "en" else "，").join(pairs)


def _value(language: Language, table: str, column: str, value: object) -> object:
    """A code in words where the catalogue has them: those of the register's own column, or of the column anywhere."""
    _ = words(language).gettext
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if value is None:
        return formatting.MISSING
    codes = code_sets()
    for name in (f"{table}_{column}", f"{table.partition('_')[0]}_{column}", column):
        if str(value) in codes.get(name, {}):
            return codes[name][str(value)].of(language)
    return value


def _pair(language: Language, name: str, value: object) -> str:
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{name}: {shown}" if language == "en" else f"{name} {shown}"
