"""From no label to thousands: how the queue is ranked on the way, beside the rules' smoothed rates.

    python -m experiments.cold_start FOLDER --seeds 401 402 --people 40000 --picture cold_start.svg

On fictional counties, whose truth is known: on the day the n-th outcome is reported, everything is as it was known then
(features, outcomes, rates), and the cases that later batches hand out are ranked. What mingcha would rank by is the
declared prior while less than `enough` is verified, then a model. Average precision is the mean over outcomes drawn
from the true probabilities, so that it is free of their chance.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments import truths
from experiments.county.write import write
from experiments.evaluate import average_precision
from records.home import Home
from records.imports.importing import import_folder
from training import known, settings
from training.cases.tables import AsOf
from training.estimators import anomaly, prior, scorer
from training.evaluation import yardsticks
from training.known import Known
from training.settings import Settings

LABELS = (0, 50, 200, 1000, 5000)
DRAWS = 20
FEWEST = 200  # cases to rank; fewer say nothing
Vector = npt.NDArray[np.float64]
NAMES = {"best": "true probability", "ranking": "what mingcha ranks by", "model": "model", "prior": "declared prior",
         "rule_rate": "smoothed rule rates"}  # fmt: skip


@dataclass(frozen=True)
class Then:
    """What was known on a day, and the cases of later batches with their true probabilities."""

    day: date
    table: AsOf  # of these cases and a sample of all awards
    keys: npt.NDArray[np.int64]
    truth: Vector


def prepared(folder: Path, seed: int, people: int) -> tuple[Home, pd.DataFrame]:
    """A county in its own home, written and imported where it is not there yet, and its truth."""
    home, truth = Home(folder / f"county-{seed}" / "home"), folder / f"county-{seed}" / "truth.parquet"
    if not truth.exists():
        county = write(folder / f"county-{seed}" / "files", people, seed)
        import_folder(home, folder / f"county-{seed}" / "files")
        county.truth.to_parquet(truth)
    return home, pd.read_parquet(truth)


def curve(home: Home, truth: pd.DataFrame, chosen: Settings, labels: Sequence[int] = LABELS) -> pd.DataFrame:
    """One row for each number of labels that the county reaches while enough cases are still to come."""
    start = known.read(home)
    probabilities = truths.by_award(home, truth[truth["batch"].notna()])
    return pd.DataFrame([
        {"labels": number, **_measured(start, then, chosen)}
        for number in labels for then in _then(start, probabilities, number, chosen)
    ])  # fmt: skip


def _then(start: Known, probabilities: "pd.Series[float]", number: int, chosen: Settings) -> Iterator[Then]:
    cases = start.labels.cases
    reported = cases[["confirmed_on", "cleared_on"]].min(axis=1).sort_values()
    if number > len(reported):
        return
    first: pd.Timestamp = cases["dispatched"].min()
    day = (reported.iloc[number - 1] + pd.Timedelta(days=1)).date() if number else first.date()
    coming = cases.loc[cases["dispatched"].dt.date >= day, "award_key"].drop_duplicates()
    keys = coming[coming.isin(probabilities.index)].to_numpy()
    table = start.source.as_of(day, keys, chosen.sample.forest, chosen.seed)
    keys = keys[np.isin(keys, table.features.index)]
    if len(keys) >= FEWEST:
        yield Then(day, table, keys, probabilities.loc[keys].to_numpy())


def _measured(start: Known, then: Then, chosen: Settings) -> dict[str, float]:
    cases = start.cases(chosen)
    outcomes = np.asarray(start.labels.known_before(then.day), dtype=np.float64)
    learned = np.flatnonzero(~np.isnan(outcomes) & cases.visible)
    found, asked = outcomes[learned], then.table.only(then.keys)
    said = known.dictionary(cases, start.source.catalogue)
    declared = prior.unfitted(start.source.catalogue).fitted(then.table.features, said.patterns, chosen)
    scores = {
        "best": then.truth,
        "prior": declared.score(asked.features)["probability"].to_numpy(),
        "rule_rate": yardsticks.rule_rate(cases.standing.iloc[learned], found).probability(asked.standing),
    }
    if found.sum() >= chosen.trees.parameters["min_data_in_leaf"] / 2:
        forest = anomaly.fit(then.table.features, said.patterns, chosen.forest, chosen.seed)
        model = scorer.fit(cases.features.iloc[learned], found, forest, said, chosen)
        scores["model"] = model.log_odds(asked.features, forest.score(asked.features))
    enough = len(found) >= chosen.enough.labels and found.sum() >= chosen.enough.confirmed
    scores["ranking"] = scores["model"] if enough else scores["prior"]
    return {"known": len(learned), "confirmed": float(found.sum()), "ranked": len(then.keys)} | {
        name: _expected(score, then.truth) for name, score in scores.items()
    }


def _expected(score: Vector, truth: Vector) -> float:
    draws = (np.random.default_rng(draw).random(len(truth)) < truth for draw in range(DRAWS))
    return float(np.mean([average_precision(score, drawn) for drawn in draws]))


def picture(curves: pd.DataFrame) -> str:
    """The mean curve over counties as SVG: one line for each way to rank."""
    import altair as alt
    import vl_convert

    means = curves.groupby("labels")[list(NAMES)].mean().rename(columns=NAMES)
    drawn = means.reset_index().melt("labels", var_name="order by", value_name="average precision").dropna()
    steps = {number: place for place, number in enumerate(means.index)}
    drawn["place"] = drawn["labels"].map(lambda number: f"{steps[number]} {number:,}")
    axis = alt.Axis(labelExpr="split(datum.label, ' ')[1]", labelAngle=0, title="verified cases known on the day")
    chart = alt.Chart(drawn, width=520, height=300).mark_line(point=True).encode(
        x=alt.X("place:O", axis=axis),
        y=alt.Y("average precision:Q", scale=alt.Scale(domain=[0, 0.8])),
        color=alt.Color("order by:N", sort=list(NAMES.values())),
    )  # fmt: skip
    return str(vl_convert.vegalite_to_svg(chart.to_json()))


def main() -> None:
    """Measure, print the table, draw the curve."""
    parser = argparse.ArgumentParser(prog="python -m experiments.cold_start")
    parser.add_argument("folder", type=Path, help="where counties are kept between runs")
    parser.add_argument("--seeds", type=int, nargs="+", default=[401, 402])
    parser.add_argument("--people", type=int, default=40_000)
    parser.add_argument("--labels", type=int, nargs="+", default=LABELS)
    parser.add_argument("--picture", type=Path)
    given = parser.parse_args()
    found = []
    for seed in given.seeds:
        home, truth = prepared(given.folder, seed, given.people)
        rows = curve(home, truth, settings.default(), given.labels).assign(county=seed)
        print(rows.round(3).to_string(index=False), flush=True)
        found.append(rows)
    if given.picture:
        given.picture.write_text(picture(pd.concat(found)), encoding="utf-8")


if __name__ == "__main__":
    main()
