"""The benchmark of the server: what it makes of its figures."""

import os
from dataclasses import replace

import pytest

from serving.bench.load.report import Lists, Round, table
from serving.bench.load.servers import Server
from serving.bench.load.wrk import Load

ONE = Load(connections=1, p50=2.0, p99=9.0, rate=400.0, processor=1.0)


def turn(rate: float, theirs: float) -> Round:
    busy = replace(ONE, connections=8, rate=rate)
    slow = replace(busy, rate=theirs, processor=50.0)
    return Round(one=ONE, busy=busy, many=ONE, rows=replace(busy, rate=rate / 2), theirs_one=slow, theirs=slow)


def test_ratios_are_those_within_a_turn_and_figures_are_medians() -> None:
    # The machine was ten times as busy in the second turn; the ratio does not care.
    turns = [turn(1000, 50), turn(100, 5), turn(1200, 30)]
    said = table(257_000, turns, Lists(1_000, 9.0, (2.0, 1.0, 3.0), (4.0, 4.5, 5.0)))
    assert "scores 20.0 times" in said
    assert "same rows 10.0 times" in said
    assert "By processor time: scores 50.0 times" in said
    assert "first 9.00 s, later 2.00 s (median of 3), 4.50 s of processor time" in said
    line = next(line for line in said.splitlines() if line.startswith("scores, one known award, 8 connections"))
    assert "1,000" in line


def test_processor_time_is_counted_over_all_processes_of_a_session() -> None:
    ours = Server("", os.getsid(0))
    before = ours.processor()
    sum(number * number for number in range(3_000_000))
    assert ours.processor() > before >= 0
    assert Server("", 2**31 - 1).processor() == pytest.approx(0)
