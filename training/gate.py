"""The gate: a model replaces the champion only when it deserves it, forward and on the same cases.

It must beat every yardstick in average precision, be no worse than the champion in average precision and in yuan found
at capacity, have probabilities that can be believed, and raise no alarm about leaks or groups. Yuan decides between two
models only: the sum of money alone finds more yuan than any order by probability, and is no order by suspicion.

A difference that chance alone would give decides nothing: a lead over a yardstick must be beyond chance to count, a lag
behind the champion must be beyond chance to be held against the model, and so must a calibration error.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from training.evaluation import yardsticks
from training.evaluation.differences import PRECISION, Comparison, Difference
from training.folder.card import ALL, MODEL, Measures, Verdict
from training.kept_values import Said
from training.settings import GateChoices


@dataclass(frozen=True)
class Evidence:
    """What the gate looks at; the rows of the yardstick table that cover all batches decide, single batches do not."""

    evaluation: tuple[Measures, ...]
    against: tuple[Difference, ...]  # each yardstick
    comparison: Comparison | None  # None: no champion serves
    alarms: tuple[Said, ...] = ()  # leaks and groups
    remarks: tuple[Said, ...] = ()  # what rings without speaking against the model


@dataclass
class _Findings:
    reasons: list[Said] = field(default_factory=list)
    remarks: list[Said] = field(default_factory=list)


def judge(evidence: Evidence, choices: GateChoices) -> Verdict:
    """Judge a model; every failure is a reason of its own."""
    said = _Findings(reasons=[_unbeaten(one) for one in evidence.against if not one.better])
    _calibration(next(r for r in evidence.evaluation if (r.scorer, r.batch) == (MODEL, ALL)), choices, said)
    if evidence.comparison is not None:
        _champion(evidence.comparison, said)
    said.reasons += evidence.alarms
    said.remarks += evidence.remarks
    return Verdict(
        passed=not said.reasons,
        reasons=_in(said.reasons, "en"),
        remarks=_in(said.remarks, "en"),
        reasons_zh=_in(said.reasons, "zh"),
        remarks_zh=_in(said.remarks, "zh"),
    )


def _unbeaten(one: Difference) -> Said:
    zh, en = yardsticks.NAMES[one.against]  # type: ignore[index]
    if one.by > 0:
        return Said(
            zh=f"平均精度 {one.ours:.3f}，比“{zh}”（{one.theirs:.3f}）高出的部分可能只是偶然（{_span(one)}）",
            en=f"average precision {one.ours:.3f} is above {en} ({one.theirs:.3f}) by no more than chance "
            f"({_span(one)})",
        )
    return Said(
        zh=f"平均精度 {one.ours:.3f}，没有超过“{zh}”（{one.theirs:.3f}）",
        en=f"average precision {one.ours:.3f} does not beat {en} ({one.theirs:.3f})",
    )


def _calibration(model: Measures, choices: GateChoices, said: _Findings) -> None:
    error, chance, most = model.calibration_error, model.calibration_chance, choices.calibration_error
    if error <= most:  # NaN is never below
        return
    zh, en = f"校准误差 {error:.3f}，高于 {most:.2f}", f"calibration error {error:.3f} is above {most:.2f}"
    if error <= chance:
        zh += f"；但 {model.cases} 件里，单凭偶然就可能到 {chance:.3f}"
        said.remarks.append(Said(zh=zh, en=f"{en}, but on {model.cases} cases chance alone gives up to {chance:.3f}"))
    else:
        said.reasons.append(Said(zh=zh, en=en))


def _champion(found: Comparison, said: _Findings) -> None:
    if found.problem:
        said.reasons.append(
            Said(
                zh=f"无法与在用模型 {found.champion} 比较：{found.problem_zh}",
                en=f"it cannot be compared with the champion {found.champion}: {found.problem}",
            )
        )
    for one in found.differences:
        zh, en = _beside(one, found)
        if one.worse:
            said.reasons.append(Said(zh=zh, en=en))
        elif one.by < 0:
            said.remarks.append(Said(zh=f"{zh}，没有超出偶然的范围", en=f"{en}, which is within chance"))


def _beside(one: Difference, found: Comparison) -> tuple[str, str]:
    precise = one.measure == PRECISION
    ours, theirs = (f"{value:.3f}" if precise else f"{value:,.0f}" for value in (one.ours, one.theirs))
    zh, en = ("平均精度", "average precision") if precise else ("核查能力内查出金额（元）", "yuan found at capacity")
    return (
        f"同样 {found.cases} 件上，{zh} {ours}，低于在用模型的 {theirs}（{_span(one)}）",
        f"on the same {found.cases} cases {en} {ours} is below the champion's {theirs} ({_span(one)})",
    )


def _span(one: Difference) -> str:
    form = "+,.3f" if one.measure == PRECISION else "+,.0f"
    return f"90 %: {one.low:{form}} … {one.high:{form}}"


def _in(texts: Iterable[Said], language: str) -> tuple[str, ...]:
    return tuple(text.of(language) for text in texts)
