"""What an alarm about drift says: what moved, and what to do."""

from collections.abc import Iterable, Iterator
from functools import cache

from features import by_rule
from features import catalogue as feature_catalogue
from features.catalogue import Column
from rules import catalogue as rule_catalogue
from rules.catalogue import code_sets
from training.drift.kept import BatchDrift, ColumnDrift, HitDrift
from training.kept_values import Said

MOST = 5  # columns told one by one: many move together
TRAIN = Said(zh="重新训练（mingcha train）", en="train again (`mingcha train`)")
HALF = 0.2  # change of the share not known from which a file, not the county, has changed


def alarms(columns: Iterable[ColumnDrift], rules: Iterable[HitDrift], batches: Iterable[BatchDrift]) -> Iterator[Said]:
    """A sentence for everything that rings."""
    # The hits of a rule ring already.
    ringing = [one for one in columns if one.alarm and not one.column.startswith(by_rule.BEGINNINGS)]
    yield from (_column(one) for one in ringing[:MOST])
    if len(ringing) > MOST:
        more = len(ringing) - MOST
        yield Said(zh=f"另有 {more} 项特征也变了：{TRAIN.zh}", en=f"{more} more features moved: {TRAIN.en}")
    yield from (_rule(one) for one in rules if one.alarm)
    for one in batches:
        yield from _batch(one)


def name_of(column: str) -> Said:
    """What a column is called."""
    found = _columns().get(column)
    return Said(zh=found.zh, en=found.en) if found else Said(zh=column, en=column)


def _column(one: ColumnDrift) -> Said:
    name = name_of(one.column)
    if abs(one.unknown_now - one.unknown_then) >= HALF:
        return Said(
            zh=f"“{name.zh}”没有记录的由 {one.unknown_then:.0%} 变为 {one.unknown_now:.0%}："
            "先查最近导入的文件，看是少了一列还是少交了登记表",
            en=f"{name.en} is not on record in {one.unknown_now:.0%} instead of {one.unknown_then:.0%}: look at the "
            "files imported last, whether a column or a register is missing",
        )
    return Said(
        zh=f"“{name.zh}”的分布变了（稳定性指数 {one.stability:.2f}）："
        f"看最近导入的文件里填法、单位是否变了；确实变了就{TRAIN.zh}",
        en=f"{name.en} moved (stability index {one.stability:.2f}): look whether the files imported last write it "
        f"otherwise; if the county has changed, {TRAIN.en}",
    )


def _rule(one: HitDrift) -> Said:
    title, programme, registers = _title(one.rule), programme_name(one.programme), _registers(one.rule)
    zh = f"和登记表 {'、'.join(registers)}" if registers else ""
    en = f" and the register {', '.join(registers)}" if registers else ""
    return Said(
        zh=f"规则“{title.zh}”每千件命中由 {one.then:.1f} 变为 {one.now:.1f}，主要在“{programme.zh}”："
        f"查该项目最近的发放文件{zh}；文件无误就{TRAIN.zh}",
        en=f"rule {title.en} hits {one.now:.1f} of 1,000 awards instead of {one.then:.1f}, mostly in {programme.en}: "
        f"look at the newest list of that programme{en}; if the files are right, {TRAIN.en}",
    )


def _batch(one: BatchDrift) -> Iterator[Said]:
    if one.calibration_alarm:
        yield Said(
            zh=f"批次 {one.batch}：预测属实 {one.predicted:.0%}，实际 {one.found:.0%}，分数不准了：{TRAIN.zh}",
            en=f"batch {one.batch}: {one.predicted:.0%} were predicted, {one.found:.0%} confirmed; "
            f"scores are off: {TRAIN.en}",
        )
    if one.base_rate_alarm:
        yield Said(
            zh=f"批次 {one.batch} 属实 {one.found:.0%}，此前各批 {one.found_before:.0%}："
            f"先查这一批的核查是否认真、选案是否不同，再{TRAIN.zh}",
            en=f"batch {one.batch} had {one.found:.0%} confirmed, those before it {one.found_before:.0%}: ask how "
            f"it was chosen and verified, then {TRAIN.en}",
        )


def programme_name(code: str) -> Said:
    """What a programme is called."""
    text = code_sets()["programme"].get(code)
    return Said(zh=text.zh, en=text.en) if text else Said(zh=code, en=code)


def _title(rule: str) -> Said:
    found = _rules().get(rule)
    return found[0] if found else Said(zh=rule, en=rule)


def _registers(rule: str) -> tuple[str, ...]:
    found = _rules().get(rule)
    return found[1] if found else ()


@cache
def _rules() -> dict[str, tuple[Said, tuple[str, ...]]]:
    return {
        rule.id: (
            Said(zh=rule.title.zh, en=rule.title.en),
            tuple(dict.fromkeys(need.split(".")[0] for need in rule.needs)),
        )
        for rule in rule_catalogue.load().rules
    }


@cache
def _columns() -> dict[str, Column]:
    return {column.name: column for column in feature_catalogue.columns() if column.family != by_rule.FAMILY}
