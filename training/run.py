"""One training run: labels, as-of tables, a walk forward, the gate, the model, the log."""

import time

from records.home import Home
from records.progress import Progress, Step, silent
from training import final, known, tracking
from training import settings as choices
from training.assessment import Today, assess
from training.bundle import Bundle
from training.cases.labels import Labels
from training.cases.splits import Walk
from training.drift import reference
from training.errors import InsufficientOutcomes
from training.evaluation import walking
from training.folder import forward_scores
from training.folder.card import Verdict
from training.folder.memory import Memory
from training.home import history, pointers, registry
from training.report import LeftOut, TrainingReport
from training.settings import Enough, Settings


def train(
    home: Home,
    promote: bool = False,
    progress: Progress = silent,
    *,
    settings: Settings | None = None,
    who: str = "",
    database_url: str | None = None,
) -> TrainingReport:
    """Train on everything verified so far, evaluate forward, log, and promote when asked to and the gate passes.

    `database_url`: the application's database, in which outcomes were recorded; default the home's SQLite file.
    Raises NoSnapshot before the first import, InsufficientOutcomes when too little was verified, HomeBusy while
    another training runs.
    """
    chosen, begun = settings or choices.default(), time.perf_counter()
    with home.lock("train"):
        start = known.read(home, database_url)
        _require(start.labels, chosen.enough)
        cases = start.cases(chosen, progress)
        walk = start.walk(cases, chosen)
        _require_folds(walk)
        dictionary = known.dictionary(cases, start.source.catalogue)
        forward = walking.forward(cases, walk, dictionary, chosen, progress)
        progress(
            Step(f"the model, on {len(start.labels):,} verified cases", f"用 {len(start.labels):,} 件核查结果训练模型"),
            0,
            2,
        )
        everybody = start.everybody(chosen)
        model = final.fit(cases, everybody.features, dictionary, chosen)
        everywhere = final.place(model, forward.calibration, everybody.features)
        looks = reference.of(start.day, everybody.features, everybody.standing["programme"], len(everybody.features))
        today = Today(start.population(everywhere.probability), looks, everybody.features)
        assessment = assess(home, cases, forward, chosen, today)
        card = final.describe(start, walk, model, forward, assessment, everywhere, chosen)
        card = final.illustrated(card, model, forward, cases, start.source.catalogue)
        kept = final.keep(home, Bundle("", card, model), Memory(forward_scores.table(cases, forward), looks))
        progress(Step("the log", "登记到模型库"), 1, 2)
        run_id = tracking.log(home, kept, home.models / kept.version, chosen)
        promoted = _hand_over(home, kept.version, assessment.verdict, promote, who)
    left_out = LeftOut(int((~cases.visible).sum()), sum(fold.dropped for fold in walk.folds))
    return TrainingReport(
        kept.version, start.day, card.labels, card.confirmed, left_out, len(card.columns), assessment,
        card.skipped, forward.way, promoted, run_id, time.perf_counter() - begun,
    )  # fmt: skip


def _require(found: Labels, enough: Enough) -> None:
    confirmed = int(found.confirmed.sum())
    if len(found) < enough.labels or confirmed < enough.confirmed:
        raise InsufficientOutcomes(
            f"Only {len(found)} cases are verified ({confirmed} confirmed), and {enough.labels} "
            f"({enough.confirmed} confirmed) are needed to train; import more verification results or record outcomes. "
            "Scans rank by the rules' bands until then."
        )


def _require_folds(walk: Walk) -> None:
    if not walk.folds:
        why = "; ".join(f"batch {skip.batch}: {skip.reason}" for skip in walk.skipped)
        raise InsufficientOutcomes(
            f"No batch leaves enough before it to test a model forward ({why}); "
            "import the results of the next batch, then train again."
        )


def _hand_over(home: Home, version: str, verdict: Verdict, promote: bool, who: str) -> bool:
    history.record(home, "trained", version, pointers.read(home, "CHAMPION"), who, "; ".join(verdict.reasons))
    serves = promote and verdict.passed
    if serves:
        registry.promote(home, version, who)
    else:
        registry.challenge(home, version)
    registry.align(home)
    return serves
