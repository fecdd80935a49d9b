"""What the outcomes recommend for a rule: go live, stay, be narrowed, be retired, or too little is known; and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rules.attribution import Names
from rules.health_choices import Choices
from rules.parts import Part, Rate, Tally
from rules.rule import Rule, Text

Action = Literal["promote", "keep", "narrow", "retire", "unknown"]
WORDS: dict[Action, Text] = {
    "promote": Text(zh="转为正式启用", en="promote"),
    "keep": Text(zh="保持", en="keep"),
    "narrow": Text(zh="收窄范围", en="narrow"),
    "retire": Text(zh="停用", en="retire"),
    "unknown": Text(zh="核查太少，暂不建议", en="too little known"),
}


@dataclass(frozen=True)
class Advice:
    """A recommendation and its reason; `leave_out` are the parts to leave out of a rule that should be narrowed."""

    action: Action
    reason: Text
    leave_out: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Judge:
    """What recommendations rest on."""

    choices: Choices
    names: Names
    as_of: date

    def advise(self, rule: Rule, whole: Part, parts: Sequence[Part], missing: str | None) -> Advice:
        """The recommendation for a rule; `parts` are all its bands, programmes and townships."""
        if rule.status == "retired":
            return Advice("keep", Text(zh="已停用，不参加比对。", en="Retired already; it is not compared."))
        if whole.rate is None or whole.tally.labelled < self.choices.enough:
            return self._too_few(whole, missing)
        newest = whole.tally.newest
        if newest is not None and (age := (self.as_of - newest).days) > self.choices.stale_days:
            zh = f"最近一次核查结果距今 {age} 天，已不足以说明现在的情况。"
            return Advice(
                "unknown", Text(zh=zh, en=f"The newest outcome is {age} days old, too old to speak of today.")
            )
        return self._of_known(rule, whole, whole.rate, parts)

    def _too_few(self, whole: Part, missing: str | None) -> Advice:
        known, enough = whole.tally.labelled, self.choices.enough
        zh = f"已查清 {known} 件，满 {enough} 件再作判断。"
        en = f"{known} verified with a result; a judgement needs {enough}."
        if missing is not None:
            zh, en = f"本次未能比对。{zh}", f"It could not be run this time. {en}"
        return Advice("unknown", Text(zh=zh, en=en))

    def _of_known(self, rule: Rule, whole: Part, rate: Rate, parts: Sequence[Part]) -> Advice:
        known, retire, promote = whole.tally.labelled, self.choices.retire, self.choices.promote
        if known >= retire.cases and rate.high < retire.below:
            return Advice(
                "retire", self._said(whole.tally, rate, f"低于 {retire.below:.0%}", f"below {retire.below:.0%}")
            )
        if rule.status == "trial" and rate.low > promote.above:
            return Advice(
                "promote", self._said(whole.tally, rate, f"高于 {promote.above:.0%}", f"above {promote.above:.0%}")
            )
        poor = tuple(part for part in parts if self._poor(part))
        if poor:
            return Advice("narrow", self._narrowed(poor), poor)
        if rule.status == "trial":
            zh, en = f"尚未高于 {promote.above:.0%}，继续试运行", f"not yet above {promote.above:.0%}: stay on trial"
            return Advice("keep", self._said(whole.tally, rate, zh, en))
        return Advice("keep", self._said(whole.tally, rate))

    def _poor(self, part: Part) -> bool:
        narrow, known = self.choices.narrow, min(part.tally.labelled, part.rest_labelled)
        named = part.divided_by != ("band",) or part.band is not None
        return (
            named
            and known >= narrow.cases
            and part.rate is not None
            and part.rate.high < min(narrow.below, part.rest_low)
        )

    def _narrowed(self, poor: Sequence[Part]) -> Text:
        zh, en = [], []
        for part in poor:
            name, tally = self.names.of(part), part.tally
            kind = _KINDS[part.divided_by[0]]
            zh.append(
                f"{kind.zh}“{name.zh}”查清 {tally.labelled} 件、属实 {tally.confirmed} 件，"
                f"其余 {part.rest_labelled} 件、属实 {part.rest_confirmed} 件"
            )
            en.append(
                f"{kind.en} {name.en}: {tally.confirmed} of {tally.labelled} confirmed, "
                f"{part.rest_confirmed} of {part.rest_labelled} elsewhere"
            )
        said = Text(zh=f"建议不再包括：{'；'.join(zh)}。", en=f"Leave out {'; '.join(en)}.")
        if not any(part.divided_by == ("township",) for part in poor):
            return said
        return Text(
            zh=said.zh + "乡镇属实少，也可能是核查不严，请先抽查复核。",
            en=said.en + " Few finds in a township may also mean lenient visits: check a sample of them again first.",
        )

    def _said(self, tally: Tally, rate: Rate, zh: str = "", en: str = "") -> Text:
        level, interval = f"{self.choices.level:.0%}", f"{rate.low:.0%}–{rate.high:.0%}"
        return Text(
            zh=f"查清 {tally.labelled} 件，属实 {tally.confirmed} 件；"
            f"属实率的 {level} 区间为 {interval}{zh and '，'}{zh}。",
            en=f"{tally.confirmed} of {tally.labelled} confirmed; {level} interval {interval}{en and ', '}{en}.",
        )


_KINDS = {
    "band": Text(zh="强度", en="band"),
    "programme": Text(zh="项目", en="programme"),
    "township": Text(zh="乡镇", en="township"),
}
