"""The sentences of a model card. Plain words: a head of office reads them, who never saw a model."""

from training.folder.card import ALL, MODEL, Card
from training.model_card.shown import Language, Name
from training.model_card.tables import percent


def _cases(number: int) -> str:
    return "1 case" if number == 1 else f"{number:,} cases"


def lead(card: Card, language: Language) -> str:
    """What it is for, and what it is worth, in two sentences."""
    ours, rate = card.of(MODEL), card.of("random")
    if language == "zh":
        return (
            "给每条享受记录打分：上门核查属实的可能性有多大，让核查员先去最可能属实的。"
            f"向前检验的 {ours.cases:,} 件里，按它排序先查一成，{percent(ours.precision_tenth)} 属实；"
            f"随机去查，{percent(rate.confirmed / max(rate.cases, 1))} 属实。"
        )
    return (
        "It scores every award by the probability that a visit would confirm a suspicion, so that inspectors go "
        f"to the likeliest first. Of {_cases(ours.cases)} tested forward in time, "
        f"{percent(ours.precision_tenth)} of the first tenth were confirmed; at random "
        f"{percent(rate.confirmed / max(rate.cases, 1))} would be."
    )


def verdict(card: Card, language: Language) -> tuple[str, ...]:
    """What the gate said, then its reasons and remarks."""
    said, zh = card.verdict, language == "zh"
    reasons = (said.reasons_zh or said.reasons) if zh else said.reasons
    remarks = (said.remarks_zh or said.remarks) if zh else said.remarks
    if said.passed:
        first = "上线检查：通过" if zh else "Gate: passed"
    else:
        first = "上线检查：未通过，只作候选" if zh else "Gate: not passed; it stays challenger"
    return (first, *reasons, *((f"放行但记下：{one}" if zh else f"let pass: {one}") for one in remarks))


def facts(card: Card, language: Language) -> tuple[tuple[str, str], ...]:
    """On what it was trained, and when."""
    zh, tested = language == "zh", [one for one in card.evaluation if one.batch != ALL and one.scorer == MODEL]
    rate = card.confirmed / max(card.labels, 1)
    outcomes = f"{card.labels:,} 件，属实 {card.confirmed:,} 件（{rate:.0%}）"
    outcomes_en = f"{card.labels:,}, {card.confirmed:,} confirmed ({rate:.0%})"
    batches = (
        f"{len(tested)} 批，{card.of(MODEL).cases:,} 件" if zh else f"{len(tested)} with {_cases(card.of(MODEL).cases)}"
    )
    went = [one.day for one in card.drift.batches] if card.drift else []
    days = f"{min(went)} – {max(went)}" if went else "—"
    return (
        ("数据截至" if zh else "data known by", f"{card.as_of}"),
        ("学习的核查结果" if zh else "outcomes learnt from", outcomes if zh else outcomes_en),
        ("向前检验" if zh else "batches tested forward", batches),
        ("检验批次下发日期" if zh else "they went out", days),
        ("特征" if zh else "columns", f"{len(card.columns)}"),
        ("规则目录版本" if zh else "rule catalogue", card.catalogue_version),
        ("数据快照" if zh else "data snapshot", card.snapshot[:12]),
        ("算法" if zh else "method",
         f"LightGBM ×{card.boosters} + 孤立森林" if zh else f"LightGBM ×{card.boosters}, isolation forest"),
    )  # fmt: skip


def yardsticks(card: Card, language: Language) -> str:
    """How to read the yardstick table."""
    if language == "zh":
        return (
            "每一批都只用它下发之前已知的情况来训练，再拿这一批检验。同分的按最不利计。"
            "“模型领先”是与该办法的平均精度之差，括号内是九成区间：不含 0 才算真的领先。"
            "按金额排序查出的钱可能更多，因为它只挑大额；它分不出谁可疑，所以不拿查出金额与它比高下。"
        )
    return (
        "Each batch was tested by a model trained only on what was known before it went out. Equal scores count "
        "worst. “Lead” is the difference in average precision with its 90 % interval: only one without 0 is a lead. "
        "An order by amount may find more yuan, for it picks the large sums; it cannot tell who is suspicious, so "
        "it is no yardstick for money."
    )


def precision(card: Card, language: Language) -> str:
    """How to read the curve."""
    ours, share = card.of(MODEL), card.capacity
    if language == "zh":
        return (
            f"先查 {share:.0%}，模型排的 {percent(ours.precision_capacity)} 属实，"
            f"查出全部属实的 {percent(ours.recall_capacity)}。"
        )
    return (
        f"Of the first {share:.0%} by the model {percent(ours.precision_capacity)} are confirmed, which is "
        f"{percent(ours.recall_capacity)} of all there are to find."
    )


def calibration(card: Card, language: Language) -> str:
    """How far probabilities are off."""
    ours = card.of(MODEL)
    if language == "zh":
        return (
            f"说“三成可能”的，应当约有三成属实。平均相差 {ours.calibration_error:.3f}"
            f"（完全准确的概率，在这么多件上单凭偶然也会差到 {ours.calibration_chance:.3f}）。"
        )
    return (
        f"Of cases said to be 30 % likely about 30 % should be confirmed. The mean difference is "
        f"{ours.calibration_error:.3f}; perfect probabilities may be off by {ours.calibration_chance:.3f} "
        "by chance alone."
    )


def drivers(language: Language) -> str:
    """How to read the drivers."""
    if language == "zh":
        return "平均来说最影响分数的情况。影响大不等于有问题：每件线索页面上另有它自己的理由和反证。"
    return "What moves scores most on average. It is no accusation: each case shows its own reasons, for and against."


def comparison(card: Card, language: Language) -> str:
    """On what it was compared with the champion."""
    found = card.comparison
    if found is None:
        return ""
    if found.problem:
        return f"{found.champion}：{found.problem_zh}。" if language == "zh" else f"{found.champion}: {found.problem}."
    if language == "zh":
        return (
            f"在用模型 {found.champion}；两个模型都没见过的 {found.cases:,} 件（属实 {found.confirmed:,} 件），"
            f"另有 {found.left_out:,} 件无法公平比较，没有计入。"
        )
    return (
        f"The model then in use, {found.champion}, on {_cases(found.cases)} new to both ({found.confirmed:,} "
        f"confirmed); {found.left_out:,} more could not be compared fairly and are left out."
    )


def groups(card: Card, language: Language) -> str:
    """How to read the groups."""
    ringing = sum(group.alarm for group in card.groups)
    if language == "zh":
        end = f"有 {ringing} 个群体超出限度。" if ringing else "没有群体超出限度。"
        return "误查，指列入先查、上门后却不属实的。每千名享受对象误查几件，各群体不应相差悬殊。" + end
    end = f"{ringing} groups are beyond the limit." if ringing else "No group is beyond its limit."
    return (
        f"A false alarm is a visit among the first that cleared somebody. No group should bear far more of them. {end}"
    )


def drift(card: Card, language: Language) -> str:
    """Between which days things were compared."""
    if card.drift is None:
        return ""
    since, until, quiet = card.drift.since, card.drift.until, not card.drift.alarms
    if language == "zh":
        return f"对比 {since} 与 {until}。" + ("没有超出限度的变化。" if quiet else "超出限度的变化：")
    return f"{since} compared with {until}. " + ("Nothing is beyond its limit." if quiet else "Beyond their limits:")


def under(card: Card, name: Name, language: Language) -> str:
    """The words under a picture."""
    zh, en = {
        "precision": (f"虚线是通常的核查能力（{card.capacity:.0%}）。",
                      f"Dashed: the usual capacity ({card.capacity:.0%})."),
        "calibration": ("每点约一成的件数，竖线是九成区间；落在虚线上就准。",
                        "Each dot: about a tenth of the cases, with its 90 % interval; dashed: exactly right."),
        "drivers": ("按平均影响从大到小。", "The heaviest first."),
        "groups": ("每千名享受对象误查件数，横线是九成区间；左边虚线是总体，右边虚线是报警线。",
                   "False alarms per 1,000 beneficiaries with 90 % intervals; dashed: all together, and the limit."),
        "batches": ("逐批：下发前的预测与核查后的实际。", "Batch by batch: what was said before, and what was found."),
    }[name]  # fmt: skip
    return zh if language == "zh" else en


def limits(card: Card, language: Language) -> tuple[str, ...]:
    """What it cannot know."""
    skipped = len(card.skipped)
    if language == "zh":
        return (
            "只有派人去查过的才有结果，而派谁去查又看规则和分数：没查过的不等于没问题，规则没命中的分数是推算。",
            f"检验只用了 {card.of(MODEL).cases:,} 件；区间越宽，数字越不可靠。"
            + (f"有 {skipped} 批无法检验。" if skipped else ""),
            "登记资料会错、会迟；按发生日期算“已知”的资料，检验成绩会偏好看。",
            "乡镇核查本乡镇的人，结果未必都准；模型学的是核查结果，不是事实本身。",
            "别的县、别的年份、新增的项目和规则，没有检验过。",
        )
    return (
        "Only what was visited has an outcome, and visits follow rules and scores: not visited is not innocent, and "
        "scores of awards that no rule hit are extrapolated.",
        f"It was tested on {_cases(card.of(MODEL).cases)}; the wider an interval, the less a figure says."
        + (f" Batches that could not be tested: {skipped}." if skipped else ""),
        "Registers are wrong and late; facts that count as known from the day they happened flatter the test.",
        "Townships verify their own people: the model learns what was found, not what is true.",
        "Other counties, other years, new programmes and new rules were not tested.",
    )


def misuse(language: Language) -> tuple[str, ...]:
    """What nobody may do with a score."""
    if language == "zh":
        return (
            "不得当作证据：分数只说明值得先去看，不说明谁有错；结论只能来自核查。",
            "不得据此自动停发、追缴或处分；每一件都要有人上门、有人负责。",
            "不得用来给村、乡镇、干部或群众打分排名，也不得用于补贴监督之外的任何目的。",
            "不得因分数低就不受理举报，也不得因分数高就反复核查已查清的人。",
        )
    return (
        "As evidence: a score says whom to look at first, not who is guilty; only a verification concludes anything.",
        "To stop, reclaim or punish by itself: somebody visits, and somebody answers for each case.",
        "To rank villages, townships, officials or people, or for anything but the supervision of subsidies.",
        "To turn away a tip because a score is low, or to visit cleared people again because one is high.",
    )
