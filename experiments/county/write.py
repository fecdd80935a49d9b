"""Write a whole county: make the world, pay, look, verify, and hand everything over as bureaus do."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from experiments.county import finding_files, payout_files, registry_files, story
from experiments.county.chance import stream
from experiments.county.style import Style, draw
from experiments.county.tables import FileCount, Table, write_table
from experiments.county.truth import truth as truth_of

DEFAULT_SEED = 20_240_511


@dataclass(frozen=True)
class County:
    """What was written. `payouts` and `findings` count rows of the files that are right in the end."""

    folder: Path
    people: int
    payouts: int
    findings: int
    files: tuple[FileCount, ...]
    duplicates: tuple[Path, ...]  # exact copies of another file
    corrections: tuple[FileCount, ...]  # in the folder `later`: each replaces a file of `folder`
    style: Style
    truth: pd.DataFrame
    ids: pd.DataFrame  # file, row, written, resident_id: the person meant where another id is written


def _payout_files(
    folder: Path, later: Path | None, tables: list[Table], style: Style, seed: int
) -> tuple[list[FileCount], list[Path], list[FileCount]]:
    order = stream(seed, "handed in twice").permutation(len(tables))
    wrong_first = set(order[: style.corrected_files].tolist()) if later else set()
    twice = set(order[style.corrected_files : style.corrected_files + style.duplicate_files].tolist())
    counts: list[FileCount] = []
    duplicates, corrections = [], []
    for number, table in enumerate(tables):
        if later and number in wrong_first:
            correct = replace(table, stem=f"{table.stem}（更正）")
            corrections.append(write_table(later, correct, style, seed))
            table = payout_files.with_errors(table, seed)
        count = write_table(folder, table, style, seed)
        counts.append(count)
        if number in twice:
            copy = count.path.with_name(f"{count.path.stem} - 副本{count.path.suffix}")
            shutil.copyfile(count.path, copy)
            duplicates.append(copy)
    return counts, duplicates, corrections


def write(
    folder: Path,
    people: int,
    seed: int = DEFAULT_SEED,
    truth: Path | None = None,
    style: Style | None = None,
    later: Path | None = None,
) -> County:
    """Write the bureau files of a fictional county of so many people into `folder`.

    `folder` gets 发放数据, 基础数据 and 核查结果. The same people, seed and style give the same cell contents.
    `truth` is a parquet (see `experiments.county.truth`) and must lie outside the folder. With a folder `later`, some
    payout lists are wrong at first, and those that correct them stand there, for a second import.

    Raises:
        ValueError: fewer than 100 people, or a truth inside the folder.
    """
    if truth is not None and truth.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"The truth must not lie among the county's files: {truth}")
    style = style or draw(seed)
    told = story.tell(people, seed, style)
    known = truth_of(told.verification, told.listed)
    lists = list(payout_files.tables(told.listed, told.paid, told.world, seed))
    counts, duplicates, corrections = _payout_files(folder, later, lists, style, seed)
    others = [*registry_files.tables(told.world, style, seed), *finding_files.tables(told.lines, told.world, seed)]
    counts += [write_table(folder, table, style, seed) for table in others]
    if truth is not None:
        truth.parent.mkdir(parents=True, exist_ok=True)
        known.to_parquet(truth, index=False)
    return County(
        folder,
        people,
        len(told.paid),
        len(told.lines),
        tuple(counts),
        tuple(duplicates),
        tuple(corrections),
        style,
        known,
        _ids(counts),
    )


def _ids(counts: list[FileCount]) -> pd.DataFrame:
    rows = [(count.path.name, *one) for count in counts for one in count.ids]
    return pd.DataFrame(rows, columns=["file", "row", "written", "resident_id"])
