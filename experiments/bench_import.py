"""How long an import takes, and how much memory: one list of payouts as CSV, one as a workbook.

    python -m experiments.bench_import [--csv 1000000] [--xlsx 500000]

Each file is imported into a home of its own by a process of its own. Processor seconds are told beside the wall's: they
alone can be compared on a machine that does other work.
"""

import argparse
import csv
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from records.values.ids import check_character

HEADER = (
    "序号",
    "姓名",
    "身份证号",
    "乡镇",
    "村",
    "补贴项目",
    "所属期",
    "发放日期",
    "发放金额(元)",
    "银行账号",
    "备注",
)
PROGRAMMES = ("农村低保", "高龄津贴", "残疾人两项补贴", "耕地地力保护补贴")
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "芳伟娜敏静丽强磊军洋艳勇杰涛明超秀霞平刚"
PAYMENTS = 6  # rows of one person in a list
VILLAGES, START, MEGABYTE = 300, date(2024, 1, 1), 1024


def rows(count: int, seed: int = 7) -> Iterator[tuple[Any, ...]]:
    """Payouts as a bureau lists them: every person several months running, in some village of the county."""
    draw = np.random.default_rng(seed)
    people = max(count // PAYMENTS, 1)
    born = draw.integers(0, 25_000, people)
    names = draw.integers(0, [len(SURNAMES), len(GIVEN), len(GIVEN)], (people, 3))
    villages, fens = draw.integers(0, VILLAGES, people), draw.integers(8_000, 90_000, (people, PAYMENTS))
    for number in range(count):
        person, month = number % people, number // people % 12
        first = f"990101{date(1940, 1, 1) + timedelta(days=int(born[person])):%Y%m%d}{person % 1000:03d}"
        place = int(villages[person])
        surname, *given = names[person]
        paid = START.replace(month=month + 1, day=10 + place % 15)
        yield (
            number + 1,
            SURNAMES[surname] + "".join(GIVEN[one] for one in given),
            first + check_character(first),
            f"第{place // 20}镇",
            f"第{place}村",
            PROGRAMMES[person % len(PROGRAMMES)],
            f"{paid:%Y%m}",
            f"{paid:%Y-%m-%d}",
            float(fens[person, month % PAYMENTS]) / 100,
            f"990100{person:013d}",
            "",
        )


def write_csv(file: Path, count: int) -> None:
    """The list as delimited text in GB18030, the encoding most of them come in."""
    with file.open("w", encoding="gb18030", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(HEADER)
        writer.writerows(rows(count))


def write_xlsx(file: Path, count: int) -> None:
    """The list as a workbook."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        page = book.add_worksheet("发放表")
        page.write_row(0, 0, HEADER)
        for line, row in enumerate(rows(count), 1):
            page.write_row(line, 0, row)


def _import(home: Path, file: Path, said: "multiprocessing.SimpleQueue[tuple[float, ...]]") -> None:
    from records.home import Home
    from records.imports.importing import import_folder

    began = time.perf_counter()
    report = import_folder(Home(home), file)
    used = resource.getrusage(resource.RUSAGE_SELF)
    said.put((time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / MEGABYTE, report.accepted))


def measure(file: Path) -> tuple[float, ...]:
    """Wall seconds, processor seconds, peak megabytes and accepted rows of one import."""
    start = multiprocessing.get_context("spawn")
    said = start.SimpleQueue()
    with tempfile.TemporaryDirectory() as home:
        process = start.Process(target=_import, args=(Path(home), file, said))
        process.start()
        process.join()
    if process.exitcode:
        raise SystemExit(f"The import of {file.name} failed.")
    measured: tuple[float, ...] = said.get()
    return measured


def main() -> None:
    """Write both files, import both, print what it took."""
    parser = argparse.ArgumentParser(description="Measure the import of large files.")
    parser.add_argument("--csv", type=int, default=1_000_000, help="rows of the CSV")
    parser.add_argument("--xlsx", type=int, default=500_000, help="rows of the workbook")
    parser.add_argument("--folder", type=Path, help="keep the files here and use those that are there")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for suffix, count, write in (("csv", asked.csv, write_csv), ("xlsx", asked.xlsx, write_xlsx)):
            file = folder / f"payouts-{count}.{suffix}"
            if count and not file.exists():
                write(file, count)
            if count:
                wall, processor, peak, accepted = measure(file)
                print(
                    f"{suffix}: {accepted:,.0f} of {count:,} rows accepted in {wall:.1f} s "
                    f"({processor:.1f} s of processor time), peak {peak:,.0f} MB",
                    flush=True,
                )


if __name__ == "__main__":
    main()
