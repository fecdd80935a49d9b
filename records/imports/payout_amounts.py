"""Amounts of payouts: which cannot be, which were taken back, and whether a list adds up."""

from records.imports.reading import SheetReading
from records.remark import Remark
from records.values.reasons import Reason
from records.values.text import squeezed

FEN_PER_YUAN = 100


def check(sheet: SheetReading) -> None:
    """Reject rows whose amount is missing, unreadable, zero or absurd; note a total that is not the sum."""
    _check_total(sheet)
    sheet.require("amount", Reason.NO_AMOUNT, Reason.BAD_AMOUNT)
    limits = sheet.kind.limits
    most = limits.most_yuan * FEN_PER_YUAN if limits else None
    fens = sheet.values("amount")
    bad = {fen: reason for fen in set(fens) if (reason := _amount_problem(fen, most))}
    if bad:
        sheet.reject({i: bad[fen] for i, fen in enumerate(fens) if fen in bad})


def _amount_problem(fen: int | None, most: int | None) -> Reason | None:
    if fen is None:
        return None
    if fen == 0:
        return Reason.ZERO_AMOUNT
    return Reason.ABSURD_AMOUNT if most is not None and fen > most else None


def negative(sheet: SheetReading) -> dict[int, Reason]:
    """Negative rows; one that takes back a payout to the fen (冲销) leaves nothing paid, so neither of the two counts.

    Of equal payouts the last one above the negative row is meant, else the first one below it.
    """
    fens = sheet.values("amount")
    if all(fen is None or fen >= 0 for fen in set(fens)):
        return {}
    ids = [one and one.text for one in sheet.values("person")]
    others = (sheet.values(name) for name in ("name", "programme", "account", "period"))
    rows = list(zip(ids, *others, strict=True))
    paid: dict[tuple[object, ...], list[int]] = {}
    for i, (row, fen) in enumerate(zip(rows, fens, strict=True)):
        if fen is not None and fen > 0 and i not in sheet.problems:
            paid.setdefault((*row, fen), []).append(i)
    found: dict[int, Reason] = {}
    for i, fen in enumerate(fens):
        if fen is None or fen >= 0:
            continue
        found[i] = Reason.NEGATIVE_AMOUNT
        if (meant := paid.get((*rows[i], -fen))) and i not in sheet.problems:
            taken = max((one for one in meant if one < i), default=meant[0])
            meant.remove(taken)
            found |= {i: Reason.REVERSED, taken: Reason.REVERSED}
    return found


def _check_total(sheet: SheetReading) -> None:
    """The last total of a list should be the sum of its rows; if not, the bureau or the file lost some."""
    if not sheet.sorted.totals:
        return
    row = sheet.found.sheet.rows[sheet.sorted.totals[-1]]
    place = sheet.found.columns["amount"]
    if place >= len(row) or any("小计" in squeezed(cell) for cell in row if isinstance(cell, str)):
        return
    header, units = sheet.found.headers[place], sheet.units
    stated = sheet.shared.readers.read([row[place]], sheet.kind.columns["amount"], header, units).values[0]
    before = sheet.sorted.totals[-2] if len(sheet.sorted.totals) > 1 else 0
    fens = [fen or 0 for fen in sheet.values("amount")]
    since = sum(fen for fen, record in zip(fens, sheet.records, strict=True) if record > before)
    if stated is not None and stated not in (sum(fens), since):
        said, added = stated / FEN_PER_YUAN, sum(fens) / FEN_PER_YUAN
        zh = f"合计行为 {said:.2f} 元，各行相加为 {added:.2f} 元，请与填报单位核对"
        en = f"the total says {said:.2f} yuan and the rows add up to {added:.2f}; ask whoever filled it in"
        sheet.notes.append(Remark(zh, en))
