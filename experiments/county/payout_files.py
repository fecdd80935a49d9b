"""发放数据: one table per bureau, programme and year, and what happens to such files on the way."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from experiments.county.accounts import numbers
from experiments.county.cells import DAY, ID, MU, NAME, PERIOD, PLAIN, YUAN, Column
from experiments.county.chance import stream
from experiments.county.payouts import BACK_PAY
from experiments.county.rhythms import LAND
from experiments.county.tables import Table
from experiments.county.words import Words, bureau_of
from experiments.county.world import World

FOLDER = "发放数据"
BANKS = ("禾信农商银行", "岚通村镇银行")


def _table(paid: pd.DataFrame, programme: str, year: int, world: World, words: Words) -> Table:
    bureau, name = bureau_of(programme), words.one("programmes", programme)
    villages = world.places.villages.iloc[paid["village"].to_numpy()]
    back = words.one("back_pay")
    columns = [
        Column("name", NAME, paid["name"].to_numpy()),
        Column("id", ID, paid["resident_id"].to_numpy()),
        Column("township", PLAIN, villages["township_name"].to_numpy()),
        Column("village", PLAIN, villages["village_name"].to_numpy()),
        Column("programme", PLAIN, [name] * len(paid)),
        Column("period", PERIOD, world.calendar.period_of(paid["month"].to_numpy())),
        Column("pay_date", DAY, paid["day"].to_numpy()),
        *([Column("area", MU, paid["area"].to_numpy())] if programme in LAND else []),
        Column("amount", YUAN, paid["amount"].to_numpy()),
        Column("account", PLAIN, paid["account"].to_numpy()),
        Column("remark", PLAIN, [back if remark == BACK_PAY else None for remark in paid["remark"]]),
    ]
    return Table(
        FOLDER,
        f"{bureau}_{name}_{year}",
        bureau,
        f"{year}年{name}资金发放明细表",
        tuple(columns),
        money="amount",
        township=villages["township_name"].to_numpy(),
        owners=world.people["resident_id"].to_numpy()[paid["person"].to_numpy()],
    )


def tables(awards: pd.DataFrame, payouts: pd.DataFrame, world: World, seed: int) -> Iterator[Table]:
    """Every programme's payouts by the year they were paid in; rows in no special order."""
    listed = awards[["name", "resident_id", "village", "programme", "person"]]
    paid = payouts.rename(columns={"award": "entry"}).join(listed, on="entry")
    paid["account"] = numbers(world, stream(seed, "accounts"))[paid["holder"]]
    years = paid["day"].to_numpy().astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    order = stream(seed, "rows").permutation(len(paid))
    for (programme, year), rows in paid.iloc[order].groupby(["programme", years[order]], sort=True):
        words = Words(seed, bureau_of(str(programme)))
        yield _table(rows, str(programme), int(str(year)), world, words)


def with_errors(table: Table, seed: int) -> Table:
    """The table as it was first handed in: some amounts wrong, some rows forgotten. The correction replaces it."""
    rng = stream(seed, f"errors/{table.stem}")
    kept = np.union1d([0], np.flatnonzero(rng.random(len(table)) > 0.01))
    columns = []
    for column in table.columns:
        values = np.asarray(column.values, dtype=object)[kept]
        if column.header == "amount":
            wrong = (rng.random(len(kept)) < 0.02) | (kept == kept[:1])  # at least the first
            values = np.where(wrong, np.round(values.astype(float) * 10, 2), values.astype(float))
        columns.append(replace(column, values=values))
    return replace(
        table, columns=tuple(columns), township=np.asarray(table.township)[kept], owners=np.asarray(table.owners)[kept]
    )
