"""The board's figures as a workbook: one sheet for each table, numbers as numbers, shares between 0 and 1."""

import math
from collections.abc import Sequence
from io import BytesIO

import pyarrow as pa

from serving.board.views import Board, Found, RateLine, Waiting
from serving.queue.sheets import write_book

_LEVELS = {"red": "红色", "orange": "橙色", "yellow": "黄色", "none": "未预警"}
_DIVIDED = {"rule": "规则", "programme": "补贴项目", "township": "乡镇"}
_SCOPES = {"flagged": "规则命中的", "all": "全部享受记录"}
_FIGURES = {"rate": "属实率", "precision": "先查的属实率", "recall": "查到占全部属实"}


def workbook(board: Board) -> bytes:
    """The file."""
    sheets = {"概况": _summary(board), "按月": _months(board)}
    sheets |= {f"按{name}": _rates(board.rates[by], name) for by, name in _DIVIDED.items()}  # type: ignore[index]
    sheets |= {"批次期限": _waiting(board.batches, "批次"), "乡镇未交回": _waiting(board.late, "乡镇")}
    sheets |= {"队列积压": _ages(board), "漏掉多少": _estimates(board)}
    made = BytesIO()
    write_book(sheets, made)
    return made.getvalue()


def _summary(board: Board) -> pa.Table:
    chosen, found, model = board.chosen, board.found, board.precision
    township = "全县" if chosen.township_key is None else board.townships.get(chosen.township_key, "")
    late = sum(one.overdue for one in board.batches)
    said: list[tuple[str, str]] = [
        ("范围", township),
        ("核查日期", f"{chosen.since or '开始'} 至 {chosen.until or board.as_of}"),
        ("核查结果截至", f"{board.as_of}"),
        ("已核查（件）", f"{found.visits}"),
        ("属实（件）", f"{found.confirmed}"),
        ("不属实（件）", f"{found.cleared}"),
        ("无法核实（件）", f"{found.inconclusive}"),
        ("追缴（元）", "" if found.recovered_fen is None else f"{found.recovered_fen / 100:.2f}"),
        ("待核查（件）", f"{board.open_cases}"),
        ("预计其中属实（件）", f"{board.expected_finds:.1f}"),
        ("逾期未交回（件）", f"{late}"),
    ]
    if model is not None:
        said += [
            ("在用模型", model.version),
            (f"先查 {model.capacity:.0%} 时属实", f"{model.precision:.3f}"),
            ("其 90% 区间", f"{model.low:.3f}–{model.high:.3f}"),
        ]
    return pa.table({"项目": [name for name, _ in said], "数值": [value for _, value in said]})


def _months(board: Board) -> pa.Table:
    names = [f"{month.first:%Y-%m}" for month in board.months]
    return pa.table({"月份": pa.array(names, pa.string()), **_found([month.found for month in board.months])})


def _rates(lines: Sequence[RateLine], first: str) -> pa.Table:
    rates = [line.rate for line in lines]
    named = pa.array([line.name.zh for line in lines], pa.string())
    ends = {"属实率": "mean", "区间下限": "low", "区间上限": "high"}
    shares = {
        name: pa.array([None if rate is None else getattr(rate, end) for rate in rates], pa.float64())
        for name, end in ends.items()
    }
    return pa.table({first: named, **_found([line.found for line in lines]), **shares})


def _found(found: Sequence[Found]) -> dict[str, pa.Array]:
    named = {"已核查": "visits", "属实": "confirmed", "不属实": "cleared", "无法核实": "inconclusive"}
    counts = {name: pa.array([getattr(one, key) for one in found], pa.int64()) for name, key in named.items()}
    yuan = [None if one.recovered_fen is None else one.recovered_fen / 100 for one in found]
    return counts | {"追缴金额（元）": pa.array(yuan, pa.float64())}


def _waiting(lines: Sequence[Waiting], first: str) -> pa.Table:
    counts = {"件数": "cases", "已交回": "returned", "未交回": "out", "逾期": "overdue"}
    days = pa.array([None if one.due is None else one.due.isoformat() for one in lines], pa.string())
    named = pa.array([one.name for one in lines], pa.string())
    return pa.table(
        {first: named, "期限": days}
        | {name: pa.array([getattr(one, key) for one in lines], pa.int64()) for name, key in counts.items()}
    )


def _ages(board: Board) -> pa.Table:
    begins = pa.array([age.days for age in board.ages], pa.int64())
    ends = pa.array([None if age.under is None else age.under - 1 for age in board.ages], pa.int64())
    levels = {word: pa.array([age.levels[level] for age in board.ages], pa.int64()) for level, word in _LEVELS.items()}
    return pa.table({"在列天数从": begins, "到": ends, **levels})


def _estimates(board: Board) -> pa.Table:
    known = () if board.estimates is None else board.estimates.estimates
    rows = [
        {"范围": _SCOPES[one.scope], "估计": name}
        | {
            said: None if math.isnan(value := getattr(getattr(one, figure), part)) else value
            for said, part in {
                "按抽中概率加权": "value",
                "区间下限": "low",
                "区间上限": "high",
                "直接数": "naive",
            }.items()
        }
        for one in known
        for figure, name in _FIGURES.items()
    ]
    texts, shares = ("范围", "估计"), ("按抽中概率加权", "区间下限", "区间上限", "直接数")
    schema = pa.schema([*((name, pa.string()) for name in texts), *((name, pa.float64()) for name in shares)])
    return pa.Table.from_pylist(rows, schema=schema)
