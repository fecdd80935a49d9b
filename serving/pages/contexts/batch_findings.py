"""What the batches say beyond the cases visited: estimates, verifiers beside each other, re-checks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from serving.pages import formatting
from serving.pages.contexts.batch_plan import USUAL_DAYS
from serving.pages.contexts.frame import Frame
from serving.pages.languages import Language, words

if TYPE_CHECKING:
    from training.visits.batch_estimates import BatchEstimates
    from training.visits.home_verifiers import Rechecks
    from training.visits.verifiers import Comparison
    from training.visits.weighted import Estimate


@dataclass(frozen=True)
class EstimateLine:
    """A share among all awards, its interval, and what one gets by counting the visited as if they were all."""

    scope: str
    what: str
    value: str
    span: str
    naive: str


@dataclass(frozen=True)
class VerifierLine:
    """One township."""

    township: str
    cases: int
    confirmed: int
    expected: str
    ratio: str
    span: str
    stands_out: str


@dataclass(frozen=True)
class FindingsPage:
    """The page."""

    frame: Frame
    estimates: tuple[EstimateLine, ...]
    estimates_said: str
    verifiers: tuple[VerifierLine, ...]
    noise: tuple[str, ...]
    rechecked: tuple[tuple[str, int, int], ...]
    can_make: bool
    due: str  # of a re-check, as proposed
    error: str | None
    template: str = "batch_findings.html"


def findings_page(
    frame: Frame, found: "BatchEstimates", compared: "Comparison", rechecks: "Rechecks | None", can_make: bool,
    day: date, error: str | None = None,
) -> FindingsPage:  # fmt: skip
    """Put the page together."""
    said = () if rechecks is None else noise_said(frame.language, rechecks)
    by = (
        ()
        if rechecks is None
        else tuple(
            _rechecked({str(name): cell for name, cell in row.items()})
            for row in rechecks.by_verifier.to_dict("records")
        )
    )
    rows: Sequence[dict[str, object]] = compared.table.to_dict("records")  # type: ignore[assignment]
    verifiers = tuple(_verifier(frame.language, row) for row in rows)
    lines, about = estimate_lines(frame.language, found), estimates_said(frame.language, found)
    due = (day + timedelta(days=USUAL_DAYS)).isoformat()
    return FindingsPage(frame, lines, about, verifiers, said, by, can_make, due, error)


def estimate_lines(language: Language, found: "BatchEstimates") -> tuple[EstimateLine, ...]:
    """Every figure that can be said."""
    _ = words(language).gettext
    scopes = {"flagged": _("规则命中的"), "all": _("全部享受记录")}
    lines = list[EstimateLine]()
    for one in found.estimates:
        named = ((_("属实率"), one.rate), (_("先查的属实率"), one.precision), (_("查到占全部属实"), one.recall))
        lines += [_estimate(scopes[one.scope], what, estimate) for what, estimate in named]
    return tuple(lines)


def _estimate(scope: str, what: str, one: "Estimate") -> EstimateLine:
    return EstimateLine(scope, what, _share(one.value), _span(one.low, one.high), _share(one.naive))


def estimates_said(language: Language, found: "BatchEstimates") -> str:
    """On what the figures rest, or why there are none."""
    _ = words(language).gettext
    waiting = _("还没有交回足够结果的批次不计入。") if found.waiting else ""
    if not found.estimates:
        return waiting or _("还没有交办过批次。交办并交回之后，这里按抽中概率推算全部享受记录的情况。")
    whole = found.estimates[-1]
    about = _("依据 %(batches)d 批的 %(visited)s 件结果，其中随机抽查 %(randoms)s 件、属实 %(confirmed)s 件。") % {
        "batches": len(found.counted),
        "visited": formatting.count(whole.visited),
        "randoms": formatting.count(whole.randoms),
        "confirmed": formatting.count(whole.randoms_confirmed),
    }
    few = _("随机抽查的结果太少，还说不出没有去查的那些。") if math.isnan(whole.rate.value) else ""
    return (" " if language == "en" else "").join(part for part in (about, few, waiting) if part)


def noise_said(language: Language, rechecks: "Rechecks") -> tuple[str, ...]:
    """What blind re-checks say, in sentences."""
    _, said = words(language).gettext, rechecks.noise
    if math.isnan(said.share):
        return (_("还没有复核结果。抽一批查否的线索，换一个乡镇再去看一次。"),)
    first = _("复核 %(n)d 件查否的线索，%(k)d 件改为属实：%(share)s（90%% 区间 %(span)s）。") % {
        "n": said.rechecked, "k": said.overturned, "share": _share(said.share), "span": _span(said.low, said.high),
    }  # fmt: skip
    second = _("登记的属实率 %(base)s；去掉误判的查否，约为 %(corrected)s（%(span)s）。") % {
        "base": _share(said.base_rate), "corrected": _share(said.corrected),
        "span": _span(said.corrected_low, said.corrected_high),
    }  # fmt: skip
    return first, second


def _verifier(language: Language, row: dict[str, object]) -> VerifierLine:
    _ = words(language).gettext
    out = {"low": _("偏低，建议复核"), "high": _("偏高"), "": ""}[str(row["stands_out"])]
    ratio, low, high = (float(str(row[name])) for name in ("ratio", "low", "high"))
    return VerifierLine(
        str(row["verifier"]), int(str(row["cases"])), int(str(row["confirmed"])), f"{float(str(row['expected'])):.1f}",
        f"{ratio:.2f}", f"{low:.2f}–{high:.2f}", out,
    )  # fmt: skip


def _rechecked(row: dict[str, object]) -> tuple[str, int, int]:
    return str(row["verifier"]), int(str(row["rechecked"])), int(str(row["overturned"]))


def _share(share: float) -> str:
    return formatting.MISSING if math.isnan(share) else formatting.percent(share)


def _span(low: float, high: float) -> str:
    return formatting.MISSING if math.isnan(low) else f"{formatting.percent(low)}–{formatting.percent(high)}"
