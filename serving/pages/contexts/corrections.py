"""What visits found wrong in registers, for the bureaus that own them."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from serving.corrections.views import CorrectionView, State
from serving.corrections.words import registry_word
from serving.identities_view import Shown
from serving.pages import formatting
from serving.pages.contexts.frame import Frame, Link
from serving.pages.languages import Language, words

STATES: tuple[State, ...] = ("standing", "corrected", "withdrawn")


@dataclass(frozen=True)
class CorrectionLine:
    """One correction."""

    number: int
    register: str
    place: str  # file, sheet and row; empty once the register holds the fact no longer
    name: str  # masked
    said: str
    note: str
    since: str
    who: str
    state: str
    case_href: str
    withdraw: str | None  # where the form goes; None: it is withdrawn, or this role may not


@dataclass(frozen=True)
class CorrectionsPage:
    """The page."""

    frame: Frame
    registers: tuple[Link, ...]
    states: tuple[Link, ...]
    lines: tuple[CorrectionLine, ...]
    total: str
    export: str
    may_reveal: bool
    empty: tuple[str, str]
    done: str
    error: str
    template: str = "corrections.html"


@dataclass(frozen=True)
class Chosen:
    """What is shown: of one register, in one state; None leaves it open."""

    registry: str | None = None
    state: State | None = None

    def address(self, path: str = "/corrections") -> str:
        """Of the page, or of what belongs to it, with this choice."""
        said = {name: value for name, value in (("registry", self.registry), ("state", self.state)) if value}
        return f"{path}?{urlencode(said)}" if said else path


def corrections_page(
    frame: Frame, every: Sequence[CorrectionView], shown: dict[int, Shown], chosen: Chosen, may: tuple[bool, bool],
    done: str = "", error: str = "",
) -> CorrectionsPage:  # fmt: skip
    """Put the page together; `may` says whether the visitor may withdraw, and see names."""
    language = frame.language
    _ = words(language).gettext
    lines = [one for one in every if chosen.registry in (None, one.registry) and chosen.state in (None, one.state)]
    empty = (_("没有登记更正"), _("核查发现登记信息有误、并随核查结果记下是哪一条之后，会列在这里，供主管部门改正。"))
    return CorrectionsPage(
        frame=frame,
        registers=_registers(language, every, chosen),
        states=_states(language, every, chosen),
        lines=tuple(_line(language, one, shown, chosen, may[0]) for one in reversed(lines)),
        total=_("%(n)s 条") % {"n": formatting.count(len(lines))},
        export=chosen.address("/corrections/export"),
        may_reveal=may[1],
        empty=empty if not every else (_("没有符合条件的登记更正"), _("换一个登记簿或状态再看。")),
        done=done,
        error=error,
    )


def state_word(language: Language, state: State) -> str:
    """Whether the register still holds the wrong fact."""
    _ = words(language).gettext
    return {"standing": _("仍未改正"), "corrected": _("已改正"), "withdrawn": _("已撤回")}[state]


def _registers(language: Language, every: Sequence[CorrectionView], chosen: Chosen) -> tuple[Link, ...]:
    _ = words(language).gettext
    counts = {one.registry: 0 for one in every}
    for one in every:
        counts[one.registry] += chosen.state in (None, one.state)
    every_one = Link(_("全部登记簿"), Chosen(None, chosen.state).address(), chosen.registry is None)
    return (
        every_one,
        *(
            Link(
                f"{registry_word(name).of(language)} {count}", Chosen(name, chosen.state).address(),
                chosen.registry == name,
            )
            for name, count in counts.items()
        ),
    )  # fmt: skip


def _states(language: Language, every: Sequence[CorrectionView], chosen: Chosen) -> tuple[Link, ...]:
    _ = words(language).gettext
    own = [one.state for one in every if chosen.registry in (None, one.registry)]
    return (
        Link(_("全部状态"), Chosen(chosen.registry).address(), chosen.state is None),
        *(
            Link(
                f"{state_word(language, state)} {own.count(state)}", Chosen(chosen.registry, state).address(),
                chosen.state == state,
            )
            for state in STATES
        ),
    )  # fmt: skip


def _line(
    language: Language, one: CorrectionView, shown: dict[int, Shown], chosen: Chosen, may_withdraw: bool
) -> CorrectionLine:
    _ = words(language).gettext
    row = "" if one.row is None else _("第 %(row)d 行") % {"row": one.row}
    return CorrectionLine(
        number=one.number,
        register=one.registry_name.of(language),
        place=" · ".join(part for part in (one.file, one.sheet, row) if part),
        name="" if one.person_key is None else shown[one.person_key].name,
        said=one.said.of(language),
        note=one.note,
        since=formatting.day(one.since),
        who=one.who,
        state=state_word(language, one.state),
        case_href=f"/cases/{one.case_id}",
        withdraw=chosen.address(f"/corrections/{one.number}/withdraw")
        if may_withdraw and one.state != "withdrawn"
        else None,
    )
