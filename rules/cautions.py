"""What flatters the backtest of a rule, or keeps it from saying anything, in sentences."""

import re
from collections.abc import Iterator

import duckdb

from records.contracts import CURRENT_STATE, REGISTRIES
from records.warehouse import Snapshot
from rules import registers
from rules.catalogue import Catalogue
from rules.rule import Rule, Text

SELECTION = Text(
    zh="只有以往下发过的线索才有结果；其他规则没有命中的，当时多半没有人去查，属实率对它们说明不了什么。",
    en="Only what was dispatched has an outcome: of hits that no other rule had, hardly any was visited, and the rate "
    "says little of them.",
)


def of(snapshot: Snapshot, catalogue: Catalogue, rule: Rule) -> tuple[Text, ...]:
    """The sentences for one rule on one snapshot."""
    return (SELECTION, *_no_payouts(snapshot, catalogue, rule), *_undated(snapshot, rule), *_current_state(rule))


def _no_payouts(snapshot: Snapshot, catalogue: Catalogue, rule: Rule) -> Iterator[Text]:
    if rule.programmes == "all":
        return
    source = str(snapshot.parquet("payout")).replace("'", "''")
    with duckdb.connect() as connection:
        paid = {code for (code,) in connection.execute(f"SELECT DISTINCT programme FROM '{source}'").fetchall()}
    if absent := [code for code in rule.programmes if code not in paid]:
        names = [catalogue.codes["programme"].get(code, Text(zh=code, en=code)) for code in absent]
        yield Text(
            zh=f"没有这些项目的发放记录：{'、'.join(name.zh for name in names)}。",
            en=f"There are no payouts of: {', '.join(name.en for name in names)}.",
        )


def _undated(snapshot: Snapshot, rule: Rule) -> Iterator[Text]:
    """A fact without a date counts as always known, so the past seems to have known it."""
    for table in _tables(rule):
        source = str(snapshot.parquet(table)).replace("'", "''")
        with duckdb.connect() as connection:
            counted = connection.execute(f"SELECT count(*), count(known) FROM '{source}'").fetchall()
        rows, dated = counted[0]
        if dated < rows:
            name = registers.register(table)
            yield Text(
                zh=f"{name.zh}有 {rows - dated:,} 行（共 {rows:,} 行）没有日期，视为一直已知，会使回测偏好。",
                en=f"{rows - dated:,} of {rows:,} rows of {name.en} carry no date and count as always known, which "
                "flatters the backtest.",
            )


def _current_state(rule: Rule) -> Iterator[Text]:
    """Columns that say how things stand now, not how they stood then."""
    for table in _tables(rule):
        columns = [name for name in CURRENT_STATE.get(table, ()) if re.search(rf"\b{name}\b", rule.sql)]
        if columns:
            name = registers.register(table)
            yield Text(
                zh=f"{name.zh}的 {'、'.join(columns)} 是交来时的状态，不是当时的状态。",
                en=f"{', '.join(columns)} of {name.en} tell how things stood when it was handed in, not then.",
            )


def _tables(rule: Rule) -> list[str]:
    return [table for table in REGISTRIES if re.search(rf"\b{table}\b", rule.sql) or table in _needed(rule)]


def _needed(rule: Rule) -> set[str]:
    found = {need.partition(".")[0] for need in rule.needs}
    # `home` and `household_member` are made of the register of residents.
    return found | ({"resident"} if re.search(r"\b(home|household_member)\b", rule.sql) else set())
