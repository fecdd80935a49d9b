"""When the money comes."""

import pandas as pd

from experiments.peer.tables import Tables


def rhythm(tables: Tables) -> pd.DataFrame:
    """The family of columns."""
    paid = tables["payout"][["award_key", "period", "pay_date", "back_pay"]]
    year, month = paid["period"] // 100, paid["period"] % 100
    number = year * 12 + month
    first_day = pd.to_datetime({"year": year, "month": month, "day": 1})
    paid = paid.assign(number=number, lag=(paid["pay_date"] - first_day).dt.days, back=paid["back_pay"].eq(True))
    award = paid.groupby("award_key").agg(
        payouts=("pay_date", "size"),
        back_pay=("back", "sum"),
        lag_mean_days=("lag", "mean"),
        first=("pay_date", "min"),
        last=("pay_date", "max"),
    )
    months = paid.dropna(subset="number").groupby(["award_key", "number"]).size().reset_index(name="n")
    months["gap"] = months.groupby("award_key")["number"].diff()
    months["repeated"] = months["n"] > 1
    periods = months.groupby("award_key").agg(
        months_paid=("n", "size"), periods_repeated=("repeated", "sum"), gap_max_months=("gap", "max")
    )
    award = award.join(periods).assign(
        since_first_days=(tables.day - award["first"]).dt.days, since_last_days=(tables.day - award["last"]).dt.days
    )
    return award.drop(columns=["first", "last"])
